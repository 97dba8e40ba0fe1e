package term

import (
	"bytes"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// keyboard is what a terminal sends, in pieces that end where a sequence ends.
// Bubble Tea v1 reads 256 bytes at a time and takes a sequence that is cut there
// for the keys it is written with: a wheel that is turned fast typed digits.
type keyboard struct {
	*os.File
	held []byte // the begin of a sequence
}

// sequenceTime is how long the end of a sequence may be on its way, over SSH and
// on a busy machine too.
const sequenceTime = 200 * time.Millisecond

// sequenceLimit is how long a sequence of keys or mouse may be.
const sequenceLimit = 32

func (k *keyboard) Read(p []byte) (int, error) {
	n := copy(p, k.held)
	k.held = nil
	for {
		m, err := k.File.Read(p[n:])
		n += m
		at := cut(p[:n])
		if at < 0 && n > 1 && p[n-1] == '\x1b' { // behind others; one that comes alone is the key
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

// more waits for more to read, but not long.
func (k *keyboard) more() bool {
	n, err := unix.Poll([]unix.PollFd{{Fd: int32(k.Fd()), Events: unix.POLLIN}}, int(sequenceTime.Milliseconds()))
	return err == nil && n > 0
}

// cut is where a CSI or SS3 sequence begins that has no end yet, -1 where
// none does. An escape alone is a key.
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
