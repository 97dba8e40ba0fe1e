// Package sysctl reads what the kernel says of its port budget, its limits and
// its troubles, for the network namespace that the process is in, and sets the
// few settings that berth may set.
package sysctl

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"

	"berth/model"
	"berth/model/safe"
)

// Reader reads everything below the root of a proc file system, /proc on a live
// machine. It is used by one goroutine at a time, and keeps its memory.
type Reader struct {
	root string
	buf  []byte
	gaps []model.Gap // of the reading that is going on
}

// Open makes a Reader.
func Open(root string) *Reader { return &Reader{root: root, buf: make([]byte, usual)} }

// Kernel reads it all. A figure that is missing or makes no sense is not Known.
// It is a gap too, unless it is one of the Figures that this kernel has not.
func (r *Reader) Kernel() (model.Kernel, []model.Gap) {
	r.gaps = nil
	if _, err := os.Stat(r.root); err != nil {
		return model.Kernel{}, []model.Gap{{What: safe.Say("kernel settings"), Why: why(err)}}
	}
	k := model.Kernel{
		Ephemeral:    r.span("net.ipv4.ip_local_port_range"),
		Unprivileged: r.setting("net.ipv4.ip_unprivileged_port_start", 65536),
		TWReuse:      r.setting("net.ipv4.tcp_tw_reuse", 2),
	}
	k.Reserved, k.ReservedOK = r.ports("net.ipv4.ip_local_reserved_ports")
	if r.hasSix() {
		k.V6Only = r.setting("net.ipv6.bindv6only", 1)
	}
	r.counters(&k)
	r.figures(&k.Figures)
	return k, r.gaps
}

func (r *Reader) gap(name string, err error) {
	r.gaps = append(r.gaps, model.Gap{What: safe.Sanitise(name), Why: why(err)})
}

// path is where a setting stands.
func (r *Reader) path(name string) string {
	return r.root + "/sys/" + strings.ReplaceAll(name, ".", "/")
}

// span reads a pair of ports, both of which are part of the range.
func (r *Reader) span(name string) model.Range {
	n, err := r.numbers(name)
	if err == nil && len(n) == 2 {
		if span, ok := model.RangeOf(int(n[0]), int(n[1])); ok {
			return span
		}
	}
	r.gap(name, err)
	return model.Range{}
}

// setting reads one number from 0 to most.
func (r *Reader) setting(name string, most int64) model.Reading {
	n, err := r.numbers(name)
	if err == nil && len(n) == 1 && n[0] >= 0 && n[0] <= most {
		return model.Reading{Value: n[0], Known: true}
	}
	r.gap(name, err)
	return model.Reading{}
}

// ports reads a set of ports. The kernel writes a newline for an empty one; where
// nothing at all stands, it is not known.
func (r *Reader) ports(name string) (model.Ports, bool) {
	text, err := r.text(r.path(name), usual)
	if err == nil && len(text) > 0 {
		var ports model.Ports
		if ports, err = model.ParsePorts(string(text)); err == nil {
			return ports, true
		}
	}
	r.gap(name, err)
	return nil, false
}

// several are the most numbers of one setting.
const several = 3

// numbers reads a setting that is a few numbers; text that is none of that gives
// none, or an error.
func (r *Reader) numbers(name string) ([]int64, error) {
	text, err := r.text(r.path(name), short)
	if err != nil {
		return nil, err
	}
	var n []int64
	for word := range bytes.FieldsSeq(text) {
		value, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil || len(n) == several {
			return nil, errNoNumbers
		}
		n = append(n, value)
	}
	return n, nil
}

var errNoNumbers = errors.New("no numbers")

// hasSix reports whether the kernel has IPv6 at all; without it, its settings
// are no gap.
func (r *Reader) hasSix() bool {
	_, err := os.Stat(r.root + "/sys/net/ipv6")
	return !errors.Is(err, fs.ErrNotExist)
}

// why is the reason of a gap: what the kernel refused, without the path, or
// else that the content made no sense.
func why(err error) safe.Text {
	var refused syscall.Errno
	if errors.As(err, &refused) {
		return safe.Sanitise(refused.Error())
	}
	return safe.Say("not understood")
}
