package sysctl

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
)

// oneWrite is the longest value that one write(2) sets whole. Of more than a page
// the kernel takes a page and adds the rest to it with the next write, so that
// for a while a part would be set.
const oneWrite = 4095

// Writer sets what stands below sys in a proc file system. The kernel shows each
// process the settings of its own network namespace there, whichever proc file
// system it is, so they are berth's. A Tuner holds no state and is safe for
// several goroutines.
type Writer struct{ root string }

// OpenTuner makes a Tuner over the proc file system at root.
func OpenTuner(root string) Writer { return Writer{root} }

// errForeign is what stands in the place of a setting and is none.
var errForeign = errors.New("what stands there is no setting of the kernel")

// May implements model.Tuner. The kernel judges when a setting is opened for
// writing, and opening changes nothing.
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

// Set implements model.Tuner. Between the comparison and the write another one
// may set it, too; the kernel has nothing that compares and sets in one.
func (t Writer) Set(ctx context.Context, c model.Change) (done model.SetResult) {
	if !c.Setting.Listed() {
		return model.SetResult{Why: unlisted}
	}
	defer func() { done.Now, done.Known = t.now(c.Setting) }()
	value, why := t.fit(c)
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
		return model.SetResult{Why: safe.Concat(safe.Say("it is "), quoted(now), safe.Say(" by now, not "), quoted(c.Old), safe.Say("; nothing was written"))}
	case ctx.Err() != nil:
		return model.SetResult{Why: safe.Say("given up; nothing was written")}
	}
	text := []byte(value + "\n")
	n, err := unix.Write(fd, text)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ERANGE) {
		return model.SetResult{Why: safe.Concat(safe.Say("the kernel refuses "), quoted(value))}
	}
	if err != nil {
		return model.SetResult{Why: t.refusal(c.Setting, err)}
	}
	return t.verify(c.Setting, value, n == len(text))
}

// verify reads back what was written.
func (t Writer) verify(s model.Setting, value string, whole bool) model.SetResult {
	now, known := t.now(s)
	switch {
	case !known:
		return model.SetResult{Wrote: true, Why: safe.Say("it was written, and cannot be read back")}
	case !whole || !s.Same(now, value):
		return model.SetResult{Wrote: true, Why: safe.Concat(safe.Say("it was written, but reads as "), quoted(now))}
	}
	return model.SetResult{Done: true, Wrote: true}
}

// fit is the value of a change as it is to be written, or why it must not be.
func (t Writer) fit(c model.Change) (value string, why safe.Text) {
	value, ok := c.Setting.Norm(c.New)
	switch {
	case !ok:
		return "", safe.Concat(quoted(c.New), safe.Say(" is no value of "), c.Setting.Name())
	case c.Setting.Same(c.Old, c.New):
		return "", safe.Concat(safe.Say("it is "), quoted(c.Old), safe.Say(" already"))
	case len(value) >= oneWrite:
		return "", safe.Say("longer than the kernel takes in one write")
	case c.NetNS != 0 && c.NetNS != t.netns():
		return "", safe.Concat(safe.Say("that is network namespace "), safe.Number(c.NetNS),
			safe.Say(", and berth is in another one: run it there (ip netns exec, nsenter -n)"))
	}
	return value, safe.Text{}
}

// open opens a setting for writing. Nothing but the kernel's own file will do:
// no link, and no file that somebody mounted over it.
func (t Writer) open(s model.Setting) (fd int, err error) {
	fd, err = unix.Open(t.path(s), unix.O_WRONLY|unix.O_NOFOLLOW|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	var on unix.Statfs_t
	if err := unix.Fstatfs(fd, &on); err != nil || on.Type != unix.PROC_SUPER_MAGIC {
		unix.Close(fd)
		return -1, errForeign
	}
	return fd, nil
}

func (t Writer) path(s model.Setting) string { return Open(t.root).path(s.Name().String()) }

// now reads a setting; only what could be one of its values is told.
func (t Writer) now(s model.Setting) (string, bool) {
	r := Open(t.root)
	text, err := r.text(r.path(s.Name().String()), usual)
	if err != nil || len(text) == 0 || strings.Trim(string(text), "0123456789,- \t\n") != "" {
		return "", false
	}
	return strings.Join(strings.Fields(string(text)), " "), true
}

// netns is the inode of the network namespace that berth is in; 0 where it
// cannot be read.
func (t Writer) netns() uint32 {
	var at unix.Stat_t
	if err := unix.Stat(t.root+"/self/ns/net", &at); err != nil {
		return 0
	}
	return uint32(at.Ino)
}
