package term

import (
	"strings"

	"berth/ui/theme"
)

// Environment reads the options of the terminal from the environment: NO_COLOR, and
// the locale in the order of setlocale(3).
func Environment(get func(string) string) theme.Options {
	locale := get("LC_ALL")
	for _, name := range []string{"LC_CTYPE", "LANG"} {
		if locale == "" {
			locale = get(name)
		}
	}
	charset := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	return theme.Options{
		NoColor: get("NO_COLOR") != "",
		ASCII:   !strings.Contains(charset, "utf8"),
	}
}
