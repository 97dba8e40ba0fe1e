package source

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

// Row 57: if netlink is refused and the tables in /proc/net are unusable, there is an error, not
// an empty machine.
func TestNoNetlinkAndBrokenTablesIsAnError(t *testing.T) {
	needsSocketCalls(t)
	for _, fault := range worlds.Faults {
		t.Run(fault.Name, func(t *testing.T) {
			worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
				worlds.Helper(t, "listen")
				p := worlds.Start(t, worlds.Spec{Role: "without netlink", Args: []string{fmt.Sprint(int(unix.EPERM)), "socket", model.Auto.Name().String()}})
				names := []string{"tcp", "tcp6", "udp", "udp6"}
				if fault.FIFO {
					names = names[:1] // one that does not answer is enough
				}
				for _, name := range names {
					worlds.MountFault(t, fmt.Sprintf("/proc/%d/net/%s", p.PID, name), fault)
				}
				if got := p.Ask("say"); !strings.HasPrefix(got, "failed read /proc/net") {
					t.Errorf("%q", got)
				}
			})
		})
	}
}

// Row 49: a process with a hundred thousand descriptors does not delay the others.
func TestHugeDescriptorTableDoesNotDelayTheOthers(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		var limit unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
			t.Fatal(err)
		}
		for left := 100_000; left > 0; { // in a single process if the limit allows it
			share := min(left, int(min(limit.Max, 1<<20))-100)
			worlds.Helper(t, "idle", fmt.Sprint(share))
			left -= share
		}
		p := worlds.Helper(t, "listen")
		l := open(t, Spec{Root: "/proc", Etc: "/etc"})
		wantOwners(t, l, fmt.Sprintf("%d known %d", p.Port, p.PID))
	})
}

// Rows 9 and 64: an interface name may contain any byte except a slash, a colon and a space.
func TestHostileInterfaceNameIsSanitised(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		const name = "\x1b[2J\u202e\x9b"
		rename(t, "lo", name)
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Close(fd)
		if err := unix.BindToDevice(fd, name); err != nil {
			t.Fatal(err)
		}
		if err := unix.Bind(fd, &unix.SockaddrInet4{}); err != nil {
			t.Fatal(err)
		}
		n := sample(t, open(t, Spec{Root: "/proc"}), model.NeedAll|model.NeedDevices|model.NeedAddresses)
		if len(n.Sockets) != 1 || n.Own().Devices[n.Sockets[0].Device].String() != "\ufffd[2J\ufffd\ufffd" {
			t.Errorf("sockets %v, devices %v, gaps %v", n.Sockets, n.Own().Devices, n.Gaps)
		}
	})
}

// rename renames an interface; it takes the interface down for that.
func rename(t *testing.T, from, to string) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	for _, flags := range []uint16{0, unix.IFF_UP} {
		request, err := unix.NewIfreq(from)
		if err != nil {
			t.Fatal(err)
		}
		request.SetUint16(flags)
		if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request); err != nil {
			t.Fatal(err)
		}
		if flags != 0 {
			return
		}
		var names [40]byte // struct ifreq: ifr_name, ifr_newname
		copy(names[:], from)
		copy(names[unix.IFNAMSIZ:], to)
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCSIFNAME, uintptr(unsafe.Pointer(&names))); errno != 0 {
			t.Fatal(errno)
		}
		from = to
	}
}
