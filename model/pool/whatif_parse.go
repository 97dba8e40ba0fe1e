package pool

import (
	"errors"
	"strconv"
	"strings"

	"berth/model"
	"berth/model/safe"
)

// The largest numbers that a user may type: times 65,535 ports they fit an int of 32
// bits.
const (
	mostSources = 32_768
	mostPooled  = 10_000_000
)

// ParseRange parses an ephemeral range that a user typed, like 1024-65535, and
// refuses what the kernel would refuse.
func ParseRange(k *model.Kernel, text string) (model.Range, error) {
	ends := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '–' || r == ' ' || r == '\t' })
	if len(ends) != 2 {
		return model.Range{}, errors.New("must be two ports, like 1024-65535")
	}
	low, err1 := strconv.ParseUint(ends[0], 10, 32)
	high, err2 := strconv.ParseUint(ends[1], 10, 32)
	switch {
	case err1 != nil || err2 != nil || low < 1 || high < 1 || low > 65535 || high > 65535:
		return model.Range{}, errors.New("ports must be from 1 to 65535")
	case low > high:
		return model.Range{}, errors.New("reversed: must be " + ends[1] + "-" + ends[0])
	case k.Unprivileged.Known && int64(low) < k.Unprivileged.Value:
		// ipv4_local_port_range in net/ipv4/sysctl_net_ipv4.c,
		return model.Range{}, errors.New("must begin at " + safe.Number(k.Unprivileged.Value).String() + " or above: the kernel refuses privileged ports")
	}
	r, _ := model.RangeOf(int(low), int(high))
	return r, nil
}

// Widest is the widest range that the kernel accepts.
func Widest(k *model.Kernel) model.Range {
	low := 1024
	if k.Unprivileged.Known {
		low = max(int(k.Unprivileged.Value), low)
	}
	r, ok := model.RangeOf(low, 65535)
	if !ok {
		return k.Ephemeral
	}
	return r
}

// ParseSources parses the number of source addresses.
func ParseSources(text string) (int, error) {
	return parseCount(text, mostSources, "must be from 1 to 32768: source addresses in total")
}

// ParsePooled parses the number of connections kept open.
func ParsePooled(text string) (int, error) {
	return parseCount(text, mostPooled, "must be from 1 to 10000000: connections at most")
}

func parseCount(text string, most int, what string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > most {
		return 0, errors.New(what)
	}
	return n, nil
}
