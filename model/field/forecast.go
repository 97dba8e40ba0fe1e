package field

import (
	"fmt"
	"time"

	"berth/model/safe"
)

// Growth writes how many ports are taken per second: "+18/s"; for slow growth "+0.2/s",
// "+3/min" or "+20/h".
func Growth(perSecond float64) safe.Text {
	switch {
	case perSecond >= 9.95:
		return safe.Sanitise(fmt.Sprintf("+%.0f/s", perSecond))
	case perSecond >= 0.095:
		return safe.Sanitise(fmt.Sprintf("+%.1f/s", perSecond))
	case perSecond*60 >= 1:
		return safe.Sanitise(fmt.Sprintf("+%.0f/min", perSecond*60))
	}
	return safe.Sanitise(fmt.Sprintf("+%.0f/h", perSecond*3600))
}

// Left writes the remaining time as a clock does: "0:45", "12:30". From an hour on it
// writes "3h", from a day on "2d".
func Left(d time.Duration) safe.Text {
	if d >= time.Hour {
		return roundedAge(d)
	}
	s := int(d / time.Second)
	return safe.Sanitise(fmt.Sprintf("%d:%02d", s/60, s%60))
}
