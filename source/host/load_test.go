package host

import (
	"strings"
	"testing"
	"time"

	"berth/source/worlds"
)

const busyHost = "-- uptime --\n1.0 1.0\n-- loadavg --\n1.50 0.75 0.25 1/100 7\n"

func TestEnvironmentDoesNotChangeTheFilesThatAreRead(t *testing.T) {
	t.Setenv("HOST_PROC", worlds.Proc(t, "-- uptime --\n2.0 1.0\n-- loadavg --\n9 9 9 1/100 7\n"))
	if h := Open(worlds.Proc(t, busyHost)).Read(); h.Load != [3]float64{1.5, 0.75, 0.25} || h.Uptime != time.Second {
		t.Errorf("%+v", h)
	}
}

func TestLoadOfADeviceOrALargeFileIsNotRead(t *testing.T) {
	large := strings.TrimSuffix(busyHost, "\n") + strings.Repeat(" ", 5000) + "\n"
	for name, text := range map[string]string{"device": "-- uptime --\n1.0 1.0\n-- loadavg -> /dev/zero --\n", "large": large} {
		if h := Open(worlds.Proc(t, text)).Read(); h.Known || h.Load != [3]float64{} {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

// If a file of the live machine has no usable value, as with a proc file system mounted with
// subset=pid, the kernel is asked.
func TestKernelIsAskedIfTheFileHasNoValue(t *testing.T) {
	for _, name := range []string{"loadavg", "uptime"} {
		t.Run(name, func(t *testing.T) {
			worlds.Inside(t, worlds.PID, func(t *testing.T) {
				want := Open(liveRoot).Read()
				worlds.MountFault(t, "/proc/"+name, worlds.Fault{Text: []byte("soon 0 0 1/2 3\n")})
				h := Open(liveRoot).Read()
				if drift := h.Uptime - want.Uptime; !h.Known || drift.Abs() > time.Minute {
					t.Errorf("%+v, before %+v", h, want)
				}
			})
		})
	}
}
