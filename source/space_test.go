package source

import (
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

func TestNetworkNamespaceIsKnownByItsInodeAndCookie(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		worlds.AllScenes(t)
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Close(fd)
		cookie, err := unix.GetsockoptUint64(fd, unix.SOL_SOCKET, unix.SO_NETNS_COOKIE)
		if err == nil && cookie == 0 {
			t.Fatal("the kernel tells a cookie of 0")
		}
		want := model.SpaceID{Inode: worlds.NetNS(t), Cookie: cookie}
		for _, backend := range []model.Backend{model.Netlink, model.Procfs} {
			n := sample(t, open(t, Spec{Root: "/proc", Backend: backend}), 0)
			if len(n.Spaces) != 1 || n.Own().ID != want {
				t.Errorf("%s: network namespaces %+v, want %+v", backend.Name(), n.Spaces, want)
			}
			for i := range n.Sockets {
				if s := &n.Sockets[i]; s.Space != 0 || s.NetNS != want.Inode {
					t.Errorf("%s: a socket of network namespace %d, %d", backend.Name(), s.Space, s.NetNS)
				}
			}
		}
	})
}

func TestWrittenTreeHasNoCookieOfThisMachine(t *testing.T) {
	n := sample(t, open(t, procTree(t, two, processFiles(7, "nginx", 70))), model.NeedAll)
	if n.Own().ID.Cookie != 0 || len(n.Spaces) != 1 {
		t.Errorf("network namespaces %+v", n.Spaces)
	}
}
