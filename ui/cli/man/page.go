package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"berth/model"
	"berth/ui/cli"
)

// page is the manual page of a command in man(7), with the texts of its help.
// Paragraphs are filled; examples are unchanged.
func page(cmd *cobra.Command, name, day string) []byte {
	var b strings.Builder
	section := func(title string) { fmt.Fprintf(&b, ".SH %s\n", title) }
	fmt.Fprintf(&b, ".TH %s 1 %s berth berth\n", strings.ToUpper(name), day)
	section("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", text(name), text(cmd.Short))
	section("SYNOPSIS")
	fmt.Fprintf(&b, ".B %s\n", text(cmd.UseLine()))
	section("DESCRIPTION")
	long := cmd.Long
	if long == "" {
		long = cmd.Short
	}
	for i, paragraph := range strings.Split(strings.TrimSpace(long), "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		b.WriteString(text(strings.Join(strings.Fields(paragraph), " ")) + "\n")
	}
	section("OPTIONS")
	for _, l := range cli.FlagLines(cmd.NonInheritedFlags()) {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", text(l[0]), text(l[1]))
	}
	if cmd.Example != "" {
		section("EXAMPLES")
		b.WriteString(".nf\n" + text(cmd.Example) + "\n.fi\n")
	}
	if !cmd.HasParent() {
		section("WITHOUT ROOT")
		b.WriteString("The owners of other users' sockets are hidden. To let berth see them:\n.PP\n.nf\n" + text(model.Sight) + "\n.fi\n.PP\n" +
			"Everyone who can run berth can then see the processes of all users.\n")
	}
	section("SEE ALSO")
	b.WriteString(strings.Join(others(cmd), ",\n") + "\n")
	return []byte(b.String())
}

// others are the other pages.
func others(cmd *cobra.Command) []string {
	if cmd.HasParent() {
		return []string{".BR berth (1)"}
	}
	var pages []string
	for _, sub := range cmd.Commands() {
		pages = append(pages, text("berth-"+sub.Name())+"(1)")
	}
	return pages
}

// text escapes what troff would interpret: backslashes, hyphens that must stay minus
// signs, and a dot or a quote at the start of a line.
func text(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
