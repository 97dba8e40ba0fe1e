package finding

import (
	"strconv"

	"berth/model"
	"berth/model/field"
	"berth/model/pool"
	"berth/model/safe"
)

// adviceExposed is about a private service that everyone can reach.
var adviceExposed = safe.Say("let it listen on 127.0.0.1 or on a private address; until then block it in the firewall (berth does not read firewall rules: it may be blocked already)")

// risksExposed are the risks of the firewall rule.
var risksExposed = []safe.Text{
	safe.Say("the rule blocks every client that is not on this host"),
	safe.Say("the rule needs a table inet filter with a chain input; a reboot removes the rule"),
}

// dropOutside is the command that blocks a port for other hosts.
func dropOutside(id model.PortID) safe.Text {
	return safe.Format(`nft insert rule inet filter input %s dport %d iifname != "lo" drop`, id.Proto, id.Port)
}

// adviceInRange is about a listener inside the ephemeral range.
var (
	adviceInRange = safe.Say("while the service is down, the kernel may give its port to a client on this host; the service then cannot start. Reserve the port, or move the service out of the range")
	gainsInRange  = safe.Say("the kernel gives this port to no client; the range has one port less. Ports that are reserved already stay reserved")
	riskInRange   = safe.Say("none for this service: bind by number can still use a reserved port")
)

// adviceCloseWait is about a process that leaves connections in CLOSE-WAIT.
func adviceCloseWait(p *model.Process) safe.Text {
	return safe.Format("the peers have closed their end; %s must close its own. Look in the program for connections that it keeps after reading end of file. No kernel setting ends CLOSE-WAIT; a restart frees the connections for a while", p.Name)
}

// gainsCloseWait is what a restart of that process frees.
func gainsCloseWait(connections int32) safe.Text {
	return safe.Format("frees %s descriptors and ports at once, until the leak fills them again", field.Thousands(connections))
}

var riskRestart = safe.Say("the restart ends every connection of the process")

// adviceTracking is about the connection tracking table.
var adviceTracking = safe.Say("when the table is full, the kernel drops packets of new connections. Raise the limit, or exclude connections that need no tracking (notrack)")

// gainsTracking is what twice the limit changes.
func gainsTracking(entries, limit int64) safe.Text {
	return safe.Format("%s entries instead of %s; %s taken instead of %s", field.Thousands(2*limit), field.Thousands(limit),
		share(entries, 2*limit), share(entries, limit))
}

// riskTracking is the memory of an entry: some 320 bytes.
func riskTracking(limit int64) safe.Text {
	return safe.Format("about 320 bytes of kernel memory per entry: %d MiB more when full; raise the hash table (nf_conntrack_buckets) too", limit*320>>20)
}

// adviceOrphans is about connections that no process holds.
var adviceOrphans = safe.Say("programs have closed these connections, but data is still unsent; peers that do not answer keep them open. Above the limit the kernel resets them")

// gainsOrphans is what twice the limit changes.
func gainsOrphans(orphans, limit int64) safe.Text {
	return safe.Format("%d orphans instead of %d; %s taken instead of %s", 2*limit, limit, share(orphans, 2*limit), share(orphans, limit))
}

// riskOrphans is the memory of an orphan: up to 64 KiB.
func riskOrphans(limit int64) safe.Text {
	return safe.Format("up to 64 KiB of memory per orphan: at most %d MiB more", limit*64>>10)
}

// adviceMemory is about the memory of TCP.
var (
	adviceMemory = safe.Say("above the second value TCP keeps its windows small; above the third it drops packets. First look for connections with much unread or unacknowledged data (sort Connections by queue)")
	riskMemory   = safe.Say("memory used by TCP is missing elsewhere; the limit applies to the whole machine")
)

// gainsMemory is what twice the limit changes.
func gainsMemory(pages, high int64) safe.Text {
	return safe.Format("twice the memory; %s of the limit taken instead of %s", share(pages, 2*high), share(pages, high))
}

// adviceOtherBackend is for a host with overflows and a backend without queue limits.
var adviceOtherBackend = safe.Say("only netlink reads the limits of accept queues: find the listener with --backend netlink; then let its program accept faster or give listen(2) a larger backlog")

// An accept queue that overflows.
var (
	adviceAccept = safe.Say("long term: let the program accept faster (more threads or workers)")
	riskAccept   = safe.Say("a longer queue hides a slow program: clients wait longer before they are served")
)

// adviceBacklog is for a program that asked for less than the kernel allows.
func adviceBacklog(backlog uint32, limit int64) safe.Text {
	return safe.Format("raise the backlog in the configuration of the program (listen(2)): it asked for %d, and the kernel allows %d; %s", backlog, limit, adviceAccept)
}

// gainsAccept is what a higher net.core.somaxconn allows.
func gainsAccept(most string, backlog uint32) safe.Text {
	return safe.Format("up to %s connections wait instead of %d, after the program has called listen again with such a backlog", most, backlog)
}

// A SYN queue that fills.
var (
	adviceSyn    = safe.Say("if these are not your clients, it is a SYN flood: filter it before it reaches this host. Otherwise raise the backlog of the program (listen(2)) and net.core.somaxconn: they limit half-open connections too")
	gainsCookies = safe.Say("a full queue answers with a SYN cookie instead of dropping the SYN: clients can still connect")
	riskCookies  = safe.Say("connections opened by a cookie lose TCP options if the client sends no timestamps")
	riskSynLimit = safe.Say("about 300 bytes of kernel memory per half-open connection")
)

// gainsSynLimit is what a higher tcp_max_syn_backlog allows.
func gainsSynLimit(next, now string) safe.Text {
	return safe.Format("%s half-open connections instead of %s, if SYN cookies are off and the backlog is as long", next, now)
}

// What programs can do for a pool of ports.
var (
	adviceFromSource    = safe.Say("long term: let the programs connect without bind, or set IP_BIND_ADDRESS_NO_PORT before bind: then each destination has its own pool")
	adviceUDP           = safe.Say("long term: let the programs use one socket for several queries, and close the sockets they no longer need")
	adviceToDestination = safe.Say("long term: let the programs keep connections open and reuse them (connection pooling), or use more source addresses")
)

// A privileged port held without root.
var (
	adviceCapability  = safe.Say("if intended, ignore; otherwise remove the capability. The process keeps the port until it restarts")
	riskSetcap        = safe.Say("removes every capability of the file; the service cannot bind the port at its next start")
	gainsUnprivileged = safe.Say("ports below 1024 need root or CAP_NET_BIND_SERVICE again")
	riskUnprivileged  = safe.Say("services without either cannot bind such a port at their next start")
)

// perSecond is a rate: "3.0/s".
func perSecond(rate float64) safe.Text {
	return safe.Sanitise(strconv.FormatFloat(rate, 'f', 1, 64) + "/s")
}

// share is a part of a whole: "45%".
func share(part, whole int64) safe.Text { return field.Share(pool.Ratio(int(part), int(whole))) }

// of is a part and a whole: "20,600 of 28,232 (73%)".
func of(part, whole int) safe.Text {
	return safe.Format("%s of %s (%s)", field.Thousands(part), field.Thousands(whole), field.Share(pool.Ratio(part, whole)))
}

// named is a process with its PID: "nginx (812)".
func named(p *model.Process) safe.Text { return safe.Format("%s (%d)", p.Name, p.ID.PID) }
