package source

import (
	"io"

	"berth/model"
	"berth/model/services"
	"berth/source/procfs"
)

// servicesLimit bounds what is read of /etc/services; Debian's has 12 KiB.
const servicesLimit = 8 << 20

// names are the IANA names of ports under those that the host gives them. A
// host without a list of its own is nothing to speak of.
func names(path string) model.Services {
	table := services.IANA()
	file, err := procfs.Open(path)
	if err != nil {
		return table
	}
	defer file.Close()
	_ = services.Parse(io.LimitReader(file, servicesLimit), table) // what was read before an error counts
	return table
}
