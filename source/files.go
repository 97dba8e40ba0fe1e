package source

import (
	"context"
	"time"

	"berth/model"
)

// part is a part of what the machine as a whole tells, each read at one go.
type part int

const (
	partKernel part = iota
	partAddresses
	partHost
	partBoot
	parts // how many there are
)

var partNames = [parts]model.Safe{
	model.Say("kernel settings"), model.Say("addresses of the interfaces"), model.Say("load and uptime"), model.Say("boot time"),
}

// files guards the reads of files that tell of the machine as a whole. They
// answer at once where they are what they seem; something else may be mounted
// over them.
type files struct{ guard *guard }

func newFiles() files { return files{newGuard(model.Safe{})} }

// read runs the read of a part; false where it does not answer, and then nothing
// that read writes may be looked at.
func (f files) read(ctx context.Context, of part, read func()) bool {
	return f.guard.Do(ctx, int(of), 0, read) == nil
}

// gaps tells which parts do not answer.
func (f files) gaps(now time.Time) (gaps []model.Gap) {
	f.guard.mu.Lock()
	defer f.guard.mu.Unlock()
	for of := range parts {
		if try := f.guard.stuck[int(of)]; try != nil && (!try.returned || now.Before(try.until)) {
			gaps = append(gaps, model.Gap{What: partNames[of], Why: model.Say("a file of /proc does not answer")})
		}
	}
	return gaps
}
