package theme

import (
	"math"
	"regexp"
	"testing"
	"unicode/utf8"
)

// colour finds SGR parameters that set a foreground or a background.
var colour = regexp.MustCompile(`\x1b\[[0-9;]*\b([34][0-7]|[34]8|9[0-7]|10[0-7])\b[0-9;]*m`)

func TestThemeUsesTheTerminalsOwnSixteenColours(t *testing.T) {
	own := regexp.MustCompile(`^(\x1b\[([0-9]|[34][0-7]|9[0-7]|10[0-7])(;([0-9]|[34][0-7]|9[0-7]|10[0-7]))*m)?$`)
	th, seen := New(Options{}), false
	for tone := range tones {
		if !own.MatchString(th.on[tone]) {
			t.Errorf("tone %d begins with %q", tone, th.on[tone])
		}
		seen = seen || colour.MatchString(th.on[tone])
	}
	if !seen {
		t.Error("no tone has a colour")
	}
}

func TestNoColorKeepsAttributesAndSendsNoColour(t *testing.T) {
	th := New(Options{NoColor: true})
	for tone := range tones {
		if colour.MatchString(th.on[tone]) {
			t.Errorf("tone %d is coloured: %q", tone, th.on[tone])
		}
	}
	for _, tone := range []Tone{Selected, Warn, Danger} {
		if th.on[tone] == "" {
			t.Errorf("tone %d cannot be distinguished from plain text", tone)
		}
	}
}

func TestASCIIThemeHasOnlyASCII(t *testing.T) {
	th := New(Options{ASCII: true})
	used, rest := th.Bar(0.3, 10)
	text := used + rest + th.Spark([]int{0, 1, 5, 9}) + th.Text("a – b … 日本 ×") +
		th.Cursor + th.New + th.Ended + th.Alarm + th.Up + th.Down + th.Dash + th.Dot + th.Arrow +
		th.Trail + th.TabOn + th.TabOff + th.Enter + th.Caret + th.Block + th.More + th.Within + th.Without + th.Shade(0.2) + th.Shade(0.5) + th.Shade(0.7) + th.Shade(1) +
		th.Border.Top + th.Border.Left + th.Border.TopLeft + th.Border.BottomRight
	for _, r := range text {
		if r > '~' {
			t.Errorf("%q holds %q", text, r)
		}
	}
}

func TestBarIsAsWideAsAskedForEveryShare(t *testing.T) {
	for _, o := range []Options{{}, {ASCII: true}} {
		th := New(o)
		for _, share := range []float64{-1, 0, 1e-9, 0.01, 0.5, 0.875, 0.99999, 1, 7, math.Inf(1), math.NaN()} {
			for width := range 40 {
				used, rest := th.Bar(share, width)
				if n := utf8.RuneCountInString(used + rest); n != width {
					t.Errorf("share %v, width %d: %d cells", share, width, n)
				}
			}
		}
	}
}

func TestBarIsEmptyOnlyForNothingAndFullOnlyForAll(t *testing.T) {
	th := New(Options{})
	if used, _ := th.Bar(0, 10); used != "" {
		t.Errorf("nothing used shows %q", used)
	}
	if used, _ := th.Bar(1e-6, 10); used == "" {
		t.Error("a small use shows nothing")
	}
	if _, rest := th.Bar(1, 10); rest != "" {
		t.Errorf("a full range leaves %q", rest)
	}
	if used, rest := th.Bar(0.9999, 10); used+rest == "██████████" {
		t.Error("a range that is not full looks full")
	}
}

func TestFillChangesMeaningAtSeventyAndNinetyPercent(t *testing.T) {
	want := map[float64]Tone{0: Good, 0.699: Good, 0.7: Warn, 0.899: Warn, 0.9: Danger, 1: Danger}
	for share, tone := range want {
		if got := Fill(share); got != tone {
			t.Errorf("Fill(%v) = %d, want %d", share, got, tone)
		}
	}
}
