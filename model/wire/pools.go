package wire

import (
	"berth/model"
	"berth/model/field"
)

// Pool is a pool of ports inside another document, written as a whole row.
type Pool model.PoolRow

var wholePool = Whole(field.Budgets)

// MarshalJSON writes the members of the row.
func (p Pool) MarshalJSON() ([]byte, error) { return AppendRow(nil, wholePool, model.PoolRow(p)), nil }

// poolRows are the rows of all pools of a moment.
func poolRows(m *model.Moment) map[model.PoolID]Pool {
	rows := map[model.PoolID]Pool{}
	for _, r := range model.ByPool(m, nil) {
		rows[r.ID] = Pool(r)
	}
	return rows
}

// poolsOf are the pools of which least is left, UDP's among them.
func poolsOf(m *model.Moment, rows map[model.PoolID]Pool, top int) []Pool {
	list := []Pool{}
	for _, at := range m.TightestOf(top) {
		if p, ok := rows[m.Pools.List[at].ID]; ok {
			list = append(list, p)
		}
	}
	return list
}
