package term

import (
	"strings"

	"berth/ui/theme"
)

// Environment is what the variables say of the terminal: NO_COLOR, and the
// locale as setlocale(3) finds it.
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
