package row_test

import (
	"fmt"
	"strings"
	"testing"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

const poolRoom = `
	range 5000-5099
	process 8 curl alice
	process 9 pgbouncer postgres
	tcp estab 10.0.0.1:5000 10.0.0.9:5432 by 8
	tcp estab 10.0.0.1:5002 10.0.0.9:5432 by 9
	tcp estab 10.0.0.1:5004 10.0.0.9:5432 by 9
	tcp time-wait 10.0.0.1:5006 10.0.0.9:5432 by kernel
	tcp estab 10.0.0.1:5000 10.0.0.8:443 by 8
	tcp estab 10.0.0.1:5050 10.0.0.9:443 by 8 drawn=0
	udp established 10.0.0.1:5001 1.1.1.1:53 by 8
	tcp listen 0.0.0.0:80 by 8`

func rowWords(rows []row.PoolRow) string {
	var lines []string
	for _, r := range rows {
		who := r.Opener.Status.Name().String()
		if len(r.Opener.Processes) > 0 {
			who = r.In.Processes[r.Opener.Processes[0]].Name.String()
		}
		lines = append(lines, fmt.Sprintf("%s; %d shown, %s", scene.PoolWords(&r.Pool), len(r.Sockets), who))
	}
	return strings.Join(lines, "\n")
}

func TestRowsOfPools(t *testing.T) {
	m := scene.Moment(poolRoom)
	want := `connect 10.0.0.1 > 10.0.0.8:443: 1 of 99 (1 0 0); 1 shown, curl
connect 10.0.0.1 > 10.0.0.9:5432: 4 of 99 (3 1 0); 4 shown, pgbouncer
bind-first 10.0.0.1 > any: 5 of 100 (4 1 0); 1 shown, curl
udp 0.0.0.0 > any: 1 of 100 (1 0 0); 1 shown, curl`
	rows := row.ByPool(m, nil)
	if got := rowWords(rows); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := rowWords(row.KeepPools(rows)); got != want {
		t.Errorf("kept:\n%s\nwant\n%s", got, want)
	}
}

func TestPoolRowHasTheFiguresOfThePoolAndTheShownSockets(t *testing.T) {
	m := scene.Moment(poolRoom)
	rows := row.ByPool(m, func(c moment.Conn) bool { return c.Socket().State == model.TimeWait })
	want := "connect 10.0.0.1 > 10.0.0.9:5432: 4 of 99 (3 1 0); 1 shown, kernel"
	if got := rowWords(rows); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
