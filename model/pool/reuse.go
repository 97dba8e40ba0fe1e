package pool

import "berth/model"

// timeWait is how long the kernel keeps a connection in TIME-WAIT, in
// milliseconds (include/net/tcp.h, TCP_TIMEWAIT_LEN).
const timeWait = 60_000

// usualReuseDelay is how long a connection is in TIME-WAIT, in milliseconds,
// before its port may be used again; net.ipv4.tcp_tw_reuse_delay sets it since
// Linux 6.14.
const usualReuseDelay = 1000

// reuses reports whether a new connection to the same destination can get the port of
// s although s is in TIME-WAIT. Three conditions: net.ipv4.tcp_tw_reuse is 1, or 2
// (the default) and both ends are loopback addresses; the peer sent timestamps, which
// berth cannot see and assumes; and s has been closed for long enough
// (net/ipv4/tcp_ipv4.c, tcp_twsk_unique).
func reuses(k *model.Kernel, s *model.Socket) bool {
	if s.Timer != model.TimerTimeWait || s.Expires > timeWait || !reusing(k, s.Local.Addr, s.Remote.Addr) {
		return false
	}
	delay := int64(usualReuseDelay)
	if set := &k.Figures[model.TWReuseDelay]; set.Known {
		delay = set.Value
	}
	return timeWait-int64(s.Expires) >= delay
}

// Reuses reports whether the kernel reuses ports in TIME-WAIT for a pool.
func Reuses(k *model.Kernel, p PoolID) bool {
	return p.Kind == ToDestination && reusing(k, p.Source, p.Dest.Addr)
}

// reusing reports whether the kernel reuses ports in TIME-WAIT between two addresses.
func reusing(k *model.Kernel, source, dest model.Addr) bool {
	switch {
	case !k.TWReuse.Known || Unstamped(k):
		return false
	case k.TWReuse.Value == 2:
		return source.Loopback() && dest.Loopback()
	}
	return k.TWReuse.Value >= 1
}

// Unstamped reports whether this host sends no TCP timestamps; without them the kernel
// reuses no port.
func Unstamped(k *model.Kernel) bool {
	stamps := k.Figures[model.Timestamps]
	return stamps.Known && stamps.Value == 0
}
