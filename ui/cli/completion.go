package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// shells are the shells with a completion script.
var shells = []struct {
	name  string
	write func(*cobra.Command, io.Writer) error
}{
	{"bash", func(root *cobra.Command, to io.Writer) error { return root.GenBashCompletionV2(to, true) }},
	{"zsh", (*cobra.Command).GenZshCompletion},
	{"fish", func(root *cobra.Command, to io.Writer) error { return root.GenFishCompletion(to, true) }},
}

func shellNames() []string {
	names := make([]string, len(shells))
	for i, s := range shells {
		names[i] = s.name
	}
	return names
}

func newCompletion(*deps) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "print the completion script for a shell",
		Long: "completion prints the completion script of berth for a shell: " + strings.Join(shellNames(), ", ") + ". The shell reads it at every\n" +
			"start if it is installed with the system's completions; bash needs the package bash-completion.",
		Example: "  source <(berth completion bash)\n" +
			"  berth completion bash > /etc/bash_completion.d/berth\n" +
			"  berth completion zsh > \"${fpath[1]}/_berth\"\n" +
			"  berth completion fish > ~/.config/fish/completions/berth.fish",
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(_ *cobra.Command, words []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(words) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return shellNames(), cobra.ShellCompDirectiveNoFileComp
		},
		Args: func(_ *cobra.Command, words []string) error {
			if len(words) != 1 {
				return usage(errors.New("completion needs the name of a shell: one of " + strings.Join(shellNames(), ", ")))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, words []string) error {
			for _, s := range shells {
				if s.name == words[0] {
					return s.write(cmd.Root(), cmd.OutOrStdout())
				}
			}
			return usage(fmt.Errorf("unknown shell %q; expected one of %s", words[0], strings.Join(shellNames(), ", ")))
		},
	}
}

// newHelp replaces the help command of cobra.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:                   "help [COMMAND]",
		Short:                 "show the help of a command",
		Long:                  "help shows the help of a command, as its flag --help does.",
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(cmd *cobra.Command, words []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(words) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, sub := range cmd.Root().Commands() {
				if sub.IsAvailableCommand() {
					names = append(names, sub.Name()+"\t"+sub.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			sub, rest, err := cmd.Root().Find(words)
			if err != nil || len(rest) > 0 {
				var names []string
				for _, known := range cmd.Root().Commands() {
					if known.IsAvailableCommand() {
						names = append(names, known.Name())
					}
				}
				return unknownWord("command", strings.Join(words, " "), names)
			}
			help(sub, nil)
			return nil
		},
	}
}
