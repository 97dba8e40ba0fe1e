package signal

import (
	"golang.org/x/sys/unix"

	"berth/source/procfs"
)

// readStat reads stat through the open directory. Its path may belong to another process
// by now.
func readStat(dir int) (procfs.Stat, error) {
	var buffer [procfs.Enough]byte
	data, err := procfs.Head(dir, "stat", buffer[:])
	if err != nil {
		return procfs.Stat{}, err
	}
	return procfs.ParseStat(data)
}

// program identifies the program that a process runs: exec changes it, but neither the
// PID nor the start time. The code addresses differ after every exec if they are random
// and readable; otherwise only the name and the file can differ.
type program struct{ comm, exe, code string }

func programOf(dir int, s procfs.Stat) program {
	exe, err := readlinkAt(dir, "exe")
	if err != nil {
		exe = "" // the process belongs to another user, or is a zombie
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
