package pool

import (
	"errors"
	"strconv"
	"strings"

	"berth/model"
	"berth/model/safe"
)

// Numbers that a person types are at most this: as many times 65,535 ports are an
// int of 32 bits.
const (
	mostSources = 32_768
	mostPooled  = 10_000_000
)

// ParseRange reads an ephemeral range that a person typed, like 1024-65535, and
// refuses what the kernel would.
func ParseRange(k *model.Kernel, text string) (model.Range, error) {
	ends := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '–' || r == ' ' || r == '\t' })
	if len(ends) != 2 {
		return model.Range{}, errors.New("a range is two ports, like 1024-65535")
	}
	low, err1 := strconv.ParseUint(ends[0], 10, 32)
	high, err2 := strconv.ParseUint(ends[1], 10, 32)
	switch {
	case err1 != nil || err2 != nil || low < 1 || high < 1 || low > 65535 || high > 65535:
		return model.Range{}, errors.New("ports are numbers from 1 to 65535")
	case low > high:
		return model.Range{}, errors.New("reversed: it has to be " + ends[1] + "-" + ends[0])
	case k.Unprivileged.Known && int64(low) < k.Unprivileged.Value:
		// ipv4_local_port_range in net/ipv4/sysctl_net_ipv4.c,
		return model.Range{}, errors.New("has to begin at " + safe.Number(k.Unprivileged.Value).String() + " or above: the kernel refuses privileged ports")
	}
	r, _ := model.RangeOf(int(low), int(high))
	return r, nil
}

// Widest is the widest range that the kernel takes.
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

// ParseSources reads how many source addresses there would be.
func ParseSources(text string) (int, error) {
	return parseCount(text, mostSources, "a number from 1 to 32768: source addresses in all")
}

// ParsePooled reads how many connections would be kept open.
func ParsePooled(text string) (int, error) {
	return parseCount(text, mostPooled, "a number from 1 to 10000000: connections at most")
}

func parseCount(text string, most int, what string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > most {
		return 0, errors.New(what)
	}
	return n, nil
}
