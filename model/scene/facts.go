package scene

import (
	"errors"
	"fmt"
	"hash/fnv"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"berth/model"
	"berth/model/safe"
)

func (b *builder) at(words []string) error {
	after, err := time.ParseDuration(words[0])
	b.Taken = Epoch.Add(after)
	return err
}

func (b *builder) portRange(words []string) error {
	r, err := rangeOf(words[0])
	b.here().Kernel.Ephemeral = r
	return err
}

func (b *builder) reserved(words []string) error {
	b.here().Kernel.ReservedOK = true
	for _, text := range words {
		r, err := rangeOf(text)
		if err != nil {
			return err
		}
		b.here().Kernel.Reserved = append(b.here().Kernel.Reserved, r)
	}
	return nil
}

// Drawn is the i-th port that connect takes from the range 32768-60999: it prefers
// every second port.
func Drawn(i int) uint16 {
	const low, half = 32768, 14116
	return uint16(low + 2*(i%half) + i/half)
}

func rangeOf(text string) (model.Range, error) {
	var r model.Range
	_, err := fmt.Sscanf(text, "%d-%d", &r.Low, &r.High)
	r.Known = err == nil && r.Low <= r.High
	return r, err
}

func reading(of func(*model.Kernel) *model.Reading) func(*builder, []string) error {
	return func(b *builder, words []string) error {
		n, err := strconv.ParseInt(words[0], 10, 64)
		*of(&b.here().Kernel) = model.Reading{Value: n, Known: true}
		return err
	}
}

// figure reads: value source ("n/a" where this kernel has none).
func (b *builder) figure(words []string) error {
	source := strings.Join(words[min(1, len(words)):], " ")
	for f := range model.Figure(len(b.here().Kernel.Figures)) {
		if f.Source().String() != source {
			continue
		}
		if words[0] == "n/a" {
			b.here().Kernel.Figures[f] = model.FigureReading{Why: model.NotThere}
			return nil
		}
		n, err := strconv.ParseInt(words[0], 10, 64)
		b.here().Kernel.Figures[f] = model.FigureReading{Reading: model.Reading{Value: n, Known: true}}
		return err
	}
	return errors.New("there is no such figure")
}

// address reads a network. All its addresses belong to the host.
func (b *builder) address(words []string) error {
	p, err := netip.ParsePrefix(words[0])
	b.here().Addresses.Known, b.here().Addresses.Local = true, append(b.here().Addresses.Local, p)
	return err
}

// device reads: index name.
func (b *builder) device(words []string) error {
	if len(words) < 2 {
		return errors.New("a device needs an index and a name")
	}
	index, err := strconv.ParseUint(words[0], 10, 32)
	if b.here().Devices == nil {
		b.here().Devices = map[uint32]safe.Text{}
	}
	b.here().Devices[uint32(index)] = safe.Sanitise(words[1])
	return err
}

// process reads: PID name user unit command... ("-" for no unit).
func (b *builder) process(words []string) error {
	if len(words) < 3 {
		return errors.New("a process needs a PID, a name and a user")
	}
	pid, err := strconv.ParseInt(words[0], 10, 32)
	p := model.Process{
		ID: model.ProcessID{PID: int32(pid), Start: uint64(pid) * 100}, Started: Epoch.Add(-time.Hour),
		Name: safe.Sanitise(words[1]), User: safe.Sanitise(words[2]), UID: hash(words[2]) % 1000,
		Command: safe.Sanitise(strings.Join(words[min(4, len(words)):], " ")),
	}
	if words[2] == "root" {
		p.UID = 0
	}
	if len(words) > 3 && words[3] != "-" {
		p.Unit = safe.Sanitise(words[3])
	}
	b.byPID[words[0]] = uint32(len(b.Processes))
	b.Processes = append(b.Processes, p)
	return err
}

// endpoint reads address:port. traits says whether the address is an IPv4 address in
// IPv6.
func endpoint(text string) (end model.Endpoint, traits model.Traits, err error) {
	if strings.HasPrefix(text, "[") {
		traits |= model.InetSix
	}
	if strings.HasPrefix(text, "[::ffff:") {
		traits |= model.MappedFour
	}
	text = strings.Replace(text, ":*", ":0", 1)
	a, err := netip.ParseAddrPort(text)
	return model.Endpoint{Addr: model.AddrFrom(a.Addr()), Port: a.Port()}, traits, err
}

// hash makes a number of a text: the same in every scene.
func hash(words ...string) uint32 {
	h := fnv.New32a()
	for _, w := range words {
		fmt.Fprintln(h, w)
	}
	return h.Sum32()
}
