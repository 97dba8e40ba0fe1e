package finding_test

import (
	"net/netip"
	"testing"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/moment"
	"berth/model/scene"
)

// busy is a host with n connections, a third of them in CLOSE-WAIT, that most rules
// have a finding about.
func busy(n int) *model.Snapshot {
	s := scene.New("range 32768-60999\nreserved\nunprivileged 1024\nprocess 1 app app\ntcp listen 0.0.0.0:6379 by 1 tx=128 rx=128 drawn=0\ntcp listen 10.0.0.1:33000 by 1 tx=128 drawn=0\n" +
		figures("10 nf_conntrack early_drop", "1000 net.netfilter.nf_conntrack_max", "900 net.netfilter.nf_conntrack_count", "1 net.ipv4.tcp_syncookies"))
	here := model.AddrFrom(netip.MustParseAddr("10.0.0.1"))
	for i := range n {
		to := model.AddrFrom(netip.AddrFrom4([4]byte{10, 1, 0, byte(i / 27000)}))
		c := model.Socket{State: model.Established, Owner: model.OwnerKnown, OwnerCount: 1, Inode: uint64(1000 + i), Cookie: uint64(i) + 1,
			Local: model.Endpoint{Addr: here, Port: uint16(32768 + i%27000)}, Remote: model.Endpoint{Addr: to, Port: 443}}
		if i%3 == 0 {
			c.State = model.CloseWait
		}
		s.Sockets = append(s.Sockets, c)
	}
	return s
}

// BenchmarkNext runs all rules over 100,000 connections: its time is part of the ten
// milliseconds that pools and findings may take together.
func BenchmarkNext(b *testing.B) {
	n := busy(100_000)
	m := new(moment.Timeline).Next(n, time.Second)
	var w finding.Watch
	w.Next(m, finding.Needs(), time.Second)
	b.ReportAllocs()
	for b.Loop() {
		w.Next(m, finding.Needs(), time.Second)
	}
}
