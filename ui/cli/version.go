package cli

import "github.com/spf13/cobra"

func newVersion(d *deps) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version of berth",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return d.write("berth " + d.version + "\n")
		},
	}
}
