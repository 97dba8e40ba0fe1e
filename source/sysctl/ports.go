package sysctl

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"berth/model"
)

// longest is more than the kernel can print of a set of ports: its worst is
// every second port, 32,768 numbers of at most five digits and a comma.
const longest = 256 << 10

// ports reads a set of ports. The kernel prints it into the first read(2) alone
// and cuts it to the size of that read without a word, so neither procfs (128
// bytes) nor os.ReadFile (512 bytes at first) would see all of it.
func (r *reader) ports(name, path string) (model.Ports, bool) {
	text, err := readOnce(filepath.Join(r.root, path))
	if err == nil {
		var ports model.Ports
		if ports, err = model.ParsePorts(text); err == nil {
			return ports, true
		}
	}
	r.gap(name, err)
	return nil, false
}

func readOnce(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text := make([]byte, longest)
	n, err := f.Read(text)
	switch {
	case errors.Is(err, io.EOF):
		return "", nil
	case err == nil && n == longest:
		return "", errors.New("longer than any set of ports")
	}
	return string(text[:n]), err
}
