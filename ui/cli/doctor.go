package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"berth/model/finding"
	"berth/model/follow"
	"berth/model/wire"
	"berth/ui/detail"
)

// samples is the number of samples that doctor takes, so that it can see growth.
const samples = 5

// longestWatch is the longest time that doctor watches.
const longestWatch = time.Hour

func newDoctor(d *deps) *cobra.Command {
	watch, asJSON := 4*time.Second, false
	cmd := &cobra.Command{
		Use:   "doctor [flags]",
		Short: "find problems with the ports of this host, with evidence and remedies",
		Long: "doctor watches the ports of this host for a while and reports problems: pools nearly used up, growing CLOSE-WAIT,\n" +
			"queues that overflow, listeners inside the ephemeral range, limits of the kernel, services that everybody can reach.\n" +
			"Each finding has its figures with their sources, the command that would help, what it changes and what it risks.\n" +
			"It changes nothing.\n\n" +
			"exit codes: 0 nothing found, 1 something found, or failed",
		Example:               "  berth doctor\n  berth doctor --for 30s --json",
		Args:                  cobra.NoArgs,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if watch < 0 || watch > longestWatch {
				return usage(errors.New("--for: expected 0s to 1h"))
			}
			return d.doctor(cmd.Context(), watch, asJSON)
		},
	}
	cmd.Flags().DurationVar(&watch, "for", watch, "how long to watch; 0s takes one sample and cannot see growth (default 4s)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document on one line")
	return cmd
}

func (d *deps) doctor(ctx context.Context, watch time.Duration, asJSON bool) error {
	l, err := d.look(ctx, watch/(samples-1))
	if err != nil {
		return err
	}
	times := samples
	if watch == 0 {
		times = 1
	}
	seen, err := l.examine(ctx, times)
	if err != nil {
		return err
	}
	m, report := seen.Moment, seen.Report
	if asJSON {
		err = wire.Encode(d.stdout, wire.DoctorOf(m, report))
	} else {
		l.notice(m)
		if missing := report.MissingWords(); !missing.Empty() {
			fmt.Fprintln(d.stderr, "berth:", missing)
		}
		err = d.write(findingsText(report, d.width))
	}
	if err == nil && len(report.Findings) > 0 {
		return ended(failed)
	}
	return err
}

// examine takes so many samples, and returns the last one.
func (l *look) examine(ctx context.Context, times int) (seen follow.Look, err error) {
	err = l.repeat(ctx, times, func(turn int) (err error) {
		seen, err = l.follower.Look(ctx, follow.Request{
			Need: finding.Needs(), Interval: l.every, Findings: true, Last: turn+1 == times,
		})
		return err
	})
	return seen, err
}

// The width of the text: at least, at most (longer lines are hard to read), and if the
// width of the terminal is not known.
const (
	leastText = 40
	mostText  = 100
	usualText = 80
)

func findingsText(r finding.Report, width int) string {
	if len(r.Findings) == 0 {
		return fmt.Sprintf("no findings: %d rules were checked\n", len(finding.Rules))
	}
	if width == 0 {
		width = usualText
	}
	width = max(leastText, min(width, mostText))
	var b strings.Builder
	for i, f := range r.Findings {
		if i > 0 {
			b.WriteByte('\n')
		}
		paragraph(&b, width, "", fmt.Sprintf("%s: %s: %s", f.Severity.Name(), f.Title, f.Subject.Words))
		for _, e := range detail.Evidence(f).Facts {
			paragraph(&b, width, "evidence", fmt.Sprintf("%s: %s", e.Label, e.Value))
		}
		if f.Whole {
			paragraph(&b, width, "since", f.Since.Format(time.DateTime))
		}
		for _, a := range detail.Advice(f).Facts {
			if a.Value == f.Advice.Command { // a command is never wrapped, because users copy it
				fmt.Fprintf(&b, "  %-8s  %s\n", a.Label, a.Value)
				continue
			}
			paragraph(&b, width, a.Label, a.Value.String())
		}
	}
	return b.String()
}

// paragraph writes text after a label, wrapped at spaces.
func paragraph(b *strings.Builder, width int, label, text string) {
	indent := "            "
	if label == "" {
		indent = ""
	}
	for i, line := range strings.Split(ansi.Wordwrap(text, width-len(indent), ""), "\n") {
		if i == 0 && label != "" {
			fmt.Fprintf(b, "  %-8s  %s\n", label, line)
			continue
		}
		b.WriteString(indent + line + "\n")
	}
}
