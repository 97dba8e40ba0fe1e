package pool

import "berth/model"

// timeWait is how long the kernel keeps a connection in TIME-WAIT, in
// milliseconds (include/net/tcp.h, TCP_TIMEWAIT_LEN).
const timeWait = 60_000

// usualReuseDelay is how long a connection is in TIME-WAIT, in milliseconds,
// before its port may be used again; net.ipv4.tcp_tw_reuse_delay sets it since
// Linux 6.14.
const usualReuseDelay = 1000

// reuses reports whether a new connection to the same destination is given the
// port of s, which is in TIME-WAIT, all the same: net.ipv4.tcp_tw_reuse is 1, or 2
// (the default) and both ends are loopback addresses; the other end sent
// timestamps, which berth cannot see and takes for granted; and it has been closed
// for long enough (net/ipv4/tcp_ipv4.c, tcp_twsk_unique).
func reuses(k *model.Kernel, s *model.Socket) bool {
	if s.Timer != model.TimerTimeWait || s.Expires > timeWait || !reusing(k, s.Local.Addr, s.Remote.Addr) {
		return false
	}
	delay := int64(usualReuseDelay)
	if told := &k.Figures[model.TWReuseDelay]; told.Known {
		delay = told.Value
	}
	return timeWait-int64(s.Expires) >= delay
}

// Reuses reports whether ports of a pool that are in TIME-WAIT are used again.
func Reuses(k *model.Kernel, p PoolID) bool {
	return p.Kind == ToDestination && reusing(k, p.Source, p.Dest.Addr)
}

// reusing reports whether ports in TIME-WAIT are used again between two addresses.
func reusing(k *model.Kernel, source, dest model.Addr) bool {
	switch {
	case !k.TWReuse.Known || Unstamped(k):
		return false
	case k.TWReuse.Value == 2:
		return source.Loopback() && dest.Loopback()
	}
	return k.TWReuse.Value >= 1
}

// Unstamped reports whether this host sends no timestamps, without which no port
// is used again.
func Unstamped(k *model.Kernel) bool {
	stamps := k.Figures[model.Timestamps]
	return stamps.Known && stamps.Value == 0
}
