package model

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"berth/model/safe"
)

// Setting is a sysctl that berth can set. berth never writes any other.
type Setting uint8

// The settings.
const (
	SetRange Setting = iota
	SetReserved
	SetReuse
	SetReuseDelay
	SetAcceptLimit
	SetSynLimit
	SetSynCookies
	SetTimeWaitLimit
	SetOrphanLimit
	SetTrackedLimit

	settings
)

// Settings are all settings.
func Settings() []Setting {
	all := make([]Setting, settings)
	for i := range all {
		all[i] = Setting(i)
	}
	return all
}

// settingTable has the name and scope of each setting. norm parses a value and writes
// it as the kernel does, so that two texts of one value become equal.
var settingTable = [settings]struct {
	name  safe.Text
	scope Scope
	norm  func(string) (string, bool)
}{
	SetRange:         {safe.Say("net.ipv4.ip_local_port_range"), OfNamespace, normRange},
	SetReserved:      {safe.Say("net.ipv4.ip_local_reserved_ports"), OfNamespace, normPorts},
	SetReuse:         {safe.Say("net.ipv4.tcp_tw_reuse"), OfNamespace, normNumber(0, 2)},
	SetReuseDelay:    {safe.Say("net.ipv4.tcp_tw_reuse_delay"), OfNamespace, normNumber(1, 60000)},
	SetAcceptLimit:   {safe.Say("net.core.somaxconn"), OfNamespace, normNumber(1, math.MaxInt32)},
	SetSynLimit:      {safe.Say("net.ipv4.tcp_max_syn_backlog"), OfNamespace, normNumber(1, math.MaxInt32)},
	SetSynCookies:    {safe.Say("net.ipv4.tcp_syncookies"), OfNamespace, normNumber(0, 2)},
	SetTimeWaitLimit: {safe.Say("net.ipv4.tcp_max_tw_buckets"), OfNamespace, normNumber(1, math.MaxInt32)},
	SetOrphanLimit:   {safe.Say("net.ipv4.tcp_max_orphans"), OfMachine, normNumber(1, math.MaxInt32)},
	SetTrackedLimit:  {safe.Say("net.netfilter.nf_conntrack_max"), OfMachine, normNumber(1, math.MaxInt32)},
}

// Listed reports whether s is one of the settings.
func (s Setting) Listed() bool { return s < settings }

// Name is the name of the setting in sysctl(8).
func (s Setting) Name() safe.Text { return settingTable[s].name }

// Scope is the scope of the setting. A setting of the machine can only be set from its
// first network namespace.
func (s Setting) Scope() Scope { return settingTable[s].scope }

// Norm is a value as the kernel writes it, with single spaces. It is false if the text
// is not a value of this setting. berth writes only such texts.
func (s Setting) Norm(text string) (string, bool) {
	if !s.Listed() {
		return "", false
	}
	return settingTable[s].norm(text)
}

// Same reports whether two texts are the same value.
func (s Setting) Same(a, b string) bool {
	first, ok1 := s.Norm(a)
	second, ok2 := s.Norm(b)
	if ok1 && ok2 {
		return first == second
	}
	return ok1 == ok2 && slices.Equal(strings.Fields(a), strings.Fields(b))
}

// Command is the shell command that sets it: sysctl -w net.ipv4.tcp_tw_reuse="1".
func (s Setting) Command(value string) safe.Text {
	return safe.Format(`sysctl -w %s="%s"`, s.Name(), value)
}

// Line is the line for a file in /etc/sysctl.d, which makes it permanent.
func (s Setting) Line(value string) safe.Text {
	return safe.Format("%s = %s", s.Name(), value)
}

func normRange(text string) (string, bool) {
	ends := strings.Fields(text)
	if len(ends) != 2 {
		return "", false
	}
	low, err1 := strconv.ParseUint(ends[0], 10, 16)
	high, err2 := strconv.ParseUint(ends[1], 10, 16)
	if _, ok := RangeOf(int(low), int(high)); err1 != nil || err2 != nil || !ok {
		return "", false
	}
	return strconv.FormatUint(low, 10) + " " + strconv.FormatUint(high, 10), true
}

func normPorts(text string) (string, bool) {
	ports, err := ParsePorts(text)
	return ports.String(), err == nil
}

func normNumber(least, most uint64) func(string) (string, bool) {
	return func(text string) (string, bool) {
		n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
		if err != nil || n < least || n > most {
			return "", false
		}
		return strconv.FormatUint(n, 10), true
	}
}

// SysctlWriter sets sysctls. Machine.SysctlWriter is nil if nothing may be changed.
type SysctlWriter interface {
	// May says whether a setting could be set now, without changing it. It asks the
	// kernel, so that Set would get the same answer.
	May(ctx context.Context, s Setting) CanSet
	// Set makes one change with one write, if the setting still has the old value. Then
	// it reads the new value back.
	Set(ctx context.Context, c Change) SetResult
}

// Change is a setting with the value that the user saw and the chosen new value.
type Change struct {
	Setting  Setting
	NetNS    uint32 // the network namespace to set it in; 0: the one that berth is in
	Old, New string
}

// Undo is the change that restores the old value.
func (c Change) Undo() Change {
	c.Old, c.New = c.New, c.Old
	return c
}

// CanSet is whether a setting could be set, and what it is now.
type CanSet struct {
	OK    bool
	Why   safe.Text // if not OK: what is missing, in words
	Now   string    // the present value as the kernel writes it, with single spaces: only digits, commas and dashes
	Known bool      // Now could be read
	Where Where
}

// Where is the part of the machine that a setting acts on.
type Where struct {
	Scope Scope
	NetNS uint32 // inode of the network namespace that it is set from; 0 if it could not be read
}

// Words say where: "network namespace 4026531840, berth's own".
func (w Where) Words() safe.Text {
	if w.Scope == OfMachine {
		return safe.Say("the whole machine, every network namespace")
	}
	if w.NetNS == 0 {
		return safe.Say("berth's own network namespace")
	}
	return safe.Format("network namespace %d, berth's own", w.NetNS)
}

// SetResult is the result of a change.
type SetResult struct {
	Done  bool      // the new value was written, and read back
	Wrote bool      // something was written; if not Done, Now is the result
	Why   safe.Text // why it is not Done
	Now   string    // the present value, as in CanSet
	Known bool      // Now could be read
}
