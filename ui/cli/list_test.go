package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"berth/model"
	"berth/model/scene"
	"berth/ui/table"
)

// recordingSampler is a machine that only records what is requested.
type recordingSampler struct {
	need  model.Need
	asked bool
	scene string
}

func (n *recordingSampler) Sample(_ context.Context, need model.Need) (*model.Snapshot, error) {
	n.need, n.asked = need, true
	return scene.New(n.scene), nil
}

// on runs the program on a machine.
func on(s model.Sampler, args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	d := &deps{stdout: &out, stderr: &err, open: func(context.Context, model.Backend) (*model.Machine, error) {
		return &model.Machine{Sampler: s}, nil
	}}
	return d.run(args), out.String(), err.String()
}

func TestOnlyWhatIsRequestedIsSampled(t *testing.T) {
	for args, want := range map[string]model.Need{
		"list -o local,state":               0,
		"list":                              model.NeedOwners,
		"list -o local unit=a":              model.NeedOwners | model.NeedUnits,
		"list -o local --sort dir":          model.NeedKernel,
		"list -o local autobound":           model.NeedKernel | model.NeedDrawn,
		"list -o unit":                      model.NeedOwners | model.NeedUnits,
		"list --json":                       model.NeedAll&^model.NeedHost | model.NeedFlows | model.NeedDevices,
		"list --by port -o port,conns":      0,
		"list --by state -o state --json":   0,
		"count state":                       0,
		"count dst process~nginx":           model.NeedOwners,
		"count service":                     model.NeedKernel | model.NeedServices,
		"list --by destination -o dest":     model.NeedKernel | model.NeedDrawn | model.NeedBound,
		"summary":                           model.NeedAll&^model.NeedHost | model.NeedDrawn | model.NeedBound,
		"list -l -t -4 -o local port=22,80": model.OnlyListeners,
		"list -l --by port -o port":         0,
	} {
		var machine recordingSampler
		if code, _, stderr := on(&machine, strings.Fields(args)...); code != 0 || machine.need != want {
			t.Errorf("%s: exit code %d %s, need %b, want %b", args, code, stderr, machine.need, want)
		}
	}
}

func TestHostileFiltersFailQuicklyInOneLine(t *testing.T) {
	for name, words := range map[string][]string{
		"1 MB":                  {strings.Repeat("port=80 or ", 1<<20/11) + "port=80"},
		"1 MB of words":         strings.Fields(strings.Repeat("port=80 ", 1<<20/8)),
		"10,000 parentheses":    {strings.Repeat("(", 10000) + "80" + strings.Repeat(")", 10000)},
		"10,000 nots":           {strings.Repeat("! ", 10000) + "80"},
		"invalid UTF-8":         {"port=\xff\xfe"},
		"unfinished":            {"( port = :443"},
		"a port that is none":   {"port=70000"},
		"a zone":                {"src fe80::1%eth0"},
		"no value":              {"state="},
		"an escape, unfinished": {"\"\x1b[2J"},
	} {
		for _, command := range [][]string{{"list"}, {"count", "state"}, nil} {
			var machine recordingSampler
			code, stdout, stderr := on(&machine, append(command, append([]string{"--"}, words...)...)...)
			if code != 2 || stdout != "" || machine.asked {
				t.Errorf("%s, %v: exit code %d, wrote %q, sampled %v", name, command, code, stdout, machine.asked)
			}
			if !strings.HasPrefix(stderr, "berth: filter, position ") || strings.Count(stderr, "\n") != 1 || len(stderr) > 1000 || strings.ContainsRune(stderr, '\x1b') {
				t.Errorf("%s, %v: %q", name, command, stderr)
			}
		}
	}
}

// broken is a machine that cannot be read.
type broken struct{}

func (broken) Sample(context.Context, model.Need) (*model.Snapshot, error) {
	return nil, errors.New("read /proc/net/tcp: \x1bno")
}

func TestUnreadableMachineIsAnErrorInOneLine(t *testing.T) {
	for _, args := range []string{"list", "list --json", "count state", "summary"} {
		code, stdout, stderr := on(broken{}, strings.Fields(args)...)
		if code != 1 || stdout != "" || stderr != "berth: read /proc/net/tcp: \uFFFDno\n" {
			t.Errorf("%s: exit code %d, wrote %q and %q", args, code, stdout, stderr)
		}
	}
}

// closedPipe is a pipe whose reader has gone, with SIGPIPE ignored.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, fmt.Errorf("write |1: %w", syscall.EPIPE) }

func TestClosedPipeEndsTheCommandSilently(t *testing.T) {
	for _, args := range []string{"list", "list --json --every 1h", "count state", "summary", "--help", "version"} {
		var stderr bytes.Buffer
		d := &deps{stdout: closedPipe{}, stderr: &stderr, open: func(context.Context, model.Backend) (*model.Machine, error) {
			return &model.Machine{Sampler: &recordingSampler{}}, nil
		}}
		if code := d.run(strings.Fields(args)); code != 141 || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, %q", args, code, stderr.String())
		}
	}
}

func TestCSVReadsBackUnchanged(t *testing.T) {
	texts := []string{"plain", `"quoted"`, "a,b", "", "-", "=1+1", "+1", "-1", "@x", "a\ufffdb", " space "}
	p := table.Plain{Columns: []table.Head{{Name: "name"}, {Name: "last"}}}
	for _, text := range texts {
		p.Cells = append(p.Cells, []string{text, "end"})
	}
	var b bytes.Buffer
	if err := writeCSV(&b, p, true); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(records) != len(texts)+1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	for i, text := range texts {
		got := records[i+1][0]
		if strings.TrimPrefix(got, "'") != text || records[i+1][1] != "end" {
			t.Errorf("%q is read back as %q", text, got)
		}
		if formula := len(text) > 1 && strings.ContainsAny(text[:1], "=+-@"); formula != strings.HasPrefix(got, "'") {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}

func TestEveryFieldOfEveryPaneCanBeAColumnAndASortKey(t *testing.T) {
	machine := &recordingSampler{scene: "range 32768-60999\nprocess 9 a root\ntcp listen 0.0.0.0:80 by 9\ntcp estab 10.0.0.1:80 10.0.0.2:5000 by 9\ntcp estab 10.0.0.1:32768 10.0.0.2:443 by 9\nudp unconn 0.0.0.0:53 by hidden\nudp established 10.0.0.1:40000 10.0.0.2:53 by 9"}
	for _, p := range panes {
		for _, name := range p.columns() {
			code, stdout, stderr := on(machine, "list", "--by", p.name(), "-o", name, "--sort", name)
			if lines := strings.Count(stdout, "\n"); code != 0 || lines < 3 {
				t.Errorf("%s of %s: exit code %d, %s, %q", name, p.name(), code, stderr, stdout)
			}
		}
	}
}
