package sysctl

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"berth/model"
)

// memory are the three numbers in tcp_mem.
var memory = []model.Figure{model.MemoryLow, model.MemoryPressure, model.MemoryHigh}

// figureFile is a file that contains several named figures.
type figureFile struct {
	path    string
	find    func(text []byte, names []string, into []model.FigureReading)
	names   []string
	figures []model.Figure
}

// The files with several figures. The paths are relative to the root; /proc/net is a link
// to self/net.
var (
	netstatFile = figureFile{
		"self/net/netstat", tableReader("TcpExt:"),
		[]string{"TCPReqQFullDrop", "TCPReqQFullDoCookies", "TCPTimeWaitOverflow", "TCPAbortOnMemory", drops, overflows},
		[]model.Figure{model.SynDrops, model.SynCookied, model.TimeWaitOverflows, model.MemoryAborts},
	}
	otherFiles = []figureFile{
		{
			"self/net/snmp", tableReader("Tcp:"),
			[]string{"ActiveOpens", "AttemptFails"},
			[]model.Figure{model.Opens, model.FailedOpens},
		},
		{
			"self/net/sockstat", lineReader("TCP:"),
			[]string{"inuse", "orphan", "tw", "mem"},
			[]model.Figure{model.TCPInUse, model.Orphans, model.TimeWaits, model.MemoryPages},
		},
		{
			"self/net/stat/nf_conntrack", sumProcessors,
			[]string{"early_drop", "drop"},
			[]model.Figure{model.TrackedEvicted, model.TrackedDropped},
		},
	}
)

// The counters of listeners in netstat. They have their own fields in model.Kernel and are
// the last names of ext.
const (
	drops     = "ListenDrops"
	overflows = "ListenOverflows"
)

// counters reads the counters of netstat.
func (r *Reader) counters(k *model.Kernel) {
	var got [6]model.FigureReading
	err := r.figureFile(&k.Figures, netstatFile, got[:])
	for i, field := range []*model.Reading{&k.ListenDrops, &k.Overflows} {
		at := len(netstatFile.figures) + i
		if *field = got[at].Reading; !field.Known {
			r.gap("TcpExt "+netstatFile.names[at], err)
		}
	}
}

// figures reads everything that has no field of its own in model.Kernel.
func (r *Reader) figures(k *model.Figures) {
	for f := range model.FigureCount {
		if f.Most() > 0 {
			r.single(k, f)
		}
	}
	r.memory(k)
	k[model.PageSize] = known(int64(os.Getpagesize()))
	for _, s := range otherFiles {
		var got [4]model.FigureReading
		if err := r.figureFile(k, s, got[:len(s.names)]); err != nil && reasonOf(err) != model.NotThere {
			r.gap("/proc/"+s.path, err)
		}
	}
}

// single reads a figure that has a file of its own, which holds one number.
func (r *Reader) single(k *model.Figures, f model.Figure) {
	name := f.Source().String()
	n, err := r.numbers(name)
	if err == nil && len(n) == 1 && n[0] >= 0 && n[0] <= f.Most() {
		k[f] = known(n[0])
	} else if k[f].Why = reasonOf(err); err == nil || k[f].Why != model.NotThere {
		r.gap(name, err)
	}
}

// memory reads tcp_mem: three numbers in ascending order.
func (r *Reader) memory(k *model.Figures) {
	const name = "net.ipv4.tcp_mem"
	n, err := r.numbers(name)
	valid := err == nil && len(n) == len(memory) && 0 <= n[0] && n[0] <= n[1] && n[1] <= n[2]
	for i, f := range memory {
		if k[f].Why = reasonOf(err); valid {
			k[f] = known(n[i])
		}
	}
	if !valid && reasonOf(err) != model.NotThere {
		r.gap(name, err)
	}
}

// figureFile reads a file with several figures. It returns the error of reading the file. Each
// figure that cannot be parsed is a gap.
func (r *Reader) figureFile(k *model.Figures, s figureFile, got []model.FigureReading) error {
	text, err := r.text(r.root+"/"+s.path, len(r.buf))
	if s.find(text, s.names, got); len(text) == 0 { // an empty file lacks even the names
		markNotUnderstood(got)
	}
	for i, f := range s.figures {
		if k[f] = got[i]; err != nil {
			k[f].Why = reasonOf(err)
		} else if got[i].Why == model.NotUnderstood {
			r.gap(f.Source().String(), nil)
		}
	}
	return err
}

func known(n int64) model.FigureReading {
	return model.FigureReading{Reading: model.Reading{Value: n, Known: true}}
}

// reasonOf returns why a figure is unknown. A nil error means that the file was read but
// could not be parsed.
func reasonOf(err error) model.Absence {
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
