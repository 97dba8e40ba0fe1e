// Package addresses reads what the host may bind: the addresses of the interfaces
// of its own network namespace, which everybody may see.
package addresses

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strings"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
)

// Read asks the kernel for the addresses, and the proc file system at root whether
// bind takes others too. What cannot be read is a gap, and leaves the addresses
// unknown.
func Read(root string) (model.Addresses, []model.Gap) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return unknown(err)
	}
	all := model.Addresses{Known: true, AnyFour: set(root, "ipv4"), AnySix: set(root, "ipv6")}
	for _, i := range interfaces {
		on, err := i.Addrs()
		if err != nil {
			return unknown(fmt.Errorf("%s: %w", i.Name, err))
		}
		for _, a := range on {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				all.Local = append(all.Local, local(p, i.Flags&net.FlagLoopback != 0))
			}
		}
	}
	return all, nil
}

func unknown(err error) (model.Addresses, []model.Gap) {
	return model.Addresses{}, []model.Gap{{What: safe.Say("addresses of the interfaces"), Why: safe.Sanitise(err.Error())}}
}

// local is what bind takes for an address of an interface: that address alone,
// but on the loopback interface every address of an IPv4 network (the kernel puts
// the whole of it into its table of local addresses: fib_add_ifaddr).
func local(p netip.Prefix, loopback bool) netip.Prefix {
	if loopback && p.Addr().Is4() {
		return p.Masked()
	}
	return netip.PrefixFrom(p.Addr(), p.Addr().BitLen())
}

// set reports whether ip_nonlocal_bind is set for a family.
func set(root, family string) bool {
	text, err := procfs.Await(filepath.Join(root, "sys/net", family, "ip_nonlocal_bind"), make([]byte, 16))
	return err == nil && strings.TrimSpace(string(text)) == "1"
}
