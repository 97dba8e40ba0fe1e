package finding_test

import (
	"fmt"
	"strings"

	"berth/model"
	"berth/model/finding"
)

// seconds are worlds a second apart.
func seconds(worlds ...string) []string {
	for i := range worlds {
		worlds[i] = fmt.Sprintf("at %ds\n%s", i, worlds[i])
	}
	return worlds
}

// growing are worlds in which one destination gets step more connections per second,
// out of a range of size ports.
func growing(size, from, step int) []string {
	var worlds []string
	for second := range 6 {
		world := fmt.Sprintf("range 40000-%d\n", 40000+size-1)
		for i := range from + (second+4)*step {
			world += fmt.Sprintf("tcp estab 10.0.0.1:%d 10.0.3.9:5432\n", 40000+2*i)
		}
		worlds = append(worlds, world)
	}
	return worlds
}

// bound is n sockets that were bound before they connected.
func bound(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "tcp bound 10.0.0.1:%d\n", 40000+i)
	}
	return b.String()
}

func datagrams(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "udp unconn 0.0.0.0:%d\n", 40000+i)
	}
	return b.String()
}

// closed is n connections that the process has not closed, numbered from first on.
func closed(first, n int) string {
	b := "process 812 java app billing.service\n"
	for i := first; i < first+n; i++ {
		b += fmt.Sprintf("tcp close-wait 10.0.0.1:8080 10.0.9.9:%d by 812\n", 20000+i)
	}
	return b
}

func halfOpen(n int) string {
	b := "process 812 nginx root\ntcp listen 0.0.0.0:80 by 812 tx=128\n"
	for i := range n {
		b += fmt.Sprintf("tcp syn-recv 10.0.0.1:80 10.0.9.9:%d by kernel inode=0\n", 20000+i)
	}
	return b
}

const narrow = "range 40000-40099\nreserved\n"

func figures(pairs ...string) string {
	var b strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&b, "figure %s\n", p)
	}
	return b.String()
}

// cases has for each rule a world that it finds, and one just below the threshold.
var cases = []struct {
	rule          string
	severity      finding.Severity
	worlds, below []string
	rights        model.Rights
	says          []string // in the evidence and the advice of the first
}{
	{rule: "pool-full", severity: finding.Warning,
		worlds: seconds(narrow + waits(0, 90)), below: seconds(narrow + waits(0, 89)),
		says: []string{"90 of 100 (90%)", "10.0.0.1 to 10.0.3.9:5432", `sysctl -w net.ipv4.ip_local_port_range="1024 65535"`, "64,512 ports instead of 100; <1% taken instead of 90%"}},
	{rule: "pool-full", severity: finding.Warning, // ten minutes are left
		worlds: seconds(growing(4000, 1000, 5)...), below: seconds(growing(4200, 1060, 5)...),
		says: []string{"+5.0/s, full in 9:5"}},
	{rule: "pool-full", severity: finding.Warning, // a burst into an empty pool means nothing
		worlds: seconds(growing(4000, 1000, 5)...), below: seconds(growing(3000, 0, 5)...)},
	{rule: "source-full", severity: finding.Critical, worlds: seconds(narrow + bound(99)), below: seconds(narrow + bound(89)),
		says: []string{"99 of 100 (99%)", "IP_BIND_ADDRESS_NO_PORT", `sysctl -w net.ipv4.ip_local_port_range="1024 65535"`}},
	{rule: "udp-full", severity: finding.Warning, worlds: seconds(narrow + datagrams(90)), below: seconds(narrow + datagrams(89)),
		says: []string{"90 of 100 (90%)", "64,512 ports instead of 100"}},
	{rule: "time-wait", severity: finding.Warning,
		worlds: seconds(narrow + "tw-reuse 0\n" + waits(40, 36)), below: seconds(narrow + "tw-reuse 0\n" + waits(35, 41)),
		says: []string{"40 of 76", `sysctl -w net.ipv4.tcp_tw_reuse="1"`, "36% taken instead of 76%"}},
	{rule: "close-wait", severity: finding.Critical, // ten descriptors are left
		worlds: seconds(closed(0, 3), closed(0, 6), closed(0, 9), closed(0, 12), closed(0, 15), closed(0, 18)),
		below:  seconds(closed(0, 30), closed(1, 30), closed(2, 30), closed(3, 30), closed(4, 30)),
		says:   []string{"18", "90 of 100 (90%), none left in 0:03", "+3.0/s", "java (812)", "user app", "systemctl restart billing.service"}},
	{rule: "accept-queue", severity: finding.Critical,
		worlds: seconds("drops 17\nfigure 128 net.core.somaxconn\nprocess 812 node app\ntcp listen 0.0.0.0:3000 by 812 rx=128 tx=128 drops=4 inode=7",
			"drops 20\nfigure 128 net.core.somaxconn\nprocess 812 node app\ntcp listen 0.0.0.0:3000 by 812 rx=129 tx=128 drops=7 inode=7"),
		below: seconds("drops 17\nfigure 128 net.core.somaxconn\ntcp listen 0.0.0.0:3000 rx=127 tx=128 drops=4 inode=7",
			"drops 20\nfigure 128 net.core.somaxconn\ntcp listen 0.0.0.0:3000 rx=127 tx=128 drops=4 inode=7"),
		says: []string{"129 of 128", "7 dropped, 3 of them since berth started", "20, 3.0/s", `sysctl -w net.core.somaxconn="4096"`}},
	{rule: "syn-queue", severity: finding.Warning,
		worlds: seconds(figures("1 net.ipv4.tcp_syncookies", "1024 net.ipv4.tcp_max_syn_backlog") + halfOpen(96)),
		below:  seconds(figures("1 net.ipv4.tcp_syncookies", "1024 net.ipv4.tcp_max_syn_backlog") + halfOpen(95)),
		says:   []string{"96 of 128 (75%) half open", "net.ipv4.tcp_syncookies is 1", `sysctl -w net.ipv4.tcp_max_syn_backlog="2048"`}},
	{rule: "syn-queue", severity: finding.Critical,
		worlds: seconds(figures("0 net.ipv4.tcp_syncookies", "5 TcpExt TCPReqQFullDrop")+halfOpen(3), figures("0 net.ipv4.tcp_syncookies", "9 TcpExt TCPReqQFullDrop")+halfOpen(3)),
		below:  seconds(figures("0 net.ipv4.tcp_syncookies", "5 TcpExt TCPReqQFullDrop")+halfOpen(3), figures("0 net.ipv4.tcp_syncookies", "5 TcpExt TCPReqQFullDrop")+halfOpen(3)),
		says:   []string{"4.0/s dropped", `sysctl -w net.ipv4.tcp_syncookies="1"`}},
	{rule: "listener-in-range", severity: finding.Notice,
		worlds: seconds("range 32768-60999\nreserved 40000-40009\nprocess 812 node app\ntcp listen 0.0.0.0:33000 by 812 drawn=0"),
		below:  seconds("range 32768-60999\nreserved 33000-33000 40000-40009\nprocess 812 node app\ntcp listen 0.0.0.0:33000 by 812 drawn=0\ntcp listen 0.0.0.0:33001 by 812 drawn=1"),
		says:   []string{"33000 is in 32768-60999", `sysctl -w net.ipv4.ip_local_reserved_ports="33000,40000-40009"`, "ip_local_reserved_ports is 40000-40009"}},
	{rule: "conntrack", severity: finding.Warning,
		worlds: seconds(figures("1000 net.netfilter.nf_conntrack_max", "900 net.netfilter.nf_conntrack_count")),
		below:  seconds(figures("1000 net.netfilter.nf_conntrack_max", "899 net.netfilter.nf_conntrack_count")),
		says:   []string{"900 of 1,000 (90%)", `sysctl -w net.netfilter.nf_conntrack_max="2000"`, "45% taken instead of 90%"}},
	{rule: "conntrack", severity: finding.Warning,
		worlds: seconds(figures("1000 net.netfilter.nf_conntrack_max", "10 net.netfilter.nf_conntrack_count", "3 nf_conntrack early_drop"), figures("1000 net.netfilter.nf_conntrack_max", "10 net.netfilter.nf_conntrack_count", "5 nf_conntrack early_drop")),
		below:  seconds(figures("0 net.netfilter.nf_conntrack_max", "10 net.netfilter.nf_conntrack_count")),
		says:   []string{"2.0/s early drops"}},
	{rule: "orphans", severity: finding.Warning,
		worlds: seconds(figures("1000 net.ipv4.tcp_max_orphans", "500 sockstat TCP orphan")),
		below:  seconds(figures("1000 net.ipv4.tcp_max_orphans", "499 sockstat TCP orphan")),
		says:   []string{"500 of 1,000 (50%)", `sysctl -w net.ipv4.tcp_max_orphans="2000"`}},
	{rule: "tcp-memory", severity: finding.Warning,
		worlds: seconds(figures("900 sockstat TCP mem", "800 net.ipv4.tcp_mem (low)", "1000 net.ipv4.tcp_mem (pressure)", "2000 net.ipv4.tcp_mem (high)")),
		below:  seconds(figures("899 sockstat TCP mem", "800 net.ipv4.tcp_mem (low)", "1000 net.ipv4.tcp_mem (pressure)", "2000 net.ipv4.tcp_mem (high)")),
		says:   []string{"900 of 2,000 (45%)", `sysctl -w net.ipv4.tcp_mem="1600 2000 4000"`}},
	{rule: "public-service", severity: finding.Warning,
		worlds: seconds("process 998 redis-server redis\ntcp listen 0.0.0.0:6379 by 998"),
		below:  seconds("process 998 redis-server redis\ntcp listen 127.0.0.1:6379 by 998\ntcp listen 10.0.0.7:5432 by 998\ntcp listen 0.0.0.0:443"),
		says:   []string{"0.0.0.0:6379", "Redis", "tcp dport 6379"}},
	{rule: "privileged-port", severity: finding.Notice, rights: model.Rights{UID: 5, Effective: true, File: true},
		worlds: seconds("unprivileged 1024\nprocess 640 dnsmasq dnsmasq\nudp unconn 0.0.0.0:53 by 640", "unprivileged 1024\nprocess 640 dnsmasq dnsmasq\nudp unconn 0.0.0.0:53 by 640"),
		below: seconds("unprivileged 1024\nprocess 640 nginx root\nprocess 641 nginx www-data\ntcp listen 0.0.0.0:80 by 640,641\ntcp listen 0.0.0.0:1024 by 641",
			"unprivileged 1024\nprocess 640 nginx root\nprocess 641 nginx www-data\ntcp listen 0.0.0.0:80 by 640,641\ntcp listen 0.0.0.0:1024 by 641"),
		says: []string{"dnsmasq (640), user dnsmasq", "CAP_NET_BIND_SERVICE (file)", "setcap -r"}},
}

// waits is a pool with connections in TIME-WAIT and open ones.
func waits(over, open int) string {
	var b strings.Builder
	for i := range over + open {
		port, state, timer := 40000+2*i, "time-wait", " expires=9"
		if i >= over {
			state, timer = "estab", ""
		}
		if port > 40099 {
			port -= 99
		}
		fmt.Fprintf(&b, "tcp %s 10.0.0.1:%d 10.0.3.9:5432%s\n", state, port, timer)
	}
	return b.String()
}
