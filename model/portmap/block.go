package portmap

import (
	"berth/model"
	"berth/model/pool"
)

// Block is a piece of the ports of a protocol. What it counts is ports, each once,
// whatever the number of sockets on it.
type Block struct {
	Proto     model.Proto
	From, To  uint16 // inclusive
	Use       pool.Use
	Listeners int // ports that a socket listens on
	InRange   int // ports of the ephemeral range
	Reserved  int // ports of ip_local_reserved_ports
	Drawn     int // ports that a connect without bind may be given
	Exposed   int // ports that a socket listens on and that may be drawn as well
}

// Size is how many ports the block has.
func (b *Block) Size() int { return int(b.To) - int(b.From) + 1 }

// Share is how much of the block is held, from 0 to 1.
func (b *Block) Share() float64 { return pool.Ratio(b.Use.Held(), b.Size()) }

// Add counts what another block counts too.
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

// Cell is the number of the block that has the port, of as many blocks as cells.
func Cell(port uint16, cells int) int {
	cells = cellsOf(cells)
	// From is the first port for which port*cells/Ports is the number.
	return int(int64(port) * int64(cells) / Ports) // more than an int of 32 bits
}

// cellsOf makes a number of cells one that there can be.
func cellsOf(cells int) int { return min(max(cells, 1), Ports) }

// Bounds are the first and the last port of a block, of as many blocks as cells.
func Bounds(cell, cells int) (from, to uint16) {
	cells = cellsOf(cells)
	first := func(cell int) int64 { return (int64(cell)*Ports + int64(cells) - 1) / int64(cells) }
	return uint16(first(cell)), uint16(first(cell+1) - 1)
}

// Blocks cuts the ports of a protocol into blocks, as many as cells, from 1 to
// Ports of them. Their sizes differ by one port at most.
func (c *Chart) Blocks(proto model.Proto, cells int) []Block {
	cells = cellsOf(cells)
	marks := c.marks()
	blocks := make([]Block, 0, cells)
	for i := range cells {
		b := Block{Proto: proto}
		b.From, b.To = Bounds(i, cells)
		for port := int(b.From); port <= int(b.To); port++ {
			c.count(&b, uint16(port), marks[port])
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// mark is what the kernel says of a port.
type mark uint8

const (
	inRange mark = 1 << iota
	reserved
)

// marks are what the kernel says of each port: to ask of every single one would
// search the reserved ones 65,536 times.
func (c *Chart) marks() *[Ports]mark {
	var marks [Ports]mark
	k := &c.In.Own().Kernel
	if k.Ephemeral.Known {
		for port := int(k.Ephemeral.Low); port <= int(k.Ephemeral.High); port++ {
			marks[port] |= inRange
		}
	}
	if k.ReservedOK {
		for _, r := range k.Reserved {
			for port := int(r.Low); port <= int(r.High); port++ {
				marks[port] |= reserved
			}
		}
	}
	return &marks
}

// count adds a port.
func (c *Chart) count(b *Block, port uint16, m mark) {
	b.Use.Add(c.held[b.Proto][port], 1)
	listens := len(c.Listeners(b.Proto, port)) > 0
	if listens {
		b.Listeners++
	}
	if m&reserved != 0 {
		b.Reserved++
	}
	if m&inRange == 0 {
		return
	}
	b.InRange++
	if m&reserved == 0 {
		b.Drawn++
		if listens {
			b.Exposed++
		}
	}
}
