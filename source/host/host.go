// Package host tells of the machine as a whole (name, uptime, load) and of the
// one process that a person inspects, through gopsutil.
//
// host.Info is left alone: it runs lsb_release, and berth runs nothing.
package host

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/procfs"
	"github.com/shirou/gopsutil/v3/common"
	"github.com/shirou/gopsutil/v3/host"
	"github.com/shirou/gopsutil/v3/load"

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

// Booted reads when the machine was started, zero where it cannot be read. gopsutil knows it too, but looks
// into the environment of process 1 on the way, at every start.
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

// under tells gopsutil where /proc is.
func under(ctx context.Context, root string) context.Context {
	return context.WithValue(ctx, common.EnvKey, common.EnvMap{common.HostProcEnvKey: root})
}

// Name is the name of the host.
func (r *Reader) Name() model.Safe { return r.name }

// Read reads uptime and load.
func (r *Reader) Read(ctx context.Context) (h model.Host) {
	h = model.Host{Name: r.name, Boot: r.boot()}
	defer func() { _ = recover() }() // gopsutil panics on files that make no sense
	up, err := host.UptimeWithContext(under(ctx, r.root))
	if err != nil {
		return h
	}
	avg, err := load.AvgWithContext(under(ctx, r.root))
	if err != nil {
		return h
	}
	for _, one := range []float64{avg.Load1, avg.Load5, avg.Load15} {
		if !(one >= 0 && one < math.MaxInt32) { // NaN, too
			return h
		}
	}
	h.Uptime = time.Duration(up) * time.Second
	h.Load = [3]float64{avg.Load1, avg.Load5, avg.Load15}
	h.Known = true
	return h
}
