package scene

import (
	"strconv"

	"berth/model"
)

// netns reads: inode. The lines after it belong to that network namespace.
func (b *builder) netns(words []string) error {
	n, err := strconv.ParseUint(words[0], 10, 32)
	b.space = b.spaceOf(uint32(n))
	b.copied[b.space] = false
	return err
}

// spaceOf is the index of the network namespace with an inode; it adds a new one.
func (b *builder) spaceOf(inode uint32) int {
	if at := b.SpaceAt(inode); at < len(b.Spaces) && b.Spaces[at].ID.Inode == inode {
		return at
	}
	b.Spaces = append(b.Spaces, model.Space{ID: model.SpaceID{Inode: inode}})
	b.copied = append(b.copied, true)
	return len(b.Spaces) - 1
}

// here is the network namespace that lines belong to.
func (b *builder) here() *model.Space { return &b.Spaces[b.space] }

// finish sets the facts that no line set.
func (b *builder) finish() {
	for i := range b.Spaces {
		if s := &b.Spaces[i]; i > 0 && b.copied[i] {
			*s = model.Space{ID: s.ID, Kernel: b.Spaces[0].Kernel, Addresses: b.Spaces[0].Addresses, Devices: b.Spaces[0].Devices}
		}
	}
}
