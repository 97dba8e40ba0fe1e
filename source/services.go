package source

import (
	"io"

	"berth/model"
	"berth/model/services"
	"berth/source/procfs"
)

// servicesLimit is the most bytes read of /etc/services; Debian's has 12 KiB.
const servicesLimit = 8 << 20

// names are the port names of the host's services file, and those of IANA for other ports. It
// is not an error if the host has no such file.
func names(path string) model.Services {
	table := services.IANA()
	file, err := procfs.Open(path)
	if err != nil {
		return table
	}
	defer file.Close()
	_ = services.Parse(io.LimitReader(file, servicesLimit), table) // keeps what was read before an error
	return table
}
