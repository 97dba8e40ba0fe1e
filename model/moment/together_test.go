package moment_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

// While the dashboard makes the rows of one moment the next is counted: what both
// use again must not be the same.
func TestRowsAreMadeWhileTheNextMomentIsCounted(t *testing.T) {
	text := strings.Builder{}
	text.WriteString("range 30000-60000\n")
	for i := range 300 { // those that are bound alone have a pool of their source
		fmt.Fprintf(&text, "tcp listen 0.0.0.0:%d\ntcp bound 10.0.0.1:%d\ntcp estab 10.0.0.1:%d 10.0.0.9:80\n", 1000+i, 30000+i, 40000+i)
	}
	shown, next := scene.Moment(text.String()), scene.Moment(text.String()).Snapshot
	counted := make(chan struct{})
	go func() {
		defer close(counted)
		var line moment.Timeline
		for range 200 {
			line.Next(next, time.Second)
		}
	}()
	for turn := 0; ; turn++ {
		sockets := 0
		for _, r := range row.ByState(shown, nil) {
			sockets += len(r.Sockets)
		}
		if ports := len(row.ByPort(shown, nil)); ports != 300 || sockets != 900 {
			t.Fatalf("turn %d: %d ports and %d sockets, want 300 and 900", turn, ports, sockets)
		}
		select {
		case <-counted:
			return
		default:
		}
	}
}
