package cli

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"berth/model"
)

// portOf reads a port: 8080, 8080/tcp, 53/udp. Without a protocol it guesses TCP.
func portOf(text string) (c model.Claim, err error) {
	number, name, given := strings.Cut(text, "/")
	c.Guess = !given
	switch {
	case !given || name == model.TCP.String():
	case name == model.UDP.String():
		c.Proto = model.UDP
	default:
		return c, usage(fmt.Errorf("port %q: the protocol must be tcp or udp, as in 53/udp", text))
	}
	if c.Port, err = number16(number); err != nil {
		return c, usage(fmt.Errorf("port %q: %w", text, err))
	}
	return c, nil
}

// number16 reads a port in decimal, without a sign.
func number16(text string) (uint16, error) {
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return 0, errors.New("expected a number from 1 to 65535")
	}
	return uint16(port), nil
}

// addressOf reads an address without a zone.
func addressOf(text string) (netip.Addr, error) {
	ip, err := netip.ParseAddr(text)
	switch {
	case err != nil:
		return ip, usage(fmt.Errorf("address %q: expected an IPv4 or IPv6 address, such as 127.0.0.1 or ::1", text))
	case ip.Zone() != "":
		return ip, usage(fmt.Errorf("address %q: zones are not supported; leave out %%%s", text, ip.Zone()))
	}
	return ip.Unmap(), nil
}

// endOf reads one end of a connection, as ss and the dashboard write it. The port may
// be *, which means none.
func endOf(text string) (model.Endpoint, error) {
	cut := strings.LastIndexByte(text, ':')
	if cut < 0 {
		return model.Endpoint{}, usage(fmt.Errorf("endpoint %q: expected address:port, such as 127.0.0.1:80 or [::1]:80", text))
	}
	host, number := text[:cut], text[cut+1:]
	if host == "*" { // as ss writes it, for either family
		host = "0.0.0.0"
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.Contains(bare, ":") && len(bare) != len(host)-2 {
		return model.Endpoint{}, usage(fmt.Errorf("endpoint %q: an IPv6 address needs brackets, as in [::1]:80", text))
	}
	ip, err := addressOf(bare)
	if err != nil {
		return model.Endpoint{}, err
	}
	end := model.Endpoint{Addr: model.AddrFrom(ip)}
	if number == "*" {
		return end, nil
	}
	if end.Port, err = number16(number); err != nil {
		return end, usage(fmt.Errorf("endpoint %q: %w", text, err))
	}
	return end, nil
}
