package model_test

import (
	"testing"

	"berth/model"
)

func TestUnknownFigureSaysWhy(t *testing.T) {
	var k model.Figures
	k[model.AcceptLimit] = model.FigureReading{Reading: model.Reading{Value: 4096, Known: true}}
	k[model.Timestamps] = model.FigureReading{Why: model.NotUnderstood}
	k[model.OrphanLimit] = model.FigureReading{Why: model.NotThere}
	k[model.TWReuseDelay] = model.FigureReading{Why: model.NotThere}
	k[model.Tracked] = model.FigureReading{Why: model.NotAllowed}
	for f, want := range map[model.Figure]string{
		model.AcceptLimit:  "net.core.somaxconn is 4096",
		model.Timestamps:   "net.ipv4.tcp_timestamps n/a: not understood",
		model.OrphanLimit:  "net.ipv4.tcp_max_orphans n/a: not in this network namespace, or not in this kernel",
		model.TWReuseDelay: "net.ipv4.tcp_tw_reuse_delay n/a: not in this kernel",
		model.Tracked:      "net.netfilter.nf_conntrack_count n/a: permission denied",
		model.Opens:        "Tcp ActiveOpens n/a: not read",
	} {
		if got := k.Words(f).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEveryFigureHasItsOwnSource(t *testing.T) {
	var k model.Figures
	seen := map[string]model.Figure{}
	for f := range model.Figure(len(k)) {
		source := f.Source().String()
		if other, twice := seen[source]; twice || source == "" {
			t.Errorf("figure %d is called %q, as figure %d is", f, source, other)
		}
		seen[source] = f
	}
}
