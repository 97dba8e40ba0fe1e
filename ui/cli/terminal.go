package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// usualWidth is the width of a terminal that does not know its width: a serial line
// reports 0.
const usualWidth = 80

// widthOf reports whether a file is a terminal, and its width.
func widthOf(file *os.File) (cells int, terminal bool) {
	fd := int(file.Fd())
	if _, err := unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
		return 0, false
	}
	size, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 {
		return usualWidth, true
	}
	return int(size.Col), true
}
