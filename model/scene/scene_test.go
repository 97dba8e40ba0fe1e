package scene_test

import (
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/scene"
)

func TestSceneHasWhatItsLinesSay(t *testing.T) {
	n := scene.New(`
		at 3s
		range 32768-60999
		reserved 40000-40009 50000-50000
		drops 17
		figure 8 TcpExt TCPReqQFullDrop
		figure n/a net.ipv4.tcp_max_orphans
		process 812 nginx www-data nginx.service nginx: worker
		process 813 nginx root
		tcp listen [::]:80 by 812,813 rx=2 tx=128 uid=5
		tcp estab [::ffff:10.0.0.1]:80 10.9.9.9:5000 by 812
		udp unconn 0.0.0.0:53 by hidden ns=7`)
	if got := n.Taken.Sub(scene.Epoch); got != 3*time.Second {
		t.Errorf("taken after %v", got)
	}
	if n.Own().Kernel.Ephemeral != (model.Range{Low: 32768, High: 60999, Known: true}) || len(n.Own().Kernel.Reserved) != 2 || n.Own().Kernel.ListenDrops.Value != 17 {
		t.Errorf("kernel %+v", n.Own().Kernel)
	}
	if k := &n.Own().Kernel.Figures; k[model.SynDrops].Value != 8 || !k[model.SynDrops].Known || k[model.OrphanLimit].Why != model.NotThere {
		t.Errorf("figures %+v", k)
	}
	if p := n.Processes[0]; p.Command.String() != "nginx: worker" || p.Unit.String() != "nginx.service" || n.Processes[1].UID != 0 {
		t.Errorf("processes %+v", n.Processes)
	}
	listener, conn, udp := &n.Sockets[0], &n.Sockets[1], &n.Sockets[2]
	if len(n.Owners(listener)) != 2 || listener.RxQueue != 2 || listener.TxQueue != 128 || listener.UID != 5 || listener.Traits != model.InetSix {
		t.Errorf("listener %+v", listener)
	}
	if conn.Traits != model.InetSix|model.MappedFour || conn.Local.Safe().String() != "10.0.0.1:80" || conn.Remote.Port != 5000 {
		t.Errorf("connection %+v", conn)
	}
	if udp.Owner != model.OwnerHidden || udp.NetNS != 7 || !udp.Listening() {
		t.Errorf("udp %+v", udp)
	}
}

func TestUnknownLineOfASceneMakesNewPanic(t *testing.T) {
	for _, line := range []string{
		"sctp listen 0.0.0.0:1", "tcp", "tcp asleep 0.0.0.0:1", "tcp listen nowhere", "tcp listen 0.0.0.0:1 by 9",
		"tcp listen 0.0.0.0:1 rx=many", "tcp listen 0.0.0.0:1 colour=7", "range x", "process 1", "at noon", "figure 1", "figure 1 net.nothing", "figure x net.core.somaxconn", "tcp estab 1.1.1.1:1 2:3:4",
	} {
		func() {
			defer func() {
				if text, _ := recover().(string); !strings.HasPrefix(text, "scene: ") {
					t.Errorf("%q gave %q", line, text)
				}
			}()
			scene.New(line)
			t.Errorf("%q was understood", line)
		}()
	}
}
