// Command man writes the manual pages of berth, one a command, out of the same
// tree that berth --help reads. It is no part of berth, which needs no troff.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra/doc"

	"berth/ui/cli"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: man DIRECTORY")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "man:", err)
		os.Exit(1)
	}
}

// write makes the pages of section 1 in a directory. They bear the date that
// SOURCE_DATE_EPOCH says, else that of today.
func write(directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	root := cli.Command()
	root.DisableAutoGenTag = true
	return doc.GenManTree(root, &doc.GenManHeader{Title: "BERTH", Section: "1", Source: "berth", Manual: "berth"}, directory)
}
