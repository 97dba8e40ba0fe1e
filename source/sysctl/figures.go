package sysctl

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"berth/model"
)

// memory are the three numbers of tcp_mem.
var memory = []model.Figure{model.MemoryLow, model.MemoryPressure, model.MemoryHigh}

// stock is a file in which several figures stand, each under a name.
type stock struct {
	path    string
	find    func(text []byte, names []string, into []model.FigureReading)
	names   []string
	figures []model.Figure
}

// The stocks. Their paths are the ones that /proc/net leads to.
var (
	ext = stock{
		"self/net/netstat", columns("TcpExt:"),
		[]string{"TCPReqQFullDrop", "TCPReqQFullDoCookies", "TCPTimeWaitOverflow", "TCPAbortOnMemory", drops, overflows},
		[]model.Figure{model.SynDrops, model.SynCookied, model.TimeWaitOverflows, model.MemoryAborts},
	}
	others = []stock{
		{
			"self/net/snmp", columns("Tcp:"),
			[]string{"ActiveOpens", "AttemptFails"},
			[]model.Figure{model.Opens, model.FailedOpens},
		},
		{
			"self/net/sockstat", pairs("TCP:"),
			[]string{"inuse", "orphan", "tw", "mem"},
			[]model.Figure{model.TCPInUse, model.Orphans, model.TimeWaits, model.MemoryPages},
		},
		{
			"self/net/stat/nf_conntrack", processors,
			[]string{"early_drop", "drop"},
			[]model.Figure{model.TrackedEvicted, model.TrackedDropped},
		},
	}
)

// What netstat counts of listeners has fields of its own in model.Kernel, and
// stands at the end of ext.
const (
	drops     = "ListenDrops"
	overflows = "ListenOverflows"
)

// counters reads what netstat counts.
func (r *Reader) counters(k *model.Kernel) {
	var got [6]model.FigureReading
	err := r.stock(&k.Figures, ext, got[:])
	for i, field := range []*model.Reading{&k.ListenDrops, &k.Overflows} {
		at := len(ext.figures) + i
		if *field = got[at].Reading; !field.Known {
			r.gap("TcpExt "+ext.names[at], err)
		}
	}
}

// figures reads everything that has no field of its own.
func (r *Reader) figures(k *model.Figures) {
	for f := range model.FigureCount {
		if f.Most() > 0 {
			r.single(k, f)
		}
	}
	r.memory(k)
	k[model.PageSize] = known(int64(os.Getpagesize()))
	for _, s := range others {
		var got [4]model.FigureReading
		if err := r.stock(k, s, got[:len(s.names)]); err != nil && absence(err) != model.NotThere {
			r.gap("/proc/"+s.path, err)
		}
	}
}

// single reads a figure that is one number in a file of its own.
func (r *Reader) single(k *model.Figures, f model.Figure) {
	name := f.Source().String()
	n, err := r.numbers(name)
	if err == nil && len(n) == 1 && n[0] >= 0 && n[0] <= f.Most() {
		k[f] = known(n[0])
	} else if k[f].Why = absence(err); err == nil || k[f].Why != model.NotThere {
		r.gap(name, err)
	}
}

// memory reads tcp_mem, whose three numbers rise.
func (r *Reader) memory(k *model.Figures) {
	const name = "net.ipv4.tcp_mem"
	n, err := r.numbers(name)
	sound := err == nil && len(n) == len(memory) && 0 <= n[0] && n[0] <= n[1] && n[1] <= n[2]
	for i, f := range memory {
		if k[f].Why = absence(err); sound {
			k[f] = known(n[i])
		}
	}
	if !sound && absence(err) != model.NotThere {
		r.gap(name, err)
	}
}

// stock reads one of the stocks. Its error is the file's; a figure in it that
// makes no sense is a gap.
func (r *Reader) stock(k *model.Figures, s stock, got []model.FigureReading) error {
	text, err := r.text(r.root+"/"+s.path, len(r.buf))
	if s.find(text, s.names, got); len(text) == 0 { // not even the names
		unclear(got)
	}
	for i, f := range s.figures {
		if k[f] = got[i]; err != nil {
			k[f].Why = absence(err)
		} else if got[i].Why == model.NotUnderstood {
			r.gap(f.Source().String(), nil)
		}
	}
	return err
}

func known(n int64) model.FigureReading {
	return model.FigureReading{Reading: model.Reading{Value: n, Known: true}}
}

// absence is why a figure is not known, by what kept it from being read. Nothing
// did where it makes no sense.
func absence(err error) model.Absence {
	switch {
	case err == nil, errors.Is(err, errNoNumbers), errors.Is(err, errTooLong):
		return model.NotUnderstood
	case errors.Is(err, unix.ENOENT):
		return model.NotThere
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		return model.NotAllowed
	}
	return model.NotReadable
}
