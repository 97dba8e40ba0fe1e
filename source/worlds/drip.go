package worlds

import (
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// drip ADDRESS INTERVAL opens a connection in every interval and keeps it open. It continues if
// there is no free port. To any line it answers the number of open connections, and how often
// there was no port since the previous line.
func drip(s *Stage) error {
	to, err := netip.ParseAddrPort(s.Arg(0, ""))
	if err != nil {
		return err
	}
	every, err := time.ParseDuration(s.Arg(1, "500ms"))
	if err != nil {
		return err
	}
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		for {
			if _, ok := s.Hear(); !ok {
				return
			}
			asked <- struct{}{}
		}
	}()
	s.Ready()
	opened, failed := 0, 0
	for tick := time.Tick(every); ; {
		select {
		case _, ok := <-asked:
			if !ok {
				return nil
			}
			s.Say(opened, failed)
			failed = 0
		case <-tick:
			switch err := dripOnce(to); err {
			case nil:
				opened++
			case unix.EADDRNOTAVAIL:
				failed++
			default:
				return fmt.Errorf("connection %d: %w", opened+1, err)
			}
		}
	}
}

// dripOnce opens a connection that stays open.
func dripOnce(to netip.AddrPort) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := unix.Connect(fd, address(unix.AF_INET, to.Addr(), int(to.Port()))); err != nil {
		unix.Close(fd)
		return err
	}
	return nil
}
