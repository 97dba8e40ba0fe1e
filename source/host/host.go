// Package host tells of the machine as a whole (name, uptime, load) and of the
// one process that a person inspects.
//
// gopsutil reads the load, and the uptime where /proc does not tell it. Nothing
// else of its package host may be called: BootTime and Info read the environment
// of PID 1, PlatformInformation and Info may run lsb_release. Its package process
// is left alone, too: it reads /proc/stat at every start, and NewProcess asks for
// the boot time.
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

// live is the proc file system of this machine.
const live = "/proc"

// Reader reads host facts.
type Reader struct {
	root string
	name safe.Text
	boot func() time.Time // zero where it could not be read; read when first needed
}

// Open makes a Reader over the proc file system at root.
func Open(root string) *Reader {
	r := &Reader{root: root}
	r.name = safe.Sanitise(hostname(root)).Cut(nameLimit)
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
	if root != live {
		if name, err := os.ReadFile(filepath.Join(root, "sys/kernel/hostname")); err == nil {
			return strings.TrimSpace(string(name))
		}
	}
	name, _ := os.Hostname()
	return name
}

// Name is the name of the host.
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

// env tells gopsutil where the proc file system is. Without it the variable
// HOST_PROC of the environment would decide, even for root.
func (r *Reader) env() context.Context {
	return context.WithValue(context.Background(), common.EnvKey, common.EnvMap{common.HostProcEnvKey: r.root})
}

// load reads the load averages. Where the file is missing or holds no numbers,
// gopsutil asks the kernel (sysinfo(2)).
func (r *Reader) load() (all [3]float64, ok bool) {
	if !small(filepath.Join(r.root, "loadavg")) {
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
	for _, one := range all {
		if !(one >= 0 && one < math.MaxInt32) { // NaN, too
			return [3]float64{}, false
		}
	}
	return all, true
}

// small reports whether a file may be read without a limit, as gopsutil does. A
// device or a large file that is mounted over a file of /proc may not.
func small(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Mode()&os.ModeDevice == 0 && info.Size() <= 4<<10
}

// uptime reads the file first: in a container of LXC it holds the uptime of the
// container, as every other tool shows it. A proc file system mounted with
// subset=pid has no such file, and then the kernel is asked.
func (r *Reader) uptime() (time.Duration, bool) {
	if up, ok := uptime(r.root); ok || r.root != live {
		return up, ok
	}
	seconds, err := host.UptimeWithContext(r.env())
	return time.Duration(seconds) * time.Second, err == nil
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
