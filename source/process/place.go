package process

import (
	"slices"
	"strings"

	"berth/model/safe"
)

// placeLimit is the longest name of a unit that is kept; NAME_MAX is 255.
const placeLimit = 256

// boxDigits is how much of a container id people look at.
const boxDigits = 12

// group is a line of a cgroup file: where a process stands in one hierarchy.
type group struct {
	hierarchy, controllers, path string
}

// groupsOf reads a cgroup file (cgroups(7)); lines that make no sense are left out.
func groupsOf(text string) (groups []group) {
	for line := range strings.Lines(text) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), ":", 3)
		if len(parts) == 3 {
			groups = append(groups, group{parts[0], parts[1], parts[2]})
		}
	}
	return groups
}

// placeOf finds the systemd unit and the container in the cgroup file of a
// process. The unified hierarchy (version 2, number 0) and systemd's own of
// version 1 tell units; the controllers of version 1 may still tell a container.
func placeOf(text string) (unit, box safe.Text) {
	groups := groupsOf(text)
	slices.SortStableFunc(groups, func(a, b group) int { return a.rank() - b.rank() })
	for _, g := range groups {
		u, b := placeIn(g.path)
		if unit.Empty() && g.rank() < 2 {
			unit = safe.Sanitise(u).Cut(placeLimit)
		}
		if box.Empty() {
			box = safe.Sanitise(b).Cut(placeLimit)
		}
	}
	return unit, box
}

func (g group) rank() int {
	switch {
	case slices.Contains(strings.Split(g.controllers, ","), "name=systemd"):
		return 0
	case g.hierarchy == "0":
		return 1
	}
	return 2
}

// placeIn finds the innermost unit and the innermost container of a path. The
// scope that holds a container is no unit of its own, and the units around it
// are those of the host, not of the process.
func placeIn(path string) (unit, box string) {
	parts := strings.Split(strings.TrimSuffix(path, " (deleted)"), "/")
	for i, part := range parts {
		id := container(parts[:i], part)
		switch {
		case id != "":
			unit, box = "", id
		case strings.HasSuffix(part, ".service"), strings.HasSuffix(part, ".scope"):
			unit = part
		}
	}
	return unit, box
}

// container is what a part of a path says of a container: the first digits of
// its id, or the name where it is of LXC, else nothing. Parents are the parts
// before it.
//
//	docker-<id>.scope  cri-containerd-<id>.scope  crio-<id>.scope  libpod-<id>.scope
//	docker/<id>  kubepods/burstable/pod<uid>/<id>  kubepods-pod<uid>.slice:cri-containerd:<id>
//	lxc/<name>  lxc.payload/<name>  lxc.payload.<name>
func container(parents []string, part string) string {
	if name, ok := strings.CutPrefix(part, "lxc.payload."); ok {
		return name
	}
	if len(parents) > 0 {
		if last := parents[len(parents)-1]; last == "lxc" || last == "lxc.payload" {
			return part
		}
	}
	name := strings.TrimSuffix(part, ".scope")
	kind, id := "", name
	if cut := strings.LastIndexAny(name, "-:"); cut >= 0 {
		kind, id = name[:cut], name[cut+1:]
	}
	// conmon watches over a container of podman or CRI-O from outside.
	if !hex64(id) || strings.HasSuffix(kind, "conmon") {
		return ""
	}
	return id[:boxDigits]
}

func hex64(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
