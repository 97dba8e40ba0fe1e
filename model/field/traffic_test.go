package field

import "testing"

func TestBytesAreWrittenInAboutThreeDigits(t *testing.T) {
	for n, want := range map[float64]string{
		0: "0", 0.4: "0", 812.6: "813", 999.4: "999", 999.6: "1.0k", 1234: "1.2k", 9949: "9.9k", 9951: "10k", 34_000: "34k",
		999_499: "999k", 999_600: "1.0M", 5_600_000: "5.6M", 12.5e9: "12G", 3e21: "3000E",
	} {
		if got := Bytes(n).String(); got != want {
			t.Errorf("%g is %q, want %q", n, got, want)
		}
	}
}

func TestRoundTripIsWrittenInItsBestUnit(t *testing.T) {
	for us, want := range map[uint32]string{40: "40us", 999: "999us", 1_000: "1.0ms", 9_940: "9.9ms", 9_960: "10ms", 180_000: "180ms", 12_345_678: "12s"} {
		if got := Trip(us).String(); got != want {
			t.Errorf("%d is %q, want %q", us, got, want)
		}
	}
}

func TestFilterAcceptsTrafficAsTheColumnShowsIt(t *testing.T) {
	for _, n := range []float64{0, 813, 1200, 34_000, 5_600_000, 12e9} {
		if back, ok := figure(Bytes(n).String(), byteUnits); !ok || float64(back) != n {
			t.Errorf("%s is read as %d (%v)", Bytes(n), back, ok)
		}
	}
	for _, us := range []uint32{40, 999, 5_700, 180_000, 12_000_000} {
		if back, ok := figure(Trip(us).String(), tripUnits); !ok || uint32(back) != us {
			t.Errorf("%s is read as %d (%v)", Trip(us), back, ok)
		}
	}
	for _, text := range []string{"", "k", ".", "1.2.3", "-1", "1e3", "10m", "10 k", "9E9", "99E", "inf", "NaN"} {
		if n, ok := figure(text, byteUnits); ok {
			t.Errorf("%q is read as %d", text, n)
		}
	}
}
