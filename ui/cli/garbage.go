package cli

import (
	"os"
	"runtime"
	"runtime/debug"
)

// spare is how much memory a command allocates before the first garbage collection, in
// percent of the initial 4 MB of the runtime. Most commands end before.
const spare = 400

// collectLate delays garbage collection, because a short command does not need it. It
// would be a tenth of the cost of listing 10,000 sockets.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(spare)
	runtime.AddCleanup(new([64]byte), func(usual int) { debug.SetGCPercent(usual) }, usual) // runs after the first collection
}
