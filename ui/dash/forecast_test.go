package dash

import (
	"fmt"
	"net/netip"
	"testing"

	"berth/model"
	"berth/model/scene"
)

// growingPool is the web server while its pooler takes 18 ports a second more than it
// gives back, with 822 left.
func growingPool(t *testing.T, width, height int) *driver {
	const seconds, each, held = 9, 18, 27_410
	n := held - seconds*each
	d := start(t, server(n), width, height)
	for range seconds {
		for range each {
			local := netip.AddrPortFrom(netip.MustParseAddr("10.0.0.7"), scene.Drawn(n)).String()
			d.worldSampler.world.socket(model.TCP, local, "10.0.3.9:5432", model.Established, "pooler")
			n++
		}
		d.tick()
	}
	return d
}

func TestScreenSaysHowFastTheTightestPoolGrowsAndWhenItIsFull(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 10}} {
		d := growingPool(t, size[0], size[1])
		d.sees("TIGHTEST", "97%", "+18/s", "full in 0:45")
		d.golden(fmt.Sprintf("growing-%dx%d", size[0], size[1]))
		d.keys("tab tab tab tab")
		d.sees("Destinations", "0:45")
		d.golden(fmt.Sprintf("growing-destinations-%dx%d", size[0], size[1]))
	}
}

func TestFullPoolIsShownOnEveryScreen(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 10}} {
		d := start(t, server(28_232), size[0], size[1])
		d.sees("TIGHTEST", "100%", "full")
		d.fits()
		for range 8 {
			d.tick()
		}
		d.sees("TIGHTEST", "100%", "full")
	}
}

func TestReusablePortsAreShownBesideHeldOnes(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.misses("reusable")
	w := d.worldSampler.world
	for i := range 400 {
		local := netip.AddrPortFrom(netip.MustParseAddr("10.0.0.7"), scene.Drawn(1000+i)).String()
		s := w.socket(model.TCP, local, "10.0.3.9:5432", model.TimeWait)
		s.Timer, s.Expires = model.TimerTimeWait, 30_000
	}
	w.Own().Kernel.TWReuse = model.Reading{Value: 1, Known: true}
	d.tick()
	d.sees("400 reusable")
}

func TestForecastDisappearsWhenGrowthStops(t *testing.T) {
	d := growingPool(t, 120, 36)
	for range 8 {
		d.tick()
	}
	d.misses("full in", "/s  full")
}

func TestScreenShowsThePreviousRange(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.misses("was ")
	d.worldSampler.world.Own().Kernel.Ephemeral = model.Range{Low: 1024, High: 60999, Known: true}
	d.tick()
	d.sees("EPHEMERAL  1024–60999  was 32768–60999 until 14:22:08", "of 59,976")
	d.Resize(60, 24)
	d.fits()
}

func TestWithoutARangePoolsAreNotReportedAsNone(t *testing.T) {
	w := quietServer()
	w.Own().Kernel.Ephemeral = model.Range{}
	d := start(t, w, 120, 36)
	d.keys("tab tab tab tab").sees("n/a: net.ipv4.ip_local_port_range could not be read, so that pools have no size")
	d = start(t, newWorld(), 120, 36)
	d.keys("tab tab tab tab").sees("no socket uses the ephemeral range")
}
