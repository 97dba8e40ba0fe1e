// Package host tells of the machine as a whole (name, uptime, load) and of the
// one process that a person inspects.
//
// host.Info is left alone: it runs lsb_release, and berth runs nothing.
package host

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/procfs"

	"berth/model"
)

// Reader reads host facts.
type Reader struct {
	root string
	name model.Safe
	boot func() time.Time // zero where it could not be read; read when first needed
}

// Open makes a Reader over the proc file system at root.
func Open(root string) *Reader {
	r := &Reader{root: root}
	r.name = model.Sanitise(hostname(root)).Cut(nameLimit)
	r.boot = sync.OnceValue(func() time.Time { return Booted(root) })
	return r
}

// Booted reads when the machine was started, zero where it cannot be read.
func Booted(root string) time.Time {
	proc, err := procfs.NewFS(root)
	if err != nil {
		return time.Time{}
	}
	stat, err := proc.Stat()
	if err != nil || stat.BootTime == 0 {
		return time.Time{}
	}
	return time.Unix(int64(stat.BootTime), 0)
}

// nameLimit is the longest name of a host, by DNS.
const nameLimit = 253

// hostname is the name as the kernel has it; it may be another one in every UTS
// namespace. Of the live machine uname(2) tells it, which no file can hold up.
func hostname(root string) string {
	if root != "/proc" {
		if name, err := os.ReadFile(filepath.Join(root, "sys/kernel/hostname")); err == nil {
			return strings.TrimSpace(string(name))
		}
	}
	name, _ := os.Hostname()
	return name
}

// Name is the name of the host.
func (r *Reader) Name() model.Safe { return r.name }

// Read reads uptime and load.
func (r *Reader) Read() (h model.Host) {
	h = model.Host{Name: r.name, Boot: r.boot()}
	up, ok := uptime(r.root)
	if !ok {
		return h
	}
	proc, err := procfs.NewFS(r.root)
	if err != nil {
		return h
	}
	avg, err := proc.LoadAvg()
	if err != nil {
		return h
	}
	for _, one := range []float64{avg.Load1, avg.Load5, avg.Load15} {
		if !(one >= 0 && one < math.MaxInt32) { // NaN, too
			return h
		}
	}
	h.Uptime, h.Load, h.Known = up, [3]float64{avg.Load1, avg.Load5, avg.Load15}, true
	return h
}

// uptime is how long the machine has been up, sleep included (proc_uptime(5)).
func uptime(root string) (time.Duration, bool) {
	text, err := os.ReadFile(filepath.Join(root, "uptime"))
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	seconds, err := strconv.ParseFloat(first, 64)
	if err != nil || !(seconds >= 0 && seconds < math.MaxInt32) {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}
