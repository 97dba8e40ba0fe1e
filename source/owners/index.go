package owners

import "slices"

// index leads from the inode of a socket to the processes that hold it. Nearly
// every socket has one holder, so only the others pay for a list.
type index struct {
	first map[uint64]int32
	more  map[uint64][]int32 // all holders, sorted, where there are several
}

func newIndex() index {
	return index{first: map[uint64]int32{}, more: map[uint64][]int32{}}
}

func (x *index) has(inode uint64) bool {
	_, ok := x.first[inode]
	return ok
}

// holders appends the processes that hold a socket to list, by PID.
func (x *index) holders(list []int32, inode uint64) []int32 {
	if all := x.more[inode]; all != nil {
		return append(list, all...)
	}
	if pid, ok := x.first[inode]; ok {
		return append(list, pid)
	}
	return list
}

// replace files what a process holds now in place of what it held before. Both
// lists are sorted; what is in both is not touched.
func (x *index) replace(pid int32, before, after []uint64) {
	for len(before) > 0 || len(after) > 0 {
		switch {
		case len(after) == 0 || len(before) > 0 && before[0] < after[0]:
			x.remove(before[0], pid)
			before = before[1:]
		case len(before) == 0 || after[0] < before[0]:
			x.add(after[0], pid)
			after = after[1:]
		default:
			before, after = before[1:], after[1:]
		}
	}
}

func (x *index) add(inode uint64, pid int32) {
	first, ok := x.first[inode]
	if !ok {
		x.first[inode] = pid
		return
	}
	all := x.more[inode]
	if all == nil {
		all = []int32{first}
	}
	at, _ := slices.BinarySearch(all, pid)
	x.more[inode] = slices.Insert(all, at, pid)
}

func (x *index) remove(inode uint64, pid int32) {
	all := x.more[inode]
	if all == nil {
		delete(x.first, inode)
		return
	}
	if at, ok := slices.BinarySearch(all, pid); ok {
		all = slices.Delete(all, at, at+1)
	}
	x.first[inode], x.more[inode] = all[0], all
	if len(all) == 1 {
		delete(x.more, inode)
	}
}
