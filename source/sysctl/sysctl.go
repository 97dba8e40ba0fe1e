// Package sysctl reads the kernel's port range, limits and error counters for the network
// namespace of this process, and sets the few settings that berth may change.
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

// Reader reads files below the root of a proc file system (/proc on a live machine). It
// reuses its buffer, so only one goroutine at a time may use it.
type Reader struct {
	root string
	buf  []byte
	gaps []model.Gap // of the read in progress
}

// Open returns a Reader.
func Open(root string) *Reader { return &Reader{root: root, buf: make([]byte, usualBuffer)} }

// Kernel reads everything. A figure that is missing or malformed is not Known. It is also a
// gap, unless it is one of the Figures and this kernel does not have it.
func (r *Reader) Kernel() (model.Kernel, []model.Gap) {
	r.gaps = nil
	if _, err := os.Stat(r.root); err != nil {
		return model.Kernel{}, []model.Gap{{What: safe.Say("kernel settings"), Why: why(err)}}
	}
	k := model.Kernel{
		Ephemeral:    r.portRange("net.ipv4.ip_local_port_range"),
		Unprivileged: r.setting("net.ipv4.ip_unprivileged_port_start", 65536),
		TWReuse:      r.setting("net.ipv4.tcp_tw_reuse", 2),
	}
	k.Reserved, k.ReservedOK = r.ports("net.ipv4.ip_local_reserved_ports")
	if r.hasIPv6() {
		k.V6Only = r.setting("net.ipv6.bindv6only", 1)
	}
	r.counters(&k)
	r.figures(&k.Figures)
	return k, r.gaps
}

func (r *Reader) gap(name string, err error) {
	r.gaps = append(r.gaps, model.Gap{What: safe.Sanitise(name), Why: why(err)})
}

// path is the file of a setting.
func (r *Reader) path(name string) string {
	return r.root + "/sys/" + strings.ReplaceAll(name, ".", "/")
}

// portRange reads a port range, given as its first and last port.
func (r *Reader) portRange(name string) model.Range {
	n, err := r.numbers(name)
	if err == nil && len(n) == 2 {
		if portRange, ok := model.RangeOf(int(n[0]), int(n[1])); ok {
			return portRange
		}
	}
	r.gap(name, err)
	return model.Range{}
}

// setting reads a number between 0 and most.
func (r *Reader) setting(name string, most int64) model.Reading {
	n, err := r.numbers(name)
	if err == nil && len(n) == 1 && n[0] >= 0 && n[0] <= most {
		return model.Reading{Value: n[0], Known: true}
	}
	r.gap(name, err)
	return model.Reading{}
}

// ports reads a set of ports. For an empty set the kernel writes a newline; an empty file
// means that the set is not known.
func (r *Reader) ports(name string) (model.Ports, bool) {
	text, err := r.text(r.path(name), usualBuffer)
	if err == nil && len(text) > 0 {
		var ports model.Ports
		if ports, err = model.ParsePorts(string(text)); err == nil {
			return ports, true
		}
	}
	r.gap(name, err)
	return nil, false
}

// maxNumbers is the largest count of numbers in one setting.
const maxNumbers = 3

// numbers reads a setting of a few numbers. It returns no numbers for an empty file, and an
// error for other text.
func (r *Reader) numbers(name string) ([]int64, error) {
	text, err := r.text(r.path(name), smallBuffer)
	if err != nil {
		return nil, err
	}
	var n []int64
	for word := range bytes.FieldsSeq(text) {
		value, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil || len(n) == maxNumbers {
			return nil, errNoNumbers
		}
		n = append(n, value)
	}
	return n, nil
}

var errNoNumbers = errors.New("not a list of numbers")

// hasIPv6 reports whether the kernel has IPv6. Without IPv6 its missing settings are not
// gaps.
func (r *Reader) hasIPv6() bool {
	_, err := os.Stat(r.root + "/sys/net/ipv6")
	return !errors.Is(err, fs.ErrNotExist)
}

// why is the reason of a gap: the error of the system call without the path, or that the
// content was not understood.
func why(err error) safe.Text {
	var wantRefused syscall.Errno
	if errors.As(err, &wantRefused) {
		return safe.Sanitise(wantRefused.Error())
	}
	return safe.Say("not understood")
}
