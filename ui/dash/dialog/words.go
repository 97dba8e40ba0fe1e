package dialog

import (
	"berth/model"
	"berth/model/field"
	"berth/model/pool"
	"berth/model/safe"
	"berth/ui/dash/cells"
)

// poolWords describes the current state of a pool. opener is the process that holds most
// of it; it may be empty.
func poolWords(p *pool.Pool, opener safe.Text) safe.Text {
	words := safe.Format("%s ports held", cells.Thousands(p.Held()))
	if p.Use.TimeWait > 0 {
		words = safe.Format("%s, %s of them in TIME-WAIT", words, cells.Thousands(p.Use.TimeWait))
	}
	if p.Reusable > 0 {
		words = safe.Format("%s, which can be used again: %s", words, cells.Thousands(p.Reusable))
	}
	if p.Trend.Growing {
		words = safe.Format("%s; %s", words, field.Growth(p.Trend.PerSecond))
	}
	if !opener.Empty() {
		words = safe.Format("%s; most by %s", words, opener)
	}
	return words
}

// The results of reading and writing a setting.

func appliedWords(c *model.Change, now string) safe.Text {
	return safe.Format("%s is %s, was %s; u undoes it", c.Setting.Name(), value(now), value(c.Old))
}

func undoneWords(c *model.Change, now string) safe.Text {
	return safe.Format("%s is %s again", c.Setting.Name(), value(now))
}

func notSetWords(c *model.Change, why safe.Text) safe.Text {
	return safe.Format("%s is not set: %s", c.Setting.Name(), why)
}

func remainingWords(c *model.Change) safe.Text {
	return safe.Format("%s stays %s; it was %s: %s", c.Setting.Name(), value(c.New), value(c.Old), c.Setting.Command(c.Old))
}

func pendingWords(c *model.Change) safe.Text {
	return safe.Format("%s may have been set to %s; it was %s: %s", c.Setting.Name(), value(c.New), value(c.Old), c.Setting.Command(c.Old))
}
