package sysctl

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
)

// maxValue is the longest value that a single write(2) sets completely. A longer value would
// take effect page by page, so that for a moment only a part would be set.
const maxValue = 4095

// Writer sets the settings below sys in a proc file system. Whichever proc file system is
// used, the kernel applies them to the network namespace of the calling process, which is
// berth's. A Writer has no state and is safe for concurrent use.
type Writer struct{ root string }

// OpenWriter returns a Writer for the proc file system at root.
func OpenWriter(root string) Writer { return Writer{root} }

// errNotASetting means that the file is not a sysctl file.
var errNotASetting = errors.New("not a setting file of the kernel")

// May reports whether a setting can be set. The kernel checks permissions when the file is
// opened for writing; opening changes nothing.
func (t Writer) May(_ context.Context, s model.Setting) model.CanSet {
	if !s.Listed() {
		return model.CanSet{Why: unlisted}
	}
	p := model.CanSet{Where: model.Where{Scope: s.Scope(), NetNS: t.netns()}}
	p.Now, p.Known = t.now(s)
	fd, err := t.open(s)
	if err != nil {
		p.Why = t.refusal(s, err)
		return p
	}
	unix.Close(fd)
	p.OK = true
	return p
}

// Set sets a setting if it still has the old value. Another process may set it between the
// comparison and the write; the kernel has no atomic compare-and-set for settings.
func (t Writer) Set(ctx context.Context, c model.Change) (done model.SetResult) {
	if !c.Setting.Listed() {
		return model.SetResult{Why: unlisted}
	}
	defer func() { done.Now, done.Known = t.now(c.Setting) }()
	value, why := t.normalise(c)
	if !why.Empty() {
		return model.SetResult{Why: why}
	}
	fd, err := t.open(c.Setting)
	if err != nil {
		return model.SetResult{Why: t.refusal(c.Setting, err)}
	}
	defer unix.Close(fd)
	switch now, known := t.now(c.Setting); {
	case !known:
		return model.SetResult{Why: safe.Say("its value cannot be read; nothing was written")}
	case !c.Setting.Same(now, c.Old):
		return model.SetResult{Why: changedMeanwhile(now, c.Old)}
	case ctx.Err() != nil:
		return model.SetResult{Why: safe.Say("interrupted; nothing was written")}
	}
	text := []byte(value + "\n")
	n, err := unix.Write(fd, text)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ERANGE) {
		return model.SetResult{Why: safe.Format("the kernel refuses %s", quoted(value))}
	}
	if err != nil {
		return model.SetResult{Why: t.refusal(c.Setting, err)}
	}
	return t.verify(c.Setting, value, n == len(text))
}

// verify reads a setting back after it was written.
func (t Writer) verify(s model.Setting, value string, whole bool) model.SetResult {
	now, known := t.now(s)
	switch {
	case !known:
		return model.SetResult{Wrote: true, Why: safe.Say("it was written but cannot be read back")}
	case !whole || !s.Same(now, value):
		return model.SetResult{Wrote: true, Why: safe.Format("it was written, but reads as %s", quoted(now))}
	}
	return model.SetResult{Done: true, Wrote: true}
}

// normalise returns the value of a change in the form to write, or why it must not be written.
func (t Writer) normalise(c model.Change) (value string, why safe.Text) {
	value, ok := c.Setting.Norm(c.New)
	switch {
	case !ok:
		return "", safe.Format("%s is not a value of %s", quoted(c.New), c.Setting.Name())
	case c.Setting.Same(c.Old, c.New):
		return "", safe.Format("it is already %s", quoted(c.Old))
	case len(value) >= maxValue:
		return "", safe.Say("longer than the kernel accepts in one write")
	case c.NetNS != 0 && c.NetNS != t.netns():
		return "", otherNamespace(c.NetNS)
	}
	return value, safe.Text{}
}

// open opens a setting for writing. It accepts only a file of the kernel: no symbolic link,
// and no other file mounted over the setting.
func (t Writer) open(s model.Setting) (fd int, err error) {
	fd, err = unix.Open(t.path(s), unix.O_WRONLY|unix.O_NOFOLLOW|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	var on unix.Statfs_t
	if err := unix.Fstatfs(fd, &on); err != nil || on.Type != unix.PROC_SUPER_MAGIC {
		unix.Close(fd)
		return -1, errNotASetting
	}
	return fd, nil
}

func (t Writer) path(s model.Setting) string { return Open(t.root).path(s.Name().String()) }

// now reads a setting. It returns false if the text cannot be the value of any setting.
func (t Writer) now(s model.Setting) (string, bool) {
	r := Open(t.root)
	text, err := r.text(r.path(s.Name().String()), usualBuffer)
	if err != nil || len(text) == 0 || strings.Trim(string(text), "0123456789,- \t\n") != "" {
		return "", false
	}
	return strings.Join(strings.Fields(string(text)), " "), true
}

// netns is the inode of the network namespace of berth, or 0 if it cannot be read.
func (t Writer) netns() uint32 {
	var at unix.Stat_t
	if err := unix.Stat(t.root+"/self/ns/net", &at); err != nil {
		return 0
	}
	return uint32(at.Ino)
}
