package cli

import (
	"os"
	"runtime"
	"runtime/debug"
)

// spare is how much memory a command takes before garbage is collected, in percent
// of the 4 MB that the runtime begins with: most are over by then.
const spare = 400

// collectLate spares a command that is soon over the collection of its garbage; it
// is a tenth of what listing 10,000 sockets costs.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(spare)
	runtime.AddCleanup(new([64]byte), func(usual int) { debug.SetGCPercent(usual) }, usual) // when it was collected once
}
