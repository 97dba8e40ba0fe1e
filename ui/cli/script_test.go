package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"berth/model"
	"berth/model/safe"
	"berth/model/scene"
)

// TestMain lets scripts run this test binary as berth. Its machine is the file world in
// the directory of the script, in the format of model/scene; later samples are world.1,
// world.2 and so on, if they exist. Environment variables: WIDTH is the width of the
// terminal, FULL makes a full disk, CODE prints the exit code on standard error; for
// others see stage_test.go.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"berth": func() { os.Exit(runScripted()) }})
}

var update = flag.Bool("update", false, "write the output of the program into the scripts")

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata", UpdateScripts: *update, RequireUniqueNames: true,
		// The race detector sleeps a second at every exit, and a script runs many programs.
		Setup: func(e *testscript.Env) error { e.Setenv("GORACE", "atexit_sleep_ms=0"); return nil },
	})
}

// runScripted runs the program on the machine of a script.
func runScripted() int {
	world := new(scriptSampler)
	d := &deps{
		version: "test", stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		open: func(context.Context, model.Backend) (*model.Machine, error) {
			return &model.Machine{Name: "stage", Sampler: world, RightsReader: fakeRights{}, Actor: actor{}, Prober: fakeProber{}}, nil
		},
		dashboard: func(f Flags) int {
			fmt.Printf("dashboard, filter %q\n", f.Filter)
			return 0
		},
	}
	d.width, _ = strconv.Atoi(os.Getenv("WIDTH"))
	if os.Getenv("FULL") != "" {
		d.stdout = fullDisk{}
	}
	d.interactive, d.now = os.Getenv("ASKS") != "", func() time.Time { return scene.Epoch }
	code := d.run(os.Args[1:])
	if os.Getenv("CODE") != "" {
		fmt.Fprintln(os.Stderr, "exit code", code)
	}
	return code
}

// scriptSampler is the machine of a script. A sample has only what was requested, so that
// a script fails if a command forgot to request something.
type scriptSampler struct{ turn int }

func (s *scriptSampler) Sample(_ context.Context, need model.Need) (*model.Snapshot, error) {
	text, err := os.ReadFile("world" + suffix(s.turn))
	if errors.Is(err, fs.ErrNotExist) && s.turn > 0 {
		text, err = os.ReadFile("world" + suffix(s.turn-1))
	} else {
		s.turn++
	}
	if err != nil {
		return nil, err
	}
	n := parseScene(string(text))
	if !need.Has(model.NeedKernel) {
		n.Own().Kernel = model.Kernel{}
	}
	for i := range n.Processes {
		if !need.Has(model.NeedUnits) {
			n.Processes[i].Unit = safe.Text{}
		}
	}
	for i := range n.Sockets {
		if !need.Has(model.NeedOwners) {
			n.Sockets[i].Owner, n.Sockets[i].OwnerCount = model.OwnerResolving, 0
		}
	}
	return n, nil
}

func suffix(turn int) string {
	if turn == 0 {
		return ""
	}
	return "." + strconv.Itoa(turn)
}

// parseScene reads a scene with two more kinds of lines: "gap WHAT: WHY", and "comm PID
// NAME", in which NAME is a Go string literal.
func parseScene(text string) *model.Snapshot {
	var plain strings.Builder
	var gaps []model.Gap
	names := map[string]string{}
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "gap":
			what, why, _ := strings.Cut(rest, ": ")
			gaps = append(gaps, model.Gap{What: safe.Sanitise(what), Why: safe.Sanitise(why)})
		case "comm":
			pid, name, _ := strings.Cut(rest, " ")
			raw, err := strconv.Unquote(name)
			if err != nil {
				panic(err)
			}
			names[pid] = raw
		default:
			plain.WriteString(line)
		}
	}
	n := scene.New(plain.String())
	n.Gaps, n.Host.Name, n.Host.User = gaps, safe.Say("stage"), safe.Say("alice")
	for i := range n.Processes {
		if name, ok := names[strconv.Itoa(int(n.Processes[i].ID.PID))]; ok {
			n.Processes[i].Name = safe.Sanitise(name)
		}
	}
	return n
}
