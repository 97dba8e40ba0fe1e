package e2e

import (
	"testing"

	"berth/source/worlds"
)

func TestProbeDistinguishesReachableFromRefused(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		l := listen(t)
		berth(t, "probe", l.Addr().String()).want(t, 0, "reachable", "connect 127.0.0.1:")
		go func() { // writes first, to every client
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = conn.Write([]byte("220 mail ready\r\n"))
				conn.Close()
			}
		}()
		berth(t, "probe", l.Addr().String()).want(t, 0, "first byte", "greeting: 220 mail ready")
		address := l.Addr().String()
		l.Close()
		berth(t, "probe", address).want(t, 1, "not reachable, ECONNREFUSED refused")
		berth(t, "probe", "192.0.2.1:80").want(t, 1, "ENETUNREACH no route")
		set(t, "ip_local_port_range", "40000 40001")
		full := listenOn(t, "127.0.0.1:30000")
		for range 2 {
			connect(t, full)
		}
		berth(t, "probe", "127.0.0.1:30000").want(t, 1, "EADDRNOTAVAIL no free local port", "2 of 2 ports are in use from 127.0.0.1 to 127.0.0.1:30000")
	})
}
