package sysctl

import (
	"math"

	"berth/model"

	"github.com/prometheus/procfs"
)

// counters reads how often a connection was dropped before a listener got it,
// and how often because its accept queue was full, since the namespace was made.
func (r *reader) counters() (drops, overflows model.Reading) {
	stat, err := r.netstat()
	if err == nil {
		drops, overflows = count(stat.ListenDrops), count(stat.ListenOverflows)
	}
	if !drops.Known {
		r.gap("TcpExt ListenDrops", err)
	}
	if !overflows.Known {
		r.gap("TcpExt ListenOverflows", err)
	}
	return drops, overflows
}

// netstat reads self/net/netstat, which /proc/net/netstat is a link to.
func (r *reader) netstat() (procfs.ProcNetstat, error) {
	self, err := r.proc.Self()
	if err != nil {
		return procfs.ProcNetstat{}, err
	}
	return self.Netstat()
}

// count takes a counter over from procfs, which holds all of them as floats.
func count(f *float64) model.Reading {
	if f == nil || !(*f >= 0 && *f < math.MaxInt64) {
		return model.Reading{}
	}
	return model.Reading{Value: int64(*f), Known: true}
}
