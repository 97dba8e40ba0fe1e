package procfs

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// Flags of include/linux/sched.h.
const (
	Exiting = 0x00000004 // PF_EXITING
	Kthread = 0x00200000 // PF_KTHREAD
)

// Hertz is USER_HZ, the clock ticks of a second in times that the kernel writes:
// 100 on every architecture that Go runs on.
const Hertz = 100

// Stat is what matters of /proc/PID/stat (proc_pid_stat(5)).
type Stat struct {
	PID    int32
	Comm   string // hostile
	State  byte
	Parent int32
	Flags  uint64
	Start  uint64 // clock ticks since boot
	Code   string // where the program and its stack lie in memory; "0 0" without permission to trace it
}

// Ended reports a process that has ended and only waits for its parent to ask how.
func (s *Stat) Ended() bool { return s.State == 'Z' || s.State == 'X' || s.State == 'x' }

// Fields behind the name, counted from the state (field 3 of proc_pid_stat(5)).
const (
	fieldState  = 0
	fieldParent = 1
	fieldFlags  = 6
	fieldStart  = 19
	fieldCode   = 23
	fieldStack  = 25
	fields      = fieldStack + 1 // those that are read
)

// Enough is how many bytes of a stat file hold what ParseStat reads of it, and of a
// status file what EffectiveUser does.
const Enough = 1024

// ParseStat reads the begin of a stat file. It finds the end of the name by the last
// parenthesis: the name may hold newlines and parentheses, what follows it does not.
func ParseStat(data []byte) (Stat, error) {
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if open < 1 || end < open {
		return Stat{}, errors.New("no name in it")
	}
	var word [fields][]byte
	rest := data[end+1:]
	for i := range word {
		if word[i], rest = next(rest); len(word[i]) == 0 {
			return Stat{}, fmt.Errorf("only %d fields in it", i)
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

// next cuts the first word off a line.
func next(line []byte) (word, rest []byte) {
	line = bytes.TrimLeft(line, " \n")
	if end := bytes.IndexAny(line, " \n"); end >= 0 {
		return line[:end], line[end:]
	}
	return line, nil
}

// EffectiveUser reads the effective user id of a status file: the second of the four in the
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
	return 0, errors.New("no line of four user ids in it")
}
