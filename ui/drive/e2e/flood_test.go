package e2e

import (
	"strings"
	"testing"
	"time"

	"berth/source/worlds"
	"berth/ui/drive"
)

// resident is the maximum memory, in bytes, of a dashboard with few sockets at any time.
const resident = 60 << 20

// Row 45: a paste into the wrong window has no effect. Bubble Tea reads a paste in pieces of
// 256 bytes and parses all of it again for each piece. So the test sends the megabyte as
// pastes of 64 KB: all of them to the filter, which keeps text, and one to each other dialog.
func TestPasteOfAMegabyteRunsNothingInAnyDialog(t *testing.T) {
	const keys = "\rq\tyx8080 \x03nl\x1ac\r"
	depend()
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		size := 1 << 20
		if len(buildFlags) > 0 { // this takes minutes with the race detector
			size >>= 4
		}
		const pieces = 16
		text := strings.Repeat(keys, size/pieces/len(keys))
		victim := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		worlds.Helper(t, "connect", "127.0.0.1:8080")
		terminal := ready(drive.Open(t, program("--interval", "1h"), drive.Options{Width: 120, Height: 50}))
		terminal.WaitFor(owned(8080, victim.PID))
		for _, c := range []struct {
			name, keys string
			open       []string
		}{
			{"no overlay", "g", []string{"PROTO", "8080"}},
			{"filter", "/", []string{"filter:"}},
			{"sort", "s", []string{"Sort"}},
			{"help", "?", []string{"Backspace"}},
			{"inspect", "i", []string{"key closes", "Inspect"}},
			{"test", "t", []string{"any key closes", "reached"}},
			{"kill", "x", []string{"[ Cancel ]", "Kill"}},
			{"apply", "w down a", []string{"[ Cancel ]", "Set net.ipv4.ip_local_port_range"}},
			{"what if", "w down", []string{"What if"}},
			{"close", "tab tab tab / state=established enter c", []string{"[ Cancel ]", "Close"}},
		} {
			terminal.Send(c.keys).WaitFor(drive.Shows(c.open...))
			times := 1
			if c.name == "filter" {
				times = pieces
			}
			for range times {
				terminal.Paste(text)
			}
			terminal.WaitFor(drive.Becomes("the paste to be read", func(terminal *drive.Terminal) bool { return terminal.Read() }))
			terminal.WaitFor(drive.Shows(c.open...))
			if c.name != "no overlay" {
				worlds.Until(t, c.name+" to close", func() bool {
					terminal.Send("esc")
					screen := terminal.Screen()
					return !strings.Contains(screen, c.open[0]) && strings.Contains(screen, "/ filter") // no other dialog is below
				})
			}
			if terminal.Ended() || !victim.Alive() {
				t.Fatalf("%s: berth has ended: %v, the listener has: %v", c.name, terminal.Ended(), !victim.Alive())
			}
		}
		checkMemory(t, terminal.Process().Pid, resident)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// A key that is held down for a long time, and a mouse that is shaken over the window.
func TestFloodOfKeysAndOfMouseEventsIsAnsweredAndBounded(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t)
		terminal.WaitFor(drive.Shows("8080"))
		size := 1 << 12
		if len(buildFlags) > 0 { // each key costs ten times as much with the race detector
			size >>= 4
		}
		for _, flood := range []string{strings.Repeat("jk", 8*size), strings.Repeat("\x1b[<35;50;9M\x1b[<64;50;9M\x1b[<65;50;9M", size), strings.Repeat("\t", size)} {
			terminal.Write(flood)
			terminal.Send("?").WaitFor(drive.Shows("Backspace"))
			// The digits of a cut sequence would have been typed as keys.
			terminal.Send("esc").WaitFor(drive.Hides("Backspace"), drive.Hides("port="))
		}
		checkMemory(t, terminal.Process().Pid, resident)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// Row 44: the window has 1,500 sizes in three seconds, and berth answers keys meanwhile.
func TestResizeStormIsAnsweredAndBounded(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t)
		beat := time.NewTicker(2 * time.Millisecond)
		defer beat.Stop()
		for i := range 1500 {
			<-beat.C
			terminal.Resize(1+i*7%250, 1+i*3%80)
		}
		terminal.Resize(80, 24)
		terminal.Send("?").WaitFor(drive.Shows("Backspace"))
		terminal.Send("esc").WaitFor(drive.Shows("8080"), fills(24))
		checkMemory(t, terminal.Process().Pid, resident)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// Row 41: berth does not store frames for a terminal that does not read, and it handles the
// keys that were pressed meanwhile.
func TestTerminalThatIsNotReadForAWhileCostsNothing(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t, "--interval", "100ms")
		terminal.WaitFor(drive.Shows("8080"))
		goOn := terminal.Stall()
		defer goOn()
		beat := time.NewTicker(4 * time.Millisecond)
		defer beat.Stop()
		for i := range 1000 { // four seconds
			<-beat.C
			terminal.Resize(100+i%100, 30+i%30)
		}
		checkMemory(t, terminal.Process().Pid, resident)
		terminal.Write("q")
		goOn()
		leaves(t, terminal, 0)
	})
}
