package signal

import (
	"context"
	"errors"
	"io"
	"time"

	"golang.org/x/sys/unix"

	"berth/source/procfs"
)

// pollInterval is the longest wait between two checks of the context.
const pollInterval = 100 * time.Millisecond

// Gone implements model.Victim.
func (v *victim) Gone(ctx context.Context) bool {
	fd, ended := v.watch()
	if fd < 0 { // unknown does not mean gone
		<-ctx.Done()
		return false
	}
	defer closeAll(fd)
	for !ended() {
		if ctx.Err() != nil {
			return false
		}
	}
	return true
}

// watch returns a function that waits at most for slice and reports whether the
// process has ended. It uses its own descriptor, because Release may close those of
// the victim meanwhile. The descriptor is negative if there is nothing to watch.
func (v *victim) watch() (fd int, ended func() bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.released {
		return -1, nil
	}
	own := v.pidfd
	if own < 0 {
		own = v.dir
	}
	fd, err := unix.FcntlInt(uintptr(own), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return -1, nil
	}
	if v.pidfd >= 0 {
		return fd, func() bool { return exited(fd, pollInterval) }
	}
	return fd, func() bool {
		if s, err := readStat(fd); procfs.Gone(err) || err == nil && s.Ended() {
			return true
		}
		time.Sleep(pollInterval)
		return false
	}
}

// exited waits for the process of a pidfd to end, which makes the pidfd readable.
func exited(pidfd int, wait time.Duration) bool {
	poll := []unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	n, err := unix.Poll(poll, int(wait.Milliseconds()))
	return err == nil && n == 1 && poll[0].Revents&unix.POLLIN != 0
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
