package procnet

import (
	"bufio"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

// maxLine is the size limit for a line. The kernel pads IPv4 lines to 150 bytes, and
// IPv6 lines are shorter than 256 bytes.
const maxLine = 4096

// salvage reads, line by line, a table that procfs failed to parse. It counts the
// lines that it has to skip. For lines that procfs can parse both give the same result.
func salvage(path string, udp bool) (kept []line, skipped int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()

	r := bufio.NewReaderSize(f, maxLine)
	for header := true; ; header = false {
		text, err := nextLine(r)
		if errors.Is(err, io.EOF) {
			return kept, skipped, nil
		}
		if err != nil && !errors.Is(err, errTooLong) {
			return kept, skipped, err
		}
		if header {
			continue
		}
		if l, ok := parse(text, udp); ok && err == nil {
			kept = append(kept, l)
		} else {
			skipped++
		}
	}
}

var errTooLong = errors.New("line too long")

// nextLine returns a line without its line end. It skips a line that is too long and
// returns errTooLong.
func nextLine(r *bufio.Reader) (string, error) {
	text, more, err := r.ReadLine()
	if err != nil || !more {
		return string(text), err
	}
	for more && err == nil {
		_, more, err = r.ReadLine()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return "", errTooLong
}

// The columns of a table, counted from 0.
const (
	columnLocal  = 1
	columnRemote = 2
	columnState  = 3
	columnQueues = 4
	columnUID    = 7
	columnInode  = 9
	columnDrops  = 12 // UDP only
)

// parse parses one line like procfs.
func parse(text string, udp bool) (l line, ok bool) {
	column := strings.Fields(text)
	if len(column) <= columnInode || udp && len(column) <= columnDrops {
		return l, false
	}
	var p parser
	slot, _ := p.halves(column[0]) // the kernel writes "12:"
	p.number(slot, 0)
	l.local, l.localPort = p.endpoint(column[columnLocal])
	l.remote, l.remotePort = p.endpoint(column[columnRemote])
	l.state = p.number(column[columnState], 16)
	l.tx, l.rx = p.pair(column[columnQueues])
	l.uid = p.number(column[columnUID], 0)
	l.inode = p.number(column[columnInode], 0)
	if udp {
		l.drops = p.number(column[columnDrops], 0)
	}
	return l, !p.failed
}

// parser parses the parts of a line and remembers whether one of them failed.
type parser struct{ failed bool }

func (p *parser) number(text string, base int) uint64 {
	n, err := strconv.ParseUint(text, base, 64)
	p.failed = p.failed || err != nil
	return n
}

// halves splits a text at its only colon.
func (p *parser) halves(text string) (before, after string) {
	before, after, found := strings.Cut(text, ":")
	p.failed = p.failed || !found || strings.Contains(after, ":")
	return before, after
}

func (p *parser) pair(text string) (first, second uint64) {
	before, after := p.halves(text)
	return p.number(before, 16), p.number(after, 16)
}

// endpoint parses address:port. The kernel prints the address as 32-bit words in its
// own byte order, so on x86 and ARM the bytes of each word are reversed.
func (p *parser) endpoint(text string) (net.IP, uint64) {
	before, after := p.halves(text)
	ip, err := hex.DecodeString(before)
	if err != nil || len(ip) != net.IPv4len && len(ip) != net.IPv6len {
		p.failed = true
		return nil, 0
	}
	for word := ip; len(word) > 0; word = word[4:] {
		word[0], word[1], word[2], word[3] = word[3], word[2], word[1], word[0]
	}
	return ip, p.number(after, 16)
}
