// Package drive is for tests of what the user sees: it presses keys and reads the
// screen. There are two drivers, and both use the same notation for keys.
//
// Start calls Init, Update and View of a Bubble Tea model directly. It has no
// goroutine and no clock: commands run at once, one after the other, and timers
// wait until the test lets time pass.
//
//	clock := &drive.Clock{}
//	app := drive.Start(dash.New(machine, dash.Options{After: clock.After}), 120, 36)
//	app.Keys("/ port=22 enter")
//	app.Pass(clock, time.Second)
//	if !strings.Contains(app.Frame(), "sshd") { ... }
//
// Open runs a built program on a pseudo-terminal, with a terminal emulator in
// this process on the other end of it. It has two verbs: send keys, and wait
// for the screen. A test that waits too long prints the last screen.
//
//	terminal := drive.Open(t, exec.Command(berth), drive.Options{})
//	terminal.WaitFor(drive.Shows("LISTEN"))
//	terminal.Send("q")
//	code := terminal.Exit()
package drive
