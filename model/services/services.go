// Package services has the service names of ports: a list derived from the IANA
// registry. /etc/services of a host can override it.
package services

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"berth/model"
	"berth/model/safe"
)

//go:embed services.txt
var list string

// IANA returns a new map of the embedded names.
func IANA() model.Services {
	names := model.Services{}
	parse(list, names)
	return names
}

const (
	largest  = 4 << 20 // bytes of a list; the largest known one has 0.9 MB
	longName = 32      // runes of a name; IANA allows 15
)

// Parse reads a list in the syntax of services(5) and adds its names to over,
// replacing those that exist. It skips malformed lines, as the C library does.
func Parse(r io.Reader, over model.Services) error {
	text, err := io.ReadAll(io.LimitReader(r, largest+1))
	if err != nil {
		return fmt.Errorf("read services: %w", err)
	}
	if len(text) > largest {
		return fmt.Errorf("read services: larger than %d MiB", largest>>20)
	}
	parse(string(text), over)
	return nil
}

// parse adds names to over. If several lines have one port, the first counts, as in
// getservbyport(3). A line that has the present name as an alias does not replace it:
// Debian writes "imap2 143/tcp imap".
func parse(text string, over model.Services) {
	seen := map[model.PortKey]bool{}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		key, ok := portKey(words[1])
		if !ok || seen[key] {
			continue
		}
		seen[key] = true
		if present, known := over[key]; !known || !slices.Contains(words[2:], present.String()) {
			over[key] = safe.Sanitise(words[0]).Cut(longName)
		}
	}
}

// portKey parses "443/tcp".
func portKey(text string) (model.PortKey, bool) {
	digits, name, _ := strings.Cut(text, "/")
	port, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || port == 0 {
		return model.PortKey{}, false
	}
	for p := range model.Protos {
		if p.String() == name {
			return model.PortKey{Proto: p, Port: uint16(port)}, true
		}
	}
	return model.PortKey{}, false
}
