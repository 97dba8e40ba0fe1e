package portmap

import (
	"berth/model"
	"berth/model/pool"
)

// Block is a range of ports of a protocol. It counts ports, each once, whatever the
// number of sockets on it.
type Block struct {
	Proto     model.Proto
	From, To  uint16 // inclusive
	Use       pool.Use
	Listeners int // ports that a socket listens on
	InRange   int // ports of the ephemeral range
	Reserved  int // ports of ip_local_reserved_ports
	Drawn     int // ports that the kernel may choose for a client
	Exposed   int // ports that a socket listens on and that the kernel may choose too
}

// Size is how many ports the block has.
func (b *Block) Size() int { return int(b.To) - int(b.From) + 1 }

// Share is how much of the block is held, from 0 to 1.
func (b *Block) Share() float64 { return pool.Ratio(b.Use.Held(), b.Size()) }

// Add adds the counts of another block.
func (b *Block) Add(o *Block) {
	b.Use.Established += o.Use.Established
	b.Use.TimeWait += o.Use.TimeWait
	b.Use.Other += o.Use.Other
	b.Listeners += o.Listeners
	b.InRange += o.InRange
	b.Reserved += o.Reserved
	b.Drawn += o.Drawn
	b.Exposed += o.Exposed
}

// Has reports whether the block has the port.
func (b *Block) Has(port uint16) bool { return b.From <= port && port <= b.To }

// Cell is the index of the block that has the port, out of cells blocks.
func Cell(port uint16, cells int) int {
	cells = cellsOf(cells)
	// From is the first port for which port*cells/Ports is the index.
	return int(int64(port) * int64(cells) / Ports) // the product overflows an int of 32 bits
}

// cellsOf limits a number of cells to 1 to Ports.
func cellsOf(cells int) int { return min(max(cells, 1), Ports) }

// Bounds are the first and the last port of a block, out of cells blocks.
func Bounds(cell, cells int) (from, to uint16) {
	cells = cellsOf(cells)
	first := func(cell int) int64 { return (int64(cell)*Ports + int64(cells) - 1) / int64(cells) }
	return uint16(first(cell)), uint16(first(cell+1) - 1)
}

// Blocks divides the ports of a protocol into cells blocks (1 to Ports). Their sizes
// differ by at most one port.
func (c *Chart) Blocks(proto model.Proto, cells int) []Block {
	cells = cellsOf(cells)
	settings := c.settings()
	blocks := make([]Block, 0, cells)
	for i := range cells {
		b := Block{Proto: proto}
		b.From, b.To = Bounds(i, cells)
		for port := int(b.From); port <= int(b.To); port++ {
			c.count(&b, uint16(port), settings[port])
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// setting is how the kernel's settings treat a port.
type setting uint8

const (
	inRange setting = 1 << iota
	reserved
)

// settings are the settings of all ports. One pass avoids searching the reserved ports
// 65,536 times.
func (c *Chart) settings() *[Ports]setting {
	var settings [Ports]setting
	k := &c.In.Own().Kernel
	if k.Ephemeral.Known {
		for port := int(k.Ephemeral.Low); port <= int(k.Ephemeral.High); port++ {
			settings[port] |= inRange
		}
	}
	if k.ReservedOK {
		for _, r := range k.Reserved {
			for port := int(r.Low); port <= int(r.High); port++ {
				settings[port] |= reserved
			}
		}
	}
	return &settings
}

// count adds a port.
func (c *Chart) count(b *Block, port uint16, is setting) {
	b.Use.Add(c.held[b.Proto][port], 1)
	listens := len(c.Listeners(b.Proto, port)) > 0
	if listens {
		b.Listeners++
	}
	if is&reserved != 0 {
		b.Reserved++
	}
	if is&inRange == 0 {
		return
	}
	b.InRange++
	if is&reserved == 0 {
		b.Drawn++
		if listens {
			b.Exposed++
		}
	}
}
