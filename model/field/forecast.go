package field

import (
	"fmt"
	"time"

	"berth/model"
)

// Growth writes how many ports a second are taken: "+18/s"; "+0.2/s" where few are.
func Growth(perSecond float64) model.Safe {
	if perSecond < 9.95 {
		return model.Sanitise(fmt.Sprintf("+%.1f/s", perSecond))
	}
	return model.Sanitise(fmt.Sprintf("+%.0f/s", perSecond))
}

// Left writes the time that is left, as a clock does: "0:45", "12:30"; from an
// hour on "3h", from a day on "2d": nobody needs the seconds of it.
func Left(d time.Duration) model.Safe {
	if d >= time.Hour {
		return span(d)
	}
	s := int(d / time.Second)
	return model.Sanitise(fmt.Sprintf("%d:%02d", s/60, s%60))
}
