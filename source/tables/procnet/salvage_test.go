package procnet

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	prom "github.com/prometheus/procfs"

	"berth/model"
	"berth/model/safe"
	"berth/source/worlds"
)

func TestBadLinesAreCountedAndTheOthersKept(t *testing.T) {
	long := strings.Repeat("x", maxLine+1) + "\n"
	for _, c := range []struct {
		name, before, after string
		skipped             int
	}{
		{"words", "what is this\n", "", 1},
		{"blank line", "\n", "", 1},
		{"escapes and NUL", "\x1b[2J\x00\x9b\n", "\xff\n", 2},
		{"port past the last one", strings.Replace(listener, ":1F90", ":11F90", 1), "", 1},
		{"port past every number", strings.Replace(listener, ":1F90", ":FFFFFFFFFFFFFFFFF", 1), "", 1},
		{"address of the other family", mapped, "", 1},
		{"address of five bytes", strings.Replace(listener, "0100007F", "0100007F00", 1), "", 1},
		{"address of no base", strings.Replace(listener, "0100007F", "0100007G", 1), "", 1},
		{"user past every number", strings.Replace(listener, " 1000 ", " 4294967296 ", 1), "", 1},
		{"state of two bytes", strings.Replace(listener, " 0A ", " 10A ", 1), "", 1},
		{"no colon in the queues", strings.Replace(listener, "00000000:00000003", "00000000", 1), "", 1},
		{"two colons in an address", strings.Replace(listener, ":1F90", ":1F90:", 1), "", 1},
		{"longer than any line", long, "", 1},
		{"as long as the buffer and more", strings.Repeat("x", maxLine) + "\n" + strings.Repeat("y", 3*maxLine) + "\n", "", 2},
		{"3 MB in one line", strings.Repeat("z", 3<<20) + "\n", "", 1},
		{"3 MB in many lines", strings.Repeat("garbage\n", 3<<17), "", 3 << 17},
		{"cut in the last line", "", "   2: 0100007F:1F90 0000", 1},
		{"too long in the last line", "", strings.TrimSuffix(long, "\n"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			sockets, gaps, err := sample(t, procWithTables(t, headTCP+c.before+listener+timeWait+c.after, "", headUDP, ""))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]model.Socket{rowListener, rowTimeWait}, sockets); diff != "" {
				t.Errorf("sockets differ (-want +got):\n%s", diff)
			}
			want := []model.Gap{{What: safe.Say("/proc/net/tcp lines"), Count: c.skipped, Why: safe.Say("not understood")}}
			if diff := cmp.Diff(said(want), said(gaps)); diff != "" {
				t.Errorf("gaps differ (-want +got):\n%s", diff)
			}
		})
	}
}

// procfs v0.23.0 panics here: it uses the 13th column without checking.
func TestShortUDPLineIsSkippedAndCounted(t *testing.T) {
	short := strings.Join(strings.Fields(datagram)[:10], " ") + "\n"
	sockets, gaps, err := sample(t, procWithTables(t, headTCP, "", headUDP+short+datagram, ""))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]model.Socket{rowDatagram}, sockets); diff != "" {
		t.Errorf("sockets differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1 /proc/net/udp lines: not understood"}, said(gaps)); diff != "" {
		t.Errorf("gaps differ (-want +got):\n%s", diff)
	}
}

// procfs treats a TCP table as a UDP table if "udp" occurs anywhere in its path, and
// then panics at the short lines of TIME-WAIT.
func TestRootWithUDPInItsNameIsReadCompletely(t *testing.T) {
	root := filepath.Join(t.TempDir(), "udp")
	if err := os.Rename(procWithTables(t, headTCP+listener+timeWait, "", headUDP, ""), root); err != nil {
		t.Fatal(err)
	}
	sockets, gaps, err := sample(t, root)
	if diff := cmp.Diff([]model.Socket{rowListener, rowTimeWait}, sockets); err != nil || len(gaps) > 0 || diff != "" {
		t.Errorf("error %v, gaps %v, sockets differ (-want +got):\n%s", err, gaps, diff)
	}
}

func TestUnknownStateIsShownAsUnknown(t *testing.T) {
	odd := strings.Replace(timeWait, " 06 ", " 0E ", 1)
	sockets, gaps, err := sample(t, procWithTables(t, headTCP+odd, "", headUDP, ""))
	if err != nil || len(gaps) > 0 || len(sockets) != 1 || sockets[0].State != model.StateUnknown {
		t.Errorf("sockets %v, gaps %v, error %v", sockets, gaps, err)
	}
}

func TestSalvageAgreesWithProcfsOnALiveTable(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		families := worlds.Families(t)
		for _, f := range families {
			for _, scene := range worlds.Scenes {
				scene.Open(t, f)
			}
		}
		fs, err := prom.NewFS("/proc")
		if err != nil {
			t.Fatal(err)
		}
		for i := range files {
			table := &files[i]
			if table.six && len(families) == 1 {
				continue // without IPv6
			}
			// Timers run and slots move between two reads, so compare until equal.
			var diff string
			worlds.Eventually(t, func() bool {
				read, err := table.load(fs)
				kept, skipped, err2 := salvage(filepath.Join("/proc", table.file), table.proto == model.UDP)
				if err != nil || err2 != nil || skipped > 0 {
					t.Fatalf("%v: %v, %v, skipped %d", table.name, err, err2, skipped)
				}
				if len(kept) == 0 {
					t.Fatalf("%v is empty", table.name)
				}
				diff = cmp.Diff(fromProcfs(read), kept, cmp.AllowUnexported(line{}))
				return diff == ""
			})
			if diff != "" {
				t.Errorf("%v differs (-procfs +salvage):\n%s", table.name, diff)
			}
		}
	})
}

func FuzzSalvageAgreesWithProcfs(f *testing.F) {
	for _, seed := range []string{listener, timeWait, mapped, datagram} {
		f.Add(seed, false)
		f.Add(seed, true)
		f.Add(seed[:len(seed)/2], true)
	}
	f.Add("", false)
	f.Add(strings.Replace(listener, " 1000 ", " 0x_3E8 ", 1), false)
	f.Add(strings.Replace(listener, ":1F90", "::1F90", 1), false)
	f.Add("0: : : 0 : 0 0 0 0 0", false)

	root := worlds.Proc(f, "-- net/ --\n")
	fs, err := prom.NewFS(root)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, udp bool) {
		if strings.ContainsAny(text, "\n\r") || len(text) >= maxLine {
			return // only single lines are compared; procfs accepts longer ones
		}
		table := &files[0]
		if udp {
			table = &files[2]
		}
		path := filepath.Join(root, table.file)
		if err := os.WriteFile(path, []byte(headTCP+text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		read, err := table.load(fs)
		kept, skipped, err2 := salvage(path, udp)
		if err2 != nil || len(kept)+skipped != 1 {
			t.Fatalf("%q: kept %v, skipped %d, error %v", text, kept, skipped, err2)
		}
		if (err == nil) != (len(kept) == 1) {
			t.Fatalf("%q: procfs says %v, salvage keeps %v", text, err, kept)
		}
		if diff := cmp.Diff(fromProcfs(read), append([]line{}, kept...), cmp.AllowUnexported(line{})); diff != "" {
			t.Errorf("%q differs (-procfs +salvage):\n%s", text, diff)
		}
		for i := range kept {
			kept[i].socket(table, 0) // must not panic
		}
	})
}
