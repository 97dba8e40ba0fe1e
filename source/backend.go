package source

import (
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/tables"
	"berth/source/tables/procnet"
	"berth/source/tables/sockdiag"
)

// ways are the ways to read the sockets, in the order of preference. Another
// backend is another row.
var ways = []tables.Way{
	sockdiag.Way,
	procnet.Way,
}

// openTables opens the way that was asked for by name, and no other. Where none
// was, it is the best that is answered and that tells of the machine of root.
func openTables(root string, chosen model.Backend, ways []tables.Way) (tables.Tables, error) {
	var able []tables.Way
	for _, way := range ways {
		if chosen == model.Auto && (!way.Live || living(root)) || way.Name == chosen.Name() {
			able = append(able, way)
		}
	}
	return tables.First(root, able...)
}

// living reports whether root is the proc file system of a running kernel, and
// not one that somebody has written: netlink would tell of another machine.
func living(root string) bool {
	var st unix.Statfs_t
	return unix.Statfs(root, &st) == nil && st.Type == unix.PROC_SUPER_MAGIC
}
