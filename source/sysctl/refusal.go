package sysctl

import (
	"errors"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
)

// unlisted is what is said of a number that is no setting.
var unlisted = safe.Say("berth sets no such setting")

// refusals are what the kernel answers when a setting is opened, in words.
var refusals = []struct {
	errno error
	why   func(Writer, model.Setting) safe.Text
}{
	{unix.EACCES, Writer.denied},
	{unix.EPERM, Writer.denied},
	{unix.EROFS, always(safe.Say("/proc/sys is mounted read-only here, as it is in most containers"))},
	{unix.ENOENT, Writer.missing},
	{unix.ELOOP, always(safe.Say("a symbolic link stands there, and berth writes through none"))},
	{unix.ENOTDIR, foreign}, {unix.EISDIR, foreign}, {unix.ENXIO, foreign}, {errForeign, foreign},
}

var foreign = func(Writer, model.Setting) safe.Text { return safe.Sanitise(errForeign.Error()) }

func always(words safe.Text) func(Writer, model.Setting) safe.Text {
	return func(Writer, model.Setting) safe.Text { return words }
}

// refusal says in words why a setting cannot be set.
func (t Writer) refusal(s model.Setting, err error) safe.Text {
	for _, r := range refusals {
		if errors.Is(err, r.errno) {
			return r.why(t, s)
		}
	}
	return safe.Sanitise(err.Error())
}

// denied tells a right that is missing from a setting that nobody may set here:
// the kernel shows those of other namespaces that are the machine's without any
// right to write (nf_conntrack_max).
func (t Writer) denied(s model.Setting) safe.Text {
	var file unix.Stat_t
	switch err := unix.Stat(t.path(s), &file); {
	case err == nil && file.Mode&0o222 == 0 && s.Scope() == model.OfMachine:
		return safe.Say("it is one value for the whole machine, which only the first network namespace may set")
	case err == nil && file.Mode&0o222 == 0:
		return safe.Say("the kernel lets nobody set it in this network namespace")
	case s.Scope() == model.OfMachine:
		return safe.Say("needs root")
	case unix.Geteuid() == 0:
		return safe.Say("uid 0 is not enough here: needs CAP_NET_ADMIN, in the user namespace that owns this network namespace")
	}
	return safe.Say("needs root or CAP_NET_ADMIN, in the user namespace that owns this network namespace")
}

func (t Writer) missing(s model.Setting) safe.Text {
	if s.Scope() == model.OfMachine {
		return safe.Say("it is one value for the whole machine, which only the first network namespace shows, or this kernel has none")
	}
	return safe.Say("this kernel has none")
}

// quoted is a value in a sentence.
func quoted(value string) safe.Text {
	return safe.Concat(safe.Say(`"`), safe.Sanitise(value).Cut(60), safe.Say(`"`))
}
