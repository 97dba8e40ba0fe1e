// Package host reads facts of the machine (name, uptime, load) and the details of the
// process that the user inspects.
//
// gopsutil reads the load, and the uptime if /proc does not have it. No other function of
// its package host may be called: BootTime and Info read the environment of PID 1, and
// PlatformInformation and Info may run lsb_release. Its package process is not used either:
// it reads /proc/stat at every start, and NewProcess reads the boot time.
package host

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/procfs"
	"github.com/shirou/gopsutil/v3/common"
	"github.com/shirou/gopsutil/v3/host"
	"github.com/shirou/gopsutil/v3/load"

	"berth/model"
	"berth/model/safe"
)

// liveRoot is the proc file system of the running kernel.
const liveRoot = "/proc"

// Reader reads host facts.
type Reader struct {
	root string
	name safe.Text
	boot func() time.Time // zero if unknown; read on the first call
}

// Open returns a Reader for the proc file system at root.
func Open(root string) *Reader {
	r := &Reader{root: root}
	r.name = safe.Sanitise(hostname(root)).Cut(nameLimit)
	r.boot = sync.OnceValue(func() time.Time { return Booted(root) })
	return r
}

// Booted returns when the machine was started, or zero if that cannot be read.
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

// nameLimit is the longest host name in DNS.
const nameLimit = 253

// hostname returns the name that the kernel has; it may differ between UTS namespaces. On
// the live machine it comes from uname(2), which cannot block as a file can.
func hostname(root string) string {
	if root != liveRoot {
		if name, err := os.ReadFile(filepath.Join(root, "sys/kernel/hostname")); err == nil {
			return strings.TrimSpace(string(name))
		}
	}
	name, _ := os.Hostname()
	return name
}

// Name returns the name of the host.
func (r *Reader) Name() safe.Text { return r.name }

// Read reads uptime and load.
func (r *Reader) Read() (h model.Host) {
	h = model.Host{Name: r.name, Boot: r.boot()}
	up, ok := r.uptime()
	if !ok {
		return h
	}
	avg, ok := r.load()
	if !ok {
		return h
	}
	h.Uptime, h.Load, h.Known = up, avg, true
	return h
}

// env tells gopsutil where the proc file system is. Without it the environment variable
// HOST_PROC would decide, even for root.
func (r *Reader) env() context.Context {
	return context.WithValue(context.Background(), common.EnvKey, common.EnvMap{common.HostProcEnvKey: r.root})
}

// load reads the load averages. If the file is missing or malformed, gopsutil asks the
// kernel (sysinfo(2)).
func (r *Reader) load() (all [3]float64, ok bool) {
	if !readable(filepath.Join(r.root, "loadavg")) {
		return all, false
	}
	defer func() {
		if recover() != nil { // gopsutil v3.24.5 expects three fields
			all, ok = [3]float64{}, false
		}
	}()
	avg, err := load.AvgWithContext(r.env())
	if err != nil {
		return all, false
	}
	all = [3]float64{avg.Load1, avg.Load5, avg.Load15}
	for _, average := range all {
		if !(average >= 0 && average < math.MaxInt32) { // NaN, too
			return [3]float64{}, false
		}
	}
	return all, true
}

// readable reports whether a file is safe to read without a size limit, as gopsutil reads it. A
// device or a large file that is mounted over a file in /proc is not.
func readable(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Mode()&os.ModeDevice == 0 && info.Size() <= 4<<10
}

// uptime reads the file first: in an LXC container it contains the uptime of the container,
// which other tools show, too. A proc file system mounted with subset=pid has no such file;
// then uptime asks the kernel.
func (r *Reader) uptime() (time.Duration, bool) {
	if up, ok := uptime(r.root); ok || r.root != liveRoot {
		return up, ok
	}
	seconds, err := host.UptimeWithContext(r.env())
	return time.Duration(seconds) * time.Second, err == nil
}

// uptime reads how long the machine has been up, including sleep (proc_uptime(5)).
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
