package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"berth/model"
	"berth/ui/cli"
)

func TestEveryCommandHasAPageWithItsFlags(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "man1")
	if err := write(directory); err != nil {
		t.Fatal(err)
	}
	for page, want := range map[string]string{"berth.1": model.Sight, "berth-list.1": "listening"} {
		text, err := os.ReadFile(filepath.Join(directory, page))
		if err != nil || !strings.Contains(strings.ReplaceAll(string(text), `\-`, "-"), want) {
			t.Errorf("%s does not speak of %s: %v", page, want, err)
		}
	}
	for _, command := range cli.Command().Commands() {
		if info, err := os.Stat(filepath.Join(directory, "berth-"+command.Name()+".1")); err != nil || info.Size() == 0 {
			t.Errorf("no page of %s: %v", command.Name(), err)
		}
	}
}

func TestDirectoryThatCannotBeMadeIsAnError(t *testing.T) {
	if err := write(filepath.Join(os.DevNull, "man")); err == nil {
		t.Error("no error")
	}
}
