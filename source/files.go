package source

import (
	"context"

	"berth/model"
	"berth/model/safe"
	"berth/source/guard"
)

// part is a group of facts of the machine that are read together.
type part int

const (
	partKernel part = iota
	partAddresses
	partHost
	partBoot
	parts // the number of parts
)

var partNames = [parts]safe.Text{
	safe.Say("kernel settings"), safe.Say("addresses of the interfaces"), safe.Say("load and uptime"), safe.Say("boot time"),
}

// files guards the reads of files with facts of the machine. Such a file answers immediately,
// unless something else is mounted over it.
type files struct{ guard *guard.Guard }

// read runs the read of a part. It returns false if the part does not answer; then nothing
// that read writes may be used.
func (f files) read(ctx context.Context, of part, read func()) bool {
	return f.guard.Do(ctx, int(of), 0, read) == nil
}

// gaps lists the parts that do not answer.
func (f files) gaps() (gaps []model.Gap) {
	for of := range parts {
		if f.guard.Silent(int(of)) {
			gaps = append(gaps, model.Gap{What: partNames[of], Why: safe.Say("a file of /proc does not answer")})
		}
	}
	return gaps
}
