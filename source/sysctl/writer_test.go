package sysctl

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/worlds"
)

// Outside a proc file system nothing is written, whatever the files are.
func TestOnlyFilesOfTheKernelAreWritten(t *testing.T) {
	for _, c := range []struct {
		name, tree, why string
	}{
		{"a file", "-- sys/net/ipv4/tcp_tw_reuse --\n2\n", errNotASetting.Error()},
		{"a link", "-- sys/net/ipv4/tcp_tw_reuse -> victim --\n-- sys/net/ipv4/victim --\n2\n", "it is a symbolic link; berth does not write through links"},
		{"a directory", "-- sys/net/ipv4/tcp_tw_reuse/ --\n", errNotASetting.Error()},
		{"a file for a directory", "-- sys/net/ipv4 --\n2\n", errNotASetting.Error()},
		{"nothing", "-- sys/net/ipv4/ --\n", "this kernel does not have it"},
		{"a pipe", "-- sys/net/ipv4/ --\n", errNotASetting.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := worlds.Proc(t, c.tree)
			if c.name == "a pipe" {
				if err := unix.Mkfifo(filepath.Join(root, "sys/net/ipv4/tcp_tw_reuse"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			writer := OpenWriter(root)
			if may := writer.May(t.Context(), model.SetReuse); may.OK || may.Why.String() != c.why {
				t.Errorf("may: %+v", may)
			}
			result := writer.Set(t.Context(), model.Change{Setting: model.SetReuse, Old: "2", New: "1"})
			if result.Done || result.Wrote || result.Why.String() != c.why {
				t.Errorf("set: %+v", result)
			}
			for _, file := range []string{"sys/net/ipv4/tcp_tw_reuse", "sys/net/ipv4/victim"} {
				if info, err := os.Stat(filepath.Join(root, file)); err != nil || !info.Mode().IsRegular() {
					continue
				}
				if text, err := os.ReadFile(filepath.Join(root, file)); err != nil || string(text) != "2\n" {
					t.Errorf("%s is %q (%v)", file, text, err)
				}
			}
		})
	}
}

// Text from a file mounted there is not shown unless it could be a value.
func TestTextThatCannotBeAValueIsNotShown(t *testing.T) {
	for text, want := range map[string]string{"2\n": "2", "32768\t60999\n": "32768 60999", "\n": "", "": "unknown", "\x1b[2J\n": "unknown", "rm -rf\n": "unknown"} {
		root := worlds.Proc(t, "-- sys/net/ipv4/ --\n")
		if err := os.WriteFile(filepath.Join(root, "sys/net/ipv4/tcp_tw_reuse"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		may := OpenWriter(root).May(t.Context(), model.SetReuse)
		if !may.Known {
			may.Now = "unknown"
		}
		if may.Now != want {
			t.Errorf("%q is %q, want %q", text, may.Now, want)
		}
	}
}

func TestValueThatReadsBackDifferentlyIsNotDone(t *testing.T) {
	writer := OpenWriter(worlds.Proc(t, "-- sys/net/ipv4/tcp_tw_reuse --\n2\n"))
	for _, c := range []struct {
		setting model.Setting
		value   string
		whole   bool
		want    model.SetResult
	}{
		{model.SetReuse, "2", true, model.SetResult{Done: true, Wrote: true}},
		{model.SetReuse, "1", true, model.SetResult{Wrote: true, Why: safe.Say(`it was written, but reads as "2"`)}},
		{model.SetReuse, "2", false, model.SetResult{Wrote: true, Why: safe.Say(`it was written, but reads as "2"`)}},
		{model.SetAcceptLimit, "2", true, model.SetResult{Wrote: true, Why: safe.Say("it was written but cannot be read back")}},
	} {
		if got := writer.verify(c.setting, c.value, c.whole); got != c.want {
			t.Errorf("%s %q: %+v", c.setting.Name(), c.value, got)
		}
	}
}
