package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// usualWidth is what a terminal is taken for that does not know its width: a
// serial line says 0.
const usualWidth = 80

// widthOf tells whether a file is a terminal, and how wide it is.
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
