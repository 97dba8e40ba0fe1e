package dash

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"berth/ui/dash/cells"
	"berth/ui/theme"
)

// piece is a part of a line. If the line is too narrow, pieces with the highest
// rank are removed first; those of rank 0 stay.
type piece struct {
	text string
	tone theme.Tone
	rank int
}

// spread draws pieces from the left and the right edge of a line, two cells apart.
func spread(th *theme.Theme, width int, left, right []piece) string {
	const between = "  "
	for {
		l, r := paint(th, left, between), paint(th, right, between)
		lw, rw := ansi.StringWidth(l), ansi.StringWidth(r)
		if lw+rw+3 <= width || rw == 0 && lw < width {
			if r == "" {
				return " " + cells.Clip(l, width-1)
			}
			return " " + l + strings.Repeat(" ", max(width-lw-rw-1, 0)) + r
		}
		if !dropPiece(&left, &right) {
			return " " + cells.Clip(l, width-1)
		}
	}
}

func paint(th *theme.Theme, pieces []piece, between string) string {
	parts := make([]string, 0, len(pieces))
	for _, p := range pieces {
		if p.text != "" {
			parts = append(parts, th.Paint(p.tone, th.Text(p.text)))
		}
	}
	return strings.Join(parts, between)
}

// dropPiece removes the piece with the highest rank; it returns false if all are 0.
func dropPiece(sides ...*[]piece) bool {
	var side *[]piece
	at, rank := 0, 0
	for _, s := range sides {
		for i, p := range *s {
			if p.rank >= rank && p.rank > 0 {
				side, at, rank = s, i, p.rank
			}
		}
	}
	if side == nil {
		return false
	}
	*side = append((*side)[:at:at], (*side)[at+1:]...)
	return true
}
