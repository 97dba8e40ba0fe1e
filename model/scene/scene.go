// Package scene makes snapshots from a few lines of text, so that a test shows the
// machine it is about:
//
//	at 3s
//	range 32768-60999
//	reserved 40000-40009
//	v6only 0
//	unprivileged 1024
//	drops 17
//	figure 4096 net.core.somaxconn
//	address 10.0.0.1/32
//	device 2 eth0
//	process 812 nginx www-data nginx.service nginx: worker
//	tcp listen 0.0.0.0:80 by 812,813 rx=2 tx=128
//	tcp estab [::ffff:10.0.0.1]:80 10.9.9.9:5000 by 812
//	tcp time-wait 10.0.0.1:80 10.9.9.9:5001 by kernel expires=59000
//	tcp estab 10.0.0.1:40001 10.9.9.9:80 drawn=0
//	udp unconn 0.0.0.0:53 by hidden uid=101
//	tcp listen 0.0.0.0:80 ns=7
//	netns 8
//	range 40000-40009
//	tcp listen 0.0.0.0:80
//
// The lines after a line "netns" belong to that network namespace, until the next such
// line. The first network namespace has the inode 0. One that only sockets name
// (ns=7) has the settings of the first.
//
// The same line makes the same socket in every scene.
package scene

import (
	"fmt"
	"strings"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
	"berth/model/services"
)

// Epoch is the time at which scenes begin; "at" counts from it.
var Epoch = time.Date(2026, 3, 1, 14, 0, 0, 0, time.UTC)

// builder builds a snapshot line by line.
type builder struct {
	*model.Snapshot
	byPID  map[string]uint32
	space  int    // index of the network namespace that lines belong to
	copied []bool // by network namespace: it has no line "netns", and so the settings of the first
}

// New makes a snapshot of a text. It panics at a line that it does not understand: the
// text is part of a test.
func New(text string) *model.Snapshot {
	b := &builder{Snapshot: &model.Snapshot{Taken: Epoch, Services: services.IANA(), Backend: safe.Say("scene")}, byPID: map[string]uint32{}}
	b.spaceOf(0)
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		fact, ok := facts[words[0]]
		if !ok {
			panic("scene: no fact " + line)
		}
		if err := fact(b, words[1:]); err != nil {
			panic(fmt.Sprintf("scene: %s: %v", strings.TrimSpace(line), err))
		}
	}
	b.finish()
	return b.Snapshot
}

// Moment is the first moment of a scene.
func Moment(text string) *moment.Moment {
	return new(moment.Timeline).Next(New(text), time.Second)
}

// Moments are the moments of several scenes, one after another.
func Moments(interval time.Duration, texts ...string) []*moment.Moment {
	var t moment.Timeline
	moments := make([]*moment.Moment, len(texts))
	for i, text := range texts {
		moments[i] = t.Next(New(text), interval)
	}
	return moments
}

// facts are the readers of lines, by the first word of the line.
var facts = map[string]func(b *builder, words []string) error{
	"at":           (*builder).at,
	"range":        (*builder).portRange,
	"reserved":     (*builder).reserved,
	"unprivileged": reading(func(k *model.Kernel) *model.Reading { return &k.Unprivileged }),
	"v6only":       reading(func(k *model.Kernel) *model.Reading { return &k.V6Only }),
	"tw-reuse":     reading(func(k *model.Kernel) *model.Reading { return &k.TWReuse }),
	"tw-delay":     reading(func(k *model.Kernel) *model.Reading { return &k.Figures[model.TWReuseDelay].Reading }),
	"timestamps":   reading(func(k *model.Kernel) *model.Reading { return &k.Figures[model.Timestamps].Reading }),
	"drops":        reading(func(k *model.Kernel) *model.Reading { return &k.ListenDrops }),
	"figure":       (*builder).figure,
	"address":      (*builder).address,
	"device":       (*builder).device,
	"process":      (*builder).process,
	"netns":        (*builder).netns,
	"tcp":          func(b *builder, words []string) error { return b.socket(model.TCP, words) },
	"udp":          func(b *builder, words []string) error { return b.socket(model.UDP, words) },
}
