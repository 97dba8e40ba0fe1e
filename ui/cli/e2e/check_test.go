package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
)

func TestCheckNamesWhoHasThePort(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		berth(t, "check", text(server.Port)).want(t, 1, "in use", fmt.Sprintf("%d listen, user root", server.PID), "LISTEN 127.0.0.1:", "since ")
		berth(t, "check", text(server.Port)+"/udp").want(t, 0, "free", "bind: yes")
		a := berth(t, "check", text(server.Port), "--json")
		var document struct {
			Free  bool `json:"free"`
			InWay []struct {
				Socket struct {
					Owners []struct {
						PID int `json:"pid"`
					} `json:"owners"`
				} `json:"socket"`
			} `json:"in_way"`
		}
		if err := json.Unmarshal([]byte(a.out), &document); err != nil || document.Free || len(document.InWay) != 1 || document.InWay[0].Socket.Owners[0].PID != server.PID {
			t.Errorf("%v in %s", err, a.out)
		}
		server.Stop()
		berth(t, "check", text(server.Port)).want(t, 0, "free")
	})
}

func TestCheckShowsTheRightsOfRootAndOfNobody(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		berth(t, "check", "80").want(t, 0, "by root")
		berthAs(t, nobody, "check", "80").want(t, 3, "is not permitted: neither root nor CAP_NET_BIND_SERVICE", "ip_unprivileged_port_start is 1024")
		set(t, "ip_unprivileged_port_start", "80")
		berthAs(t, nobody, "check", "80").want(t, 0, "ip_unprivileged_port_start is 80")
		berthAs(t, nobody, "check", "79").want(t, 3)
		server := worlds.Helper(t, "listen", "tcp", "127.0.0.1:79")
		berthAs(t, nobody, "check", "79").want(t, 1, "hidden: ", "is not permitted")
		berth(t, "check", "79").want(t, 1, "its right: root: uid 0 of its user namespace", fmt.Sprint(server.PID))
	})
}

func TestCheckDetectsADescriptorThatRootPassedOn(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:80")
		if err != nil {
			t.Fatal(err)
		}
		file, err := l.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		heir := worlds.Start(t, worlds.Spec{Role: "worker", User: nobody, Give: []*os.File{file}})
		berth(t, "check", "80").want(t, 1, "its right: inherited from its parent", fmt.Sprintf("%d worker", heir.PID))
		l.Close()
		file.Close()
		berth(t, "check", "80").want(t, 1, "its right: opened by uid 0: uid 0 made the socket")
	})
}

// TestCheckAgreesWithBind compares check with bind(2) itself.
func TestCheckAgreesWithBind(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		set(t, "ip_local_port_range", "40000 40010")
		for name, occupy := range occupations {
			t.Run(name, func(t *testing.T) {
				port := occupy(t)
				for _, address := range []string{"", "127.0.0.1", "127.0.0.2", "0.0.0.0", "::1", "::", "192.0.2.1", "2001:db8::1"} {
					want, network := 0, "tcp"
					if address == "0.0.0.0" {
						network = "tcp4" // with "tcp", Go would listen on [::]
					}
					l, err := net.Listen(network, net.JoinHostPort(address, text(port)))
					switch {
					case errors.Is(err, unix.EADDRINUSE), errors.Is(err, unix.EADDRNOTAVAIL):
						want = 1
					case err != nil:
						t.Fatal(err)
					default:
						l.Close()
					}
					args := []string{"check", text(port)}
					if address != "" {
						args = append(args, "--address", address)
					}
					if a := berth(t, args...); a.code != want {
						t.Errorf("%q: exit code %d; listening gives %v\n%s", strings.Join(args, " "), a.code, err, a.out)
					}
				}
			})
		}
	})
}

// occupations use a port in several ways; some prevent a bind, others do not.
var occupations = map[string]func(t *testing.T) uint16{
	"nothing":                   func(*testing.T) uint16 { return 8080 },
	"a listener on one address": func(t *testing.T) uint16 { return worlds.Helper(t, "listen").Port },
	"a listener on 0.0.0.0":     func(t *testing.T) uint16 { return worlds.Helper(t, "listen", "tcp4", "0.0.0.0:0").Port },
	"a listener on [::]":        func(t *testing.T) uint16 { return worlds.Helper(t, "listen", "tcp", "[::]:0").Port },
	"a listener on [::1]":       func(t *testing.T) uint16 { return worlds.Helper(t, "listen", "tcp6", "[::1]:0").Port },
	"a client that was assigned the port": func(t *testing.T) uint16 {
		server := worlds.Helper(t, "listen", "tcp", "127.0.0.1:9001")
		return worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", server.Port)).Port
	},
	"accepted connections of a server that is gone": func(t *testing.T) uint16 {
		l, err := net.Listen("tcp4", "127.0.0.1:9002")
		if err != nil {
			t.Fatal(err)
		}
		worlds.Helper(t, "connect", "127.0.0.1:9002")
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		l.Close()
		return 9002
	},
}
