package wire

import (
	"berth/model/field"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/row"
)

// Pool is a pool of ports inside another document, written as a whole row.
type Pool row.PoolRow

var wholePool = Whole(field.Budgets)

// MarshalJSON writes the members of the row.
func (p Pool) MarshalJSON() ([]byte, error) { return AppendRow(nil, wholePool, row.PoolRow(p)), nil }

// poolRows are the rows of all pools of a moment.
func poolRows(m *moment.Moment) map[pool.PoolID]Pool {
	rows := map[pool.PoolID]Pool{}
	for _, r := range row.ByPool(m, nil) {
		rows[r.ID] = Pool(r)
	}
	return rows
}

// poolsOf are the tightest pools, UDP's included.
func poolsOf(m *moment.Moment, rows map[pool.PoolID]Pool, top int) []Pool {
	list := []Pool{}
	for _, at := range m.TightestOf(top) {
		if p, ok := rows[m.Pools.List[at].ID]; ok {
			list = append(list, p)
		}
	}
	return list
}
