package source

import (
	"context"

	"berth/model"
	"berth/model/safe"
	"berth/source/guard"
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

var partNames = [parts]safe.Text{
	safe.Say("kernel settings"), safe.Say("addresses of the interfaces"), safe.Say("load and uptime"), safe.Say("boot time"),
}

// files guards the reads of files that tell of the machine as a whole. They
// answer at once where they are what they seem; something else may be mounted
// over them.
type files struct{ guard *guard.Guard }

// read runs the read of a part; false where it does not answer, and then nothing
// that read writes may be looked at.
func (f files) read(ctx context.Context, of part, read func()) bool {
	return f.guard.Do(ctx, int(of), 0, read) == nil
}

// gaps tells which parts do not answer.
func (f files) gaps() (gaps []model.Gap) {
	for of := range parts {
		if f.guard.Silent(int(of)) {
			gaps = append(gaps, model.Gap{What: partNames[of], Why: safe.Say("a file of /proc does not answer")})
		}
	}
	return gaps
}
