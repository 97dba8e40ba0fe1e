package term

import (
	"bytes"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// keyboard is the input of a terminal, in pieces that never cut a sequence. Bubble Tea
// v1 reads 256 bytes at a time. If a sequence is cut there, it reads its bytes as keys:
// a fast turn of the wheel typed digits.
type keyboard struct {
	*os.File
	held []byte // the start of an incomplete sequence
}

// sequenceTime is how long to wait for the end of a sequence. It is long enough for
// SSH and for a busy machine.
const sequenceTime = 200 * time.Millisecond

// sequenceLimit is the maximum length of a key or mouse sequence.
const sequenceLimit = 32

func (k *keyboard) Read(p []byte) (int, error) {
	n := copy(p, k.held)
	k.held = nil
	for {
		m, err := k.File.Read(p[n:])
		n += m
		at := cut(p[:n])
		if at < 0 && n > 1 && p[n-1] == '\x1b' { // an ESC after other bytes starts a sequence; a single ESC is the key
			at = n - 1
		}
		switch {
		case err != nil || at < 0 || !k.more():
			return n, err
		case at > 0:
			k.held = bytes.Clone(p[at:n])
			return at, nil
		}
	}
}

// more waits for more input, up to sequenceTime.
func (k *keyboard) more() bool {
	n, err := unix.Poll([]unix.PollFd{{Fd: int32(k.Fd()), Events: unix.POLLIN}}, int(sequenceTime.Milliseconds()))
	return err == nil && n > 0
}

// cut is the start of a CSI or SS3 sequence that is incomplete; -1 if there is none.
// A single escape is a key.
func cut(p []byte) int {
	at := bytes.LastIndexByte(p, '\x1b')
	if at < 0 || at+1 == len(p) || len(p)-at > sequenceLimit {
		return -1
	}
	switch p[at+1] {
	case 'O':
		if at+2 == len(p) {
			return at
		}
	case '[':
		for _, b := range p[at+2:] {
			if b < 0x20 || b > 0x3f { // the final byte, or what belongs to no sequence
				return -1
			}
		}
		return at
	}
	return -1
}
