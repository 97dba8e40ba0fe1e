// Package sysctl reads what the kernel says of its port budget and of its
// troubles with listeners, for the network namespace that the process is in.
package sysctl

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"berth/model"

	"github.com/prometheus/procfs"
)

// Kernel reads everything below the root of a proc file system, /proc on a live
// machine. A figure that is missing or makes no sense is not Known, and is
// a gap.
func Kernel(root string) (model.Kernel, []model.Gap) {
	proc, err := procfs.NewFS(root)
	if err != nil {
		return model.Kernel{}, []model.Gap{{What: model.Say("kernel settings"), Why: why(err)}}
	}
	r := reader{root: root, proc: proc}
	k := model.Kernel{
		Ephemeral:    r.span("net.ipv4.ip_local_port_range"),
		Unprivileged: r.figure("net.ipv4.ip_unprivileged_port_start", 65536),
		TWReuse:      r.figure("net.ipv4.tcp_tw_reuse", 2),
	}
	k.Reserved, k.ReservedOK = r.ports("net.ipv4.ip_local_reserved_ports", "sys/net/ipv4/ip_local_reserved_ports")
	if r.hasSix() {
		k.V6Only = r.figure("net.ipv6.bindv6only", 1)
	}
	k.ListenDrops, k.Overflows = r.counters()
	return k, r.gaps
}

// reader reads one figure after another, and notes the gaps.
type reader struct {
	root string
	proc procfs.FS
	gaps []model.Gap
}

func (r *reader) gap(name string, err error) {
	r.gaps = append(r.gaps, model.Gap{What: model.Sanitise(name), Why: why(err)})
}

// span reads a pair of ports, both of which are part of the range.
func (r *reader) span(name string) model.Range {
	n, err := r.proc.SysctlInts(name)
	if err == nil && len(n) == 2 {
		if span, ok := model.RangeOf(n[0], n[1]); ok {
			return span
		}
	}
	r.gap(name, err)
	return model.Range{}
}

// figure reads one number from 0 to most.
func (r *reader) figure(name string, most int) model.Reading {
	n, err := r.proc.SysctlInts(name)
	if err == nil && len(n) == 1 && n[0] >= 0 && n[0] <= most {
		return model.Reading{Value: int64(n[0]), Known: true}
	}
	r.gap(name, err)
	return model.Reading{}
}

// hasSix reports whether the kernel has IPv6 at all; without it, its settings
// are no gap.
func (r *reader) hasSix() bool {
	_, err := os.Stat(filepath.Join(r.root, "sys/net/ipv6"))
	return !errors.Is(err, fs.ErrNotExist)
}

// why is the reason of a gap: what the kernel refused, without the path, or
// else that the content made no sense.
func why(err error) model.Safe {
	var refused syscall.Errno
	if errors.As(err, &refused) {
		return model.Sanitise(refused.Error())
	}
	return model.Say("not understood")
}
