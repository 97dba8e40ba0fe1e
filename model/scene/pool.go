package scene

import (
	"fmt"

	"berth/model/pool"
)

// PoolWords is one line with the figures of a pool, for tests.
func PoolWords(p *pool.Pool) string {
	text := fmt.Sprintf("%s %s > %s: %d of %d (%d %d %d)", p.ID.Kind.Name(), p.ID.Source.Safe(), p.ID.To(), p.Held(), p.Size, p.Use.Established, p.Use.TimeWait, p.Use.Other)
	if p.ID.NetNS != 0 {
		text += fmt.Sprintf(" in %d", p.ID.NetNS)
	}
	if p.Reusable > 0 {
		text += fmt.Sprintf(", %d reusable", p.Reusable)
	}
	if p.Guessed > 0 {
		text += fmt.Sprintf(", %d guessed", p.Guessed)
	}
	return text
}
