package source

import (
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/tables"
	"berth/source/tables/procnet"
	"berth/source/tables/sockdiag"
)

// backends are the ways to read the sockets, in order of preference. A new backend is a new
// row.
var backends = []tables.Way{
	sockdiag.Way,
	procnet.Way,
}

// openTables opens the chosen backend and no other. If none was chosen, it opens the best
// one that works and that reads the machine of root.
func openTables(root string, chosen model.Backend, backends []tables.Way) (tables.Tables, error) {
	var usable []tables.Way
	for _, way := range backends {
		if chosen == model.Auto && (!way.Live || isLiveProc(root)) || way.Name == chosen.Name() {
			usable = append(usable, way)
		}
	}
	return tables.First(root, usable...)
}

// isLiveProc reports whether root is the proc file system of a running kernel. If it is a copy,
// netlink would describe a different machine.
func isLiveProc(root string) bool {
	var st unix.Statfs_t
	return unix.Statfs(root, &st) == nil && st.Type == unix.PROC_SUPER_MAGIC
}
