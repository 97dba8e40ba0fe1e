package worlds

import (
	"fmt"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"
)

// The roles in this file hold many sockets for measurements. The sockets are plain descriptors
// that nothing reads, so they cost almost nothing.

// crowd NETWORK ADDRESS accepts connections and keeps them open. It says PORT.
func crowd(s *Stage) error {
	at, err := netip.ParseAddr(s.Arg(1, "127.0.0.1"))
	if err != nil {
		return err
	}
	domain := domainOf(s.Arg(0, "tcp4"))
	fd, err := unix.Socket(domain, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := unix.Bind(fd, address(domain, at, 0)); err != nil {
		return err
	}
	if err := unix.Listen(fd, 4096); err != nil {
		return err
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return err
	}
	go func() { // ends with the process
		for {
			if _, _, err := unix.Accept4(fd, unix.SOCK_CLOEXEC); err != nil {
				return
			}
		}
	}()
	s.Ready(endpoint(name).Port)
	s.Wait()
	return nil
}

// swarm NETWORK ADDRESS PORT N keeps N connections open.
func swarm(s *Stage) error {
	at, err := netip.ParseAddr(s.Arg(1, ""))
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(s.Arg(2, ""))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(s.Arg(3, ""))
	if err != nil {
		return err
	}
	domain := domainOf(s.Arg(0, "tcp4"))
	for i := range n {
		fd, err := unix.Socket(domain, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		if err := unix.Connect(fd, address(domain, at, port)); err != nil {
			return fmt.Errorf("connection %d of %d: %w", i+1, n, err)
		}
	}
	s.Ready()
	s.Wait()
	return nil
}

// idle N keeps N descriptors open that are not sockets.
func idle(s *Stage) error {
	n, err := strconv.Atoi(s.Arg(0, "20"))
	if err != nil {
		return err
	}
	for range n {
		if _, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0); err != nil {
			return err
		}
	}
	s.Ready()
	s.Wait()
	return nil
}

func domainOf(network string) int {
	if network == "tcp6" {
		return unix.AF_INET6
	}
	return unix.AF_INET
}
