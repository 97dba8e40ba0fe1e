package wire

import (
	"strconv"

	"berth/model"
)

// appendValue appends a fact. What a hundred thousand rows have of each is
// written here; encoding/json, which takes several times as long, does the rest.
func appendValue(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case model.Safe:
		return v.AppendJSON(b), nil
	case string:
		return model.Sanitise(v).AppendJSON(b), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int32:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case uint16:
		return strconv.AppendUint(b, uint64(v), 10), nil
	case uint32:
		return strconv.AppendUint(b, uint64(v), 10), nil
	case uint64:
		return strconv.AppendUint(b, v, 10), nil
	case []model.Safe:
		return appendList(b, v)
	case []int32:
		return appendList(b, v)
	}
	text, err := marshal(value)
	return append(b, text...), err
}

func appendList[V any](b []byte, list []V) ([]byte, error) {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(b, v); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}
