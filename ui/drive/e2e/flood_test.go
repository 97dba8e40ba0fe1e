package e2e

import (
	"strings"
	"testing"
	"time"

	"berth/source/worlds"
	"berth/ui/drive"
)

// resident is the most memory, in bytes, that a dashboard over few sockets may ever
// have taken.
const resident = 60 << 20

// Row 45: a paste into the wrong window has no effect. Bubble Tea
// reads a paste in pieces of 256 bytes and looks at all of it for each, so that a
// megabyte comes in pieces of 64 KB. The filter, which keeps text, gets all, the
// others one piece.
func TestPasteOfAMegabyteRunsNothingInAnyDialog(t *testing.T) {
	const keys = "\rq\tyx8080 \x03nl\x1ac\r"
	depend()
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		size := 1 << 20
		if len(buildFlags) > 0 { // the race detector makes it take minutes
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
					return !strings.Contains(screen, c.open[0]) && strings.Contains(screen, "/ filter") // no other lies below
				})
			}
			if terminal.Ended() || !victim.Alive() {
				t.Fatalf("%s: berth has ended: %v, the listener has: %v", c.name, terminal.Ended(), !victim.Alive())
			}
		}
		light(t, terminal.Process().Pid, resident)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// A key that repeats for long, and a mouse that is shaken over the window.
func TestFloodOfKeysAndOfMouseEventsIsAnsweredAndBounded(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t)
		terminal.WaitFor(drive.Shows("8080"))
		size := 1 << 12
		if len(buildFlags) > 0 { // each key costs ten times as much
			size >>= 4
		}
		for _, flood := range []string{strings.Repeat("jk", 8*size), strings.Repeat("\x1b[<35;50;9M\x1b[<64;50;9M\x1b[<65;50;9M", size), strings.Repeat("\t", size)} {
			terminal.Write(flood)
			terminal.Send("?").WaitFor(drive.Shows("Backspace"))
			// A sequence that was cut would have typed its digits.
			terminal.Send("esc").WaitFor(drive.Hides("Backspace"), drive.Hides("port="))
		}
		light(t, terminal.Process().Pid, resident)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// Row 44: 1,500 sizes in three seconds, and it answers meanwhile.
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
		light(t, terminal.Process().Pid, resident)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// Row 41: what a terminal does not read for a while is not kept, and keys that
// were pressed meanwhile count.
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
		light(t, terminal.Process().Pid, resident)
		terminal.Write("q")
		goOn()
		leaves(t, terminal, 0)
	})
}
