package term

import (
	"testing"

	"berth/ui/theme"
)

func TestEnvironmentDecidesWhatTheTerminalShows(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want theme.Options
	}{
		{map[string]string{"LANG": "en_US.UTF-8"}, theme.Options{}},
		{map[string]string{"LANG": "de_DE.utf8", "NO_COLOR": "1"}, theme.Options{NoColor: true}},
		{map[string]string{"LANG": "C"}, theme.Options{ASCII: true}},
		{map[string]string{}, theme.Options{ASCII: true}},
		{map[string]string{"LC_ALL": "C", "LANG": "en_US.UTF-8"}, theme.Options{ASCII: true}},
		{map[string]string{"LC_CTYPE": "C.UTF-8", "LANG": "C"}, theme.Options{}},
		{map[string]string{"LANG": "en_US.ISO-8859-1"}, theme.Options{ASCII: true}},
	} {
		if got := Environment(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.env, got, c.want)
		}
	}
}
