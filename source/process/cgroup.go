package process

import (
	"slices"
	"strings"

	"berth/model/safe"
)

// maxUnitName is the longest unit name that is kept; NAME_MAX is 255.
const maxUnitName = 256

// containerDigits is the usual length of a shortened container id.
const containerDigits = 12

// group is one line of a cgroup file: the cgroup of a process in one hierarchy.
type group struct {
	hierarchy, controllers, path string
}

// groupsOf parses a cgroup file (cgroups(7)). It skips malformed lines.
func groupsOf(text string) (groups []group) {
	for line := range strings.Lines(text) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), ":", 3)
		if len(parts) == 3 {
			groups = append(groups, group{parts[0], parts[1], parts[2]})
		}
	}
	return groups
}

// unitAndContainer returns the systemd unit and the container in the cgroup file of a process.
// Units come from the unified hierarchy (version 2, number 0) and from systemd's own
// hierarchy of version 1. Containers may also come from the controllers of version 1.
func unitAndContainer(text string) (unit, container safe.Text) {
	groups := groupsOf(text)
	slices.SortStableFunc(groups, func(a, b group) int { return a.priority() - b.priority() })
	for _, g := range groups {
		u, b := innermost(g.path)
		if unit.Empty() && g.priority() < 2 {
			unit = safe.Sanitise(u).Cut(maxUnitName)
		}
		if container.Empty() {
			container = safe.Sanitise(b).Cut(maxUnitName)
		}
	}
	return unit, container
}

func (g group) priority() int {
	switch {
	case slices.Contains(strings.Split(g.controllers, ","), "name=systemd"):
		return 0
	case g.hierarchy == "0":
		return 1
	}
	return 2
}

// innermost returns the innermost unit and the innermost container of a path. The scope
// around a container does not count as a unit, and the units outside the container belong
// to the host, not to the process.
func innermost(path string) (unit, container string) {
	parts := strings.Split(strings.TrimSuffix(path, " (deleted)"), "/")
	for i, part := range parts {
		id := containerIn(parts[:i], part)
		switch {
		case id != "":
			unit, container = "", id
		case strings.HasSuffix(part, ".service"), strings.HasSuffix(part, ".scope"):
			unit = part
		}
	}
	return unit, container
}

// containerIn returns the container that a part of a path names: the first digits of its id,
// or its name for LXC, or "". Parents are the parts before it.
//
//	docker-<id>.scope  cri-containerd-<id>.scope  crio-<id>.scope  libpod-<id>.scope
//	docker/<id>  kubepods/burstable/pod<uid>/<id>  kubepods-pod<uid>.slice:cri-containerd:<id>
//	lxc/<name>  lxc.payload/<name>  lxc.payload.<name>
func containerIn(parents []string, part string) string {
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
	// conmon monitors a container of podman or CRI-O from outside.
	if !hex64(id) || strings.HasSuffix(kind, "conmon") {
		return ""
	}
	return id[:containerDigits]
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
