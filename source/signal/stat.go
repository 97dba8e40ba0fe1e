package signal

import (
	"golang.org/x/sys/unix"

	"berth/source/procfs"
)

// readStat reads stat through the directory that is held: by its path another
// process may stand there by now.
func readStat(dir int) (procfs.Stat, error) {
	var room [procfs.Enough]byte
	data, err := procfs.Head(dir, "stat", room[:])
	if err != nil {
		return procfs.Stat{}, err
	}
	return procfs.ParseStat(data)
}

// program tells one program from the next that exec puts in its place: PID and
// start time stay. Addresses change with every exec, where they are random and
// may be read; the name and the file are the rest.
type program struct{ comm, exe, code string }

func programOf(dir int, s procfs.Stat) program {
	exe, err := readlinkAt(dir, "exe")
	if err != nil {
		exe = "" // another user's, or a zombie's
	}
	return program{s.Comm, exe, s.Code}
}

func readlinkAt(dir int, name string) (string, error) {
	target := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(dir, name, target)
	if err != nil {
		return "", err
	}
	return string(target[:n]), nil
}
