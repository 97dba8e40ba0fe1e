package procfs

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// Flags from include/linux/sched.h.
const (
	Exiting = 0x00000004 // PF_EXITING
	Kthread = 0x00200000 // PF_KTHREAD
)

// Hertz is USER_HZ, the number of clock ticks per second in the kernel's texts: 100 on every
// architecture that Go supports.
const Hertz = 100

// Stat contains the fields of /proc/PID/stat that berth uses (proc_pid_stat(5)).
type Stat struct {
	PID    int32
	Comm   string // not sanitised
	State  byte
	Parent int32
	Flags  uint64
	Start  uint64 // clock ticks since boot
	Code   string // memory addresses of the program and its stack; "0 0" without permission to trace the process
}

// Ended reports whether a process has ended and only waits for its parent to collect its status.
func (s *Stat) Ended() bool { return s.State == 'Z' || s.State == 'X' || s.State == 'x' }

// Fields after the name, counted from the state (field 3 in proc_pid_stat(5)).
const (
	fieldState  = 0
	fieldParent = 1
	fieldFlags  = 6
	fieldStart  = 19
	fieldCode   = 23
	fieldStack  = 25
	fields      = fieldStack + 1 // number of fields to read
)

// Enough is a buffer size that is sufficient for ParseStat (stat) and EffectiveUser (status).
const Enough = 1024

// ParseStat parses the beginning of a stat file. The name ends at the last parenthesis: it may
// contain newlines and parentheses itself, and the fields after it do not.
func ParseStat(data []byte) (Stat, error) {
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if open < 1 || end < open {
		return Stat{}, errors.New("parse stat: the name is missing")
	}
	var word [fields][]byte
	rest := data[end+1:]
	for i := range word {
		if word[i], rest = next(rest); len(word[i]) == 0 {
			return Stat{}, fmt.Errorf("parse stat: only %d fields after the name", i)
		}
	}
	s := Stat{
		Comm: string(data[open+1 : end]), State: word[fieldState][0],
		Code: string(word[fieldCode]) + " " + string(word[fieldStack]),
	}
	var pid, parent uint64
	for _, f := range []struct {
		text []byte
		bits int
		to   *uint64
	}{
		{bytes.TrimSpace(data[:open]), 31, &pid},
		{word[fieldParent], 31, &parent},
		{word[fieldFlags], 64, &s.Flags},
		{word[fieldStart], 64, &s.Start},
	} {
		n, err := strconv.ParseUint(string(f.text), 10, f.bits)
		if err != nil {
			return Stat{}, err
		}
		*f.to = n
	}
	s.PID, s.Parent = int32(pid), int32(parent)
	return s, nil
}

// next splits off the first word of a line.
func next(line []byte) (word, rest []byte) {
	line = bytes.TrimLeft(line, " \n")
	if end := bytes.IndexAny(line, " \n"); end >= 0 {
		return line[:end], line[end:]
	}
	return line, nil
}

// EffectiveUser parses the effective user id in a status file: the second of the four ids in the
// line that begins with Uid (proc_pid_status(5)).
func EffectiveUser(status []byte) (uint32, error) {
	for line := range bytes.Lines(status) {
		ids, ok := bytes.CutPrefix(line, []byte("Uid:"))
		if !ok {
			continue
		}
		if four := bytes.Fields(ids); len(four) == 4 {
			uid, err := strconv.ParseUint(string(four[1]), 10, 32)
			return uint32(uid), err
		}
		break
	}
	return 0, errors.New("parse status: no line with four user ids")
}
