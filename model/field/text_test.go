package field

import (
	"testing"
	"time"
)

func TestAgeIsOneNumberAndOneUnit(t *testing.T) {
	for age, want := range map[time.Duration]string{
		-time.Second: "0s", 0: "0s", 9999 * time.Millisecond: "0s", 10 * time.Second: "10s", 19 * time.Second: "10s", 59999 * time.Millisecond: "50s",
		time.Minute: "1m", 59*time.Minute + 59*time.Second: "59m", time.Hour: "1h", 23 * time.Hour: "23h",
		24 * time.Hour: "1d", 4000 * 24 * time.Hour: "4000d",
	} {
		young := want
		if age < ageStep {
			young = "<10s"
		}
		if got := Age(age, true).String(); got != young {
			t.Errorf("%v is written %s, want %s", age, got, young)
		}
		least := ">" + want
		if age < time.Minute {
			least = ">0s"
		}
		if got := Age(age, false).String(); got != least {
			t.Errorf("more than %v is written %s", age, got)
		}
		if age >= ageStep {
			back, ok := ParseAge(want)
			if !ok || Age(back, true).String() != want {
				t.Errorf("%s is read back as %v", want, back)
			}
		}
	}
	for _, text := range []string{"", "s", "-1s", "1.5h", "1w", "1h30m", "999999999999999999d", "9999999999999999999"} {
		if d, ok := ParseAge(text); ok {
			t.Errorf("%q is read as %v", text, d)
		}
	}
}

func TestShareIs0Or100PercentOnlyIfExactlySo(t *testing.T) {
	for share, want := range map[float64]string{
		0: "0%", 0.0001: "<1%", 0.004999: "<1%", 0.005: "1%", 0.29: "29%", 0.994: "99%", 0.9999: ">99%", 1: "100%",
	} {
		if got := Share(share).String(); got != want {
			t.Errorf("%v is written %s, want %s", share, got, want)
		}
	}
}

func TestMisspeltWordFindsTheNearestKnownWord(t *testing.T) {
	known := []string{"state", "port", "process", "proto", "pid", "user"}
	for word, want := range map[string]string{
		"stat": "state", "sate": "state", "prot": "port", "prt": "port", "porces": "process", "usre": "user", "PID": "pid",
		"xyzzy": "", "": "", "p": "", "aa": "", "a-word-of-more-than-thirty-two-letters": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q is taken for %q, want %q", word, got, want)
		}
	}
}
