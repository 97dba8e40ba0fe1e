// Package addresses reads the addresses that a socket of this host can bind: those of the
// interfaces in its own network namespace. Reading them needs no privilege.
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

// Read reads the addresses from the kernel. From the proc file system at root it reads
// whether bind accepts other addresses, too. If the addresses cannot be read, they are
// unknown, and there is a gap.
func Read(root string) (model.Addresses, []model.Gap) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return unknown(err)
	}
	all := model.Addresses{Known: true, AnyFour: nonlocalBind(root, "ipv4"), AnySix: nonlocalBind(root, "ipv6")}
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

// local returns the addresses that bind accepts because an interface has the address p: only
// that address, but on the loopback interface the whole IPv4 network (fib_add_ifaddr adds it
// to the kernel's table of local addresses).
func local(p netip.Prefix, loopback bool) netip.Prefix {
	if loopback && p.Addr().Is4() {
		return p.Masked()
	}
	return netip.PrefixFrom(p.Addr(), p.Addr().BitLen())
}

// nonlocalBind reports whether ip_nonlocal_bind is set for an address family.
func nonlocalBind(root, family string) bool {
	text, err := procfs.Await(filepath.Join(root, "sys/net", family, "ip_nonlocal_bind"), make([]byte, 16))
	return err == nil && strings.TrimSpace(string(text)) == "1"
}
