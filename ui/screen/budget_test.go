package screen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// dashboard is a screen of 200x60: three lines above a table of 55 rows, and two
// below it.
type dashboard struct {
	seconds int
	rows    []string
	next    int
	random  *rand.Rand
}

const wide, tall, body = 200, 60, 55

func newDashboard() *dashboard {
	d := &dashboard{random: rand.New(rand.NewPCG(1, 2))}
	for range body {
		d.rows = append(d.rows, d.row())
	}
	return d
}

// row is a connection; high numbers are coloured.
func (d *dashboard) row() string {
	d.next++
	names := []string{"nginx", "postgres", "sshd", "node", "プロセス名", "java"}
	return fmt.Sprintf(" tcp   \x1b[1m%5d\x1b[0m  %-16s %-28s \x1b[32m%-9s\x1b[0m %-28s %8d %8d %8d   %-20s %-12s %6d",
		1024+d.next, names[d.next%6], fmt.Sprintf("10.0.%d.%d:%d", d.next%7, d.next%251, 1024+d.next), "ESTAB",
		fmt.Sprintf("192.168.%d.%d:%d", d.next%5, d.next%241, 20000+d.next*7), d.next%9, d.next*3%1000, 0, "pool-"+fmt.Sprint(d.next), "www-data", 10000+d.next)
}

// second is the frame of the next second.
func (d *dashboard) second() []string {
	d.seconds++
	lines := []string{
		fmt.Sprintf(" \x1b[1;36mberth\x1b[0m  web-01  root%s\x1b[2m14:%02d:%02d\x1b[0m", strings.Repeat(" ", 170), d.seconds/60, d.seconds%60),
		" EPHEMERAL  32768-60999   tcp " + strings.Repeat("█", 12) + strings.Repeat("░", 14),
		"\x1b[1;4m PROTO  PORT  SERVICE" + strings.Repeat(" ", 179) + "\x1b[0m",
	}
	lines = append(lines, d.rows...)
	return append(lines, "", " \x1b[1;36m/\x1b[0m filter  \x1b[1;36mTab\x1b[0m pane")
}

// busy changes two numbers in a tenth of the rows.
func (d *dashboard) busy() {
	for _, y := range d.random.Perm(body)[:body/10] {
		row := []byte(d.rows[y])
		for _, at := range []int{len(row) - 1, strings.Index(d.rows[y], " 192.168.") + 33} {
			row[at] = '0' + byte(d.random.IntN(10))
		}
		d.rows[y] = string(row)
	}
}

// patterns are kinds of changes in a second, and the bytes that each may cost.
var patterns = []struct {
	name   string
	change func(*dashboard)
	most   int
}{
	{"only the clock", func(*dashboard) {}, 60},
	{"two cells in 10 % of the rows", (*dashboard).busy, 400},
	{"a row inserted on top", func(d *dashboard) { d.busy(); d.rows = slices.Insert(d.rows, 0, d.row())[:body] }, 2000},
	{"a row inserted in the middle", func(d *dashboard) { d.busy(); d.rows = slices.Insert(d.rows, 30, d.row())[:body] }, 2000},
	{"scrolled by three rows", func(d *dashboard) { d.rows = append(d.rows[3:], d.row(), d.row(), d.row()) }, 2000},
	{"all rows shuffled", func(d *dashboard) {
		d.random.Shuffle(body, func(i, j int) { d.rows[i], d.rows[j] = d.rows[j], d.rows[i] })
	}, 16500},
}

func TestBytesStayWithinTheirBudget(t *testing.T) {
	t.Logf("200x60, bytes a second")
	for _, p := range patterns {
		synctest.Test(t, func(t *testing.T) {
			d := newDashboard()
			s, out := open(false)
			sent := 0
			const seconds = 20
			for n := range seconds + 1 {
				show(s, d.second()...)
				if got := len(out.take()); n > 0 {
					sent += got
				}
				<-time.After(time.Second)
				p.change(d)
			}
			t.Logf("%-32s %6d", p.name, sent/seconds)
			if sent/seconds > p.most {
				t.Errorf("%s: %d bytes a second, want %d at most", p.name, sent/seconds, p.most)
			}
		})
	}
}

func BenchmarkDiff(b *testing.B) {
	for _, p := range patterns {
		d := newDashboard()
		var frames [][][]byte
		for range 16 {
			var lines [][]byte
			for _, line := range d.second() {
				lines = append(lines, []byte(line))
			}
			frames = append(frames, lines)
			p.change(d)
		}
		b.Run(strings.ReplaceAll(p.name, " ", "-"), func(b *testing.B) {
			var differ differ
			sent := 0
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sent += len(differ.diff(frames[i%len(frames)]))
			}
			b.ReportMetric(float64(sent)/float64(b.N), "B/frame")
		})
	}
}
