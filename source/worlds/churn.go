package worlds

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// catchUpInterval is how often atRate catches up with its rate.
const catchUpInterval = 5 * time.Millisecond

// churn RATE ABORTED opens that many connections to itself per second. Each is accepted and
// closed immediately. Of a hundred connections, ABORTED end with a RST, and each of the others
// leaves a TIME-WAIT. To any line it answers the number of connections so far.
func churn(s *Stage) error {
	rate, err := strconv.Atoi(s.Arg(0, "1000"))
	if err != nil {
		return err
	}
	aborted, err := strconv.Atoi(s.Arg(1, "0"))
	if err != nil {
		return err
	}
	server, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := unix.Bind(server, address(unix.AF_INET, loopback4, 0)); err != nil {
		return err
	}
	if err := unix.Listen(server, 128); err != nil {
		return err
	}
	name, err := unix.Getsockname(server)
	if err != nil {
		return err
	}
	port := int(endpoint(name).Port)
	made := 0
	return atRate(s, port, rate, func() error {
		made++
		return connectAndClose(server, port, made, made%100 < aborted)
	})
}

// connectAndClose makes one connection and closes it. It uses a new source address for every 10,000
// connections, because a client has a limited number of ports per destination.
func connectAndClose(server, port, n int, abort bool) error {
	client, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(client)
	var from [4]byte
	binary.BigEndian.PutUint32(from[:], 127<<24|2<<16+uint32(n/10_000%60_000))
	if err := unix.SetsockoptInt(client, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1); err != nil {
		return err
	}
	if err := unix.Bind(client, address(unix.AF_INET, netip.AddrFrom4(from), 0)); err != nil {
		return err
	}
	if abort {
		if err := unix.SetsockoptLinger(client, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}); err != nil {
			return err
		}
	}
	if err := unix.Connect(client, address(unix.AF_INET, loopback4, port)); err != nil {
		return err
	}
	accepted, _, err := unix.Accept4(server, unix.SOCK_CLOEXEC)
	if err != nil {
		return err
	}
	unix.Shutdown(client, unix.SHUT_WR)
	return unix.Close(accepted)
}

// storm RATE forks that many processes per second, which exit immediately. To any line it
// answers the number of processes so far.
func storm(s *Stage) error {
	rate, err := strconv.Atoi(s.Arg(0, "1000"))
	if err != nil {
		return err
	}
	return atRate(s, 0, rate, func() error {
		// The child cannot find the program to execute; it exits and is reaped.
		_, err := syscall.ForkExec("/proc/none", []string{"none"}, nil)
		if errors.Is(err, syscall.ENOENT) {
			return nil
		}
		return err
	})
}

// atRate calls do at this rate, or as often as the machine can, until the test ends.
func atRate(s *Stage, ready, rate int, do func() error) error {
	var done atomic.Int64
	failed := make(chan error, 1)
	go func() { // ends with the process
		began := time.Now()
		for range time.Tick(catchUpInterval) {
			for due := int64(time.Since(began).Seconds() * float64(rate)); done.Load() < due; done.Add(1) {
				if err := do(); err != nil {
					failed <- err
					return
				}
			}
		}
	}()
	s.Ready(ready)
	for {
		if _, ok := s.Hear(); !ok {
			return nil
		}
		select {
		case err := <-failed:
			return err
		default:
			s.Say(done.Load())
		}
	}
}
