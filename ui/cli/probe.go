package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"berth/model"
)

// Limits for the time and the number of attempts.
const (
	leastTimeout = time.Millisecond
	mostTimeout  = 10 * time.Minute
	mostCount    = 1000
	pause        = time.Second // between two attempts
)

func newProbe(d *deps) *cobra.Command {
	call := model.ProbeRequest{}
	var udp bool
	count := 1
	cmd := &cobra.Command{
		Use:   "probe HOST:PORT [flags]",
		Short: "test whether an address answers, and time each step",
		Long: "probe resolves a name, connects, does a TLS handshake with --tls, and times each step. A server that speaks\n" +
			"first, such as SSH or SMTP, is read for up to 0.3 s; a server that stays silent is not a failure.\n" +
			"Nothing is sent except the handshake, HEAD / with --http, and one empty datagram with --udp.\n\n" +
			"exit codes: 0 reachable at every attempt, 1 not reachable, or not known",
		Example: "  berth probe example.org:443 --tls --http\n  berth probe 10.0.0.1:5432 --count 5",
		Args:    arguments("HOST:PORT"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if call.Host, call.Port, err = hostOf(args[0]); err != nil {
				return err
			}
			switch {
			case call.Timeout < leastTimeout || call.Timeout > mostTimeout:
				return usage(fmt.Errorf("--timeout %v: expected a time from 1ms to 10m, such as 3s", call.Timeout))
			case count < 1 || count > mostCount:
				return usage(fmt.Errorf("--count %d: expected a number from 1 to %d", count, mostCount))
			case udp && (call.TLS || call.HTTP):
				return usage(errors.New("--udp cannot be used with --tls or --http, which need TCP"))
			case udp:
				call.Proto = model.UDP
			}
			return d.probe(cmd.Context(), call, count)
		},
	}
	cmd.Flags().DurationVar(&call.Timeout, "timeout", 3*time.Second, "time limit of one attempt (default 3s)")
	cmd.Flags().BoolVar(&udp, "udp", false, "use UDP: send one empty datagram and wait for an answer")
	cmd.Flags().BoolVar(&call.TLS, "tls", false, "do a TLS handshake and show the certificate")
	cmd.Flags().BoolVar(&call.HTTP, "http", false, "send HEAD / and show the status")
	cmd.Flags().IntVar(&count, "count", 1, "number of attempts, one each second (default 1)")
	return cmd
}

// hostOf reads HOST:PORT; an IPv6 address must be in brackets.
func hostOf(text string) (string, uint16, error) {
	cut := strings.LastIndexByte(text, ':')
	if cut < 1 {
		return "", 0, usage(fmt.Errorf("%q: expected HOST:PORT, such as example.org:443 or [::1]:80", text))
	}
	host, number := text[:cut], text[cut+1:]
	port, err := number16(number)
	if err != nil {
		return "", 0, usage(fmt.Errorf("%q: port: %w", text, err))
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.ContainsAny(bare, ":%") {
		if len(bare) != len(host)-2 {
			return "", 0, usage(fmt.Errorf("%q: an IPv6 address needs brackets, as in [::1]:80", text))
		}
		_, err := addressOf(bare)
		return bare, port, err
	}
	if bare != host || !named(host) {
		return "", 0, usage(fmt.Errorf("%q: %q is neither an address nor a host name", text, host))
	}
	return host, port, nil
}

// named reports whether a text can be a host name. DNS has no other characters; names
// in /etc/hosts may also have underscores.
func named(host string) bool {
	const most = 253
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host != "" && len(host) <= most && host[0] != '-' && strings.IndexFunc(host, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_')
	}) < 0
}

func (d *deps) probe(ctx context.Context, call model.ProbeRequest, count int) error {
	l, err := d.look(ctx, pause)
	if err != nil {
		return err
	}
	missed := 0
	err = l.repeat(ctx, count, func(int) error {
		e := l.machine.Prober.Probe(ctx, call)
		if !e.Answered {
			missed++
		}
		text := resultText(&e, d.now())
		if e.Exhausted() {
			text += poolText(ctx, l, &e)
		}
		return d.write(text)
	})
	if err != nil {
		return err
	}
	if count > 1 {
		if err := d.write(fmt.Sprintf("%d of %d attempts succeeded\n", count-missed, count)); err != nil {
			return err
		}
	}
	if missed > 0 {
		return ended(failed)
	}
	return nil
}

// poolText says how many ports towards a destination are used, and by which process.
func poolText(ctx context.Context, l *look, e *model.ProbeResult) string {
	m, err := l.moment(ctx, model.NeedOwners|model.NeedKernel)
	if err != nil || m.PoolWords(e).Empty() {
		return ""
	}
	return "  " + m.PoolWords(e).String() + "\n"
}

func resultText(e *model.ProbeResult, now time.Time) string {
	var b strings.Builder
	for _, line := range e.Lines(now) {
		b.WriteString(line.String() + "\n")
	}
	return b.String()
}
