package follow_test

import (
	"context"
	"fmt"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/follow"
	"berth/model/scene"
)

// machine is a machine that shows one world after another, and repeats the last one. It
// logs what it is asked for.
type machine struct {
	worlds []string
	looks  int
	log    []string // since the last look began

	failed error                       // error of each sample
	unread error                       // error when rights or details are read
	reads  func(context.Context) error // called when a process is read; nil: reads return at once
}

func (m *machine) Sample(ctx context.Context, need model.Need) (*model.Snapshot, error) {
	m.log = []string{"sample"}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	at := m.looks
	m.looks++
	if m.failed != nil {
		return nil, m.failed
	}
	n := scene.New(fmt.Sprintf("at %ds\n%s", at, m.worlds[min(at, len(m.worlds)-1)]))
	n.Took = 12 * time.Millisecond
	return n, nil
}

func (m *machine) read(ctx context.Context, what string, id model.ProcessID) error {
	m.log = append(m.log, fmt.Sprint(what, " ", id.PID))
	if m.reads != nil {
		return m.reads(ctx)
	}
	return m.unread
}

func (m *machine) Rights(ctx context.Context, id model.ProcessID) (model.Rights, error) {
	return model.Rights{UID: 5, Effective: true, File: true}, m.read(ctx, "rights", id)
}

func (m *machine) Detail(ctx context.Context, id model.ProcessID) (*model.Detail, error) {
	if err := m.read(ctx, "detail", id); err != nil {
		return nil, err
	}
	return &model.Detail{Files: model.Reading{Value: 90, Known: true}, MayOpen: model.Reading{Value: 100, Known: true}}, nil
}

// inspector is a machine with an Inspector.
type inspector struct {
	model.Inspector
	of *machine
}

func (i inspector) Detail(ctx context.Context, id model.ProcessID) (*model.Detail, error) {
	return i.of.Detail(ctx, id)
}

// following is a Follower of a machine that has every interface it needs.
func following(m *machine) *follow.Follower {
	return &follow.Follower{Machine: &model.Machine{Sampler: m, RightsReader: m, Inspector: inspector{of: m}}}
}

// every asks for a look each second, with findings.
var every = follow.Request{Need: finding.Needs(), Interval: time.Second, Findings: true}

// last asks for the last of these looks.
var last = follow.Request{Need: finding.Needs(), Interval: time.Second, Findings: true, Last: true}

// low is a host with two processes that hold ports below 1024 and are not root.
const low = "unprivileged 1024\nprocess 640 dnsmasq dnsmasq\nprocess 641 web www\nudp unconn 0.0.0.0:53 by 640 uid=7\ntcp listen 0.0.0.0:80 by 641 uid=7\n"

// leaking are worlds, a second apart, in which two processes never close a socket.
func leaking(base string) (worlds []string) {
	for n := range 8 {
		world := base + "process 813 java app\nprocess 812 java app\n"
		for i := range 3 * n {
			for pid := range 2 {
				world += fmt.Sprintf("tcp close-wait 10.0.0.1:808%d 10.0.9.9:%d by %d\n", pid, 20000+i, 812+pid)
			}
		}
		worlds = append(worlds, world)
	}
	return worlds
}

// rules are the names of the rules that found something.
func rules(l follow.Look) (names []string) {
	for _, f := range l.Report.Findings {
		names = append(names, f.Rule.String())
	}
	return names
}
