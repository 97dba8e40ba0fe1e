package sysctl

import (
	"errors"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
)

// unlisted is the refusal for a number that is not a setting.
var unlisted = safe.Say("not a setting that berth can change")

// refusals explain the errors of opening a setting.
var refusals = []struct {
	errno error
	why   func(Writer, model.Setting) safe.Text
}{
	{unix.EACCES, Writer.denied},
	{unix.EPERM, Writer.denied},
	{unix.EROFS, always(safe.Say("/proc/sys is mounted read-only here, as it is in most containers"))},
	{unix.ENOENT, Writer.missing},
	{unix.ELOOP, always(safe.Say("it is a symbolic link; berth does not write through links"))},
	{unix.ENOTDIR, notASetting}, {unix.EISDIR, notASetting}, {unix.ENXIO, notASetting}, {errNotASetting, notASetting},
}

var notASetting = func(Writer, model.Setting) safe.Text { return safe.Sanitise(errNotASetting.Error()) }

func always(words safe.Text) func(Writer, model.Setting) safe.Text {
	return func(Writer, model.Setting) safe.Text { return words }
}

// refusal explains why a setting cannot be set.
func (t Writer) refusal(s model.Setting, err error) safe.Text {
	for _, r := range refusals {
		if errors.Is(err, r.errno) {
			return r.why(t, s)
		}
	}
	return safe.Sanitise(err.Error())
}

// denied distinguishes a missing right from a setting that cannot be set here at all. In
// other network namespaces the kernel shows some settings of the whole machine without
// write permission (nf_conntrack_max).
func (t Writer) denied(s model.Setting) safe.Text {
	var file unix.Stat_t
	switch err := unix.Stat(t.path(s), &file); {
	case err == nil && file.Mode&0o222 == 0 && s.Scope() == model.OfMachine:
		return safe.Say("it is one value for the whole machine; only the first network namespace may set it")
	case err == nil && file.Mode&0o222 == 0:
		return safe.Say("the kernel does not allow setting it in this network namespace")
	case s.Scope() == model.OfMachine:
		return safe.Say("needs root")
	case unix.Geteuid() == 0:
		return safe.Say("uid 0 is not enough here: needs CAP_NET_ADMIN in the user namespace that owns this network namespace")
	}
	return safe.Say("needs root or CAP_NET_ADMIN in the user namespace that owns this network namespace")
}

func (t Writer) missing(s model.Setting) safe.Text {
	if s.Scope() == model.OfMachine {
		return safe.Say("it is one value for the whole machine; only the first network namespace shows it, or this kernel does not have it")
	}
	return safe.Say("this kernel does not have it")
}
