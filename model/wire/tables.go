package wire

import (
	"berth/model/field"
	"berth/model/safe"
)

// Counts is a document with the number of sockets for each value of a column.
type Counts struct {
	Head
	Column string  `json:"column"`
	Total  int     `json:"total"` // sockets that were counted
	Counts []Count `json:"counts"`
}

// Count is one value.
type Count struct {
	Value any `json:"value"` // a string, a number or a boolean
	Count int `json:"count"`
}

// Summary is a document of totals.
type Summary struct {
	Head
	Total        int             `json:"total"`
	Protocols    []Protocol      `json:"protocols"`
	States       []State         `json:"states"`
	Ephemeral    *Ephemeral      `json:"ephemeral,omitempty"` // missing if the range could not be read
	Pools        []Pool          `json:"pools"`               // the tightest
	Processes    []field.Busiest `json:"processes"`           // the busiest, as in the lists below
	Ports        []Port          `json:"ports"`
	Destinations []Destination   `json:"destinations"`
}

// Protocol is the totals of one protocol.
type Protocol struct {
	Proto       string `json:"proto" schema:"proto"`
	Total       int    `json:"total"`
	IPv4        int    `json:"ipv4"`
	IPv6        int    `json:"ipv6"`
	Listening   int    `json:"listening"`
	Connections int    `json:"connections"`
}

// State is the number of sockets of one protocol in one state.
type State struct {
	Proto string `json:"proto" schema:"proto"`
	State string `json:"state" schema:"state"`
	Count int    `json:"count"`
	IPv4  int    `json:"ipv4"`
	IPv6  int    `json:"ipv6"`
}

// Ephemeral is the port budget.
type Ephemeral struct {
	Low      uint16 `json:"low"`
	High     uint16 `json:"high"`
	Size     int    `json:"size"` // number of ports, without the reserved ones
	TCP      Use    `json:"tcp"`
	UDP      Use    `json:"udp"`
	Tightest *Pool  `json:"tightest,omitempty"`
}

// Use is the number of ports in use, by what uses them.
type Use struct {
	Held        int     `json:"held"`
	Percent     float64 `json:"percent"`
	Established int     `json:"established"`
	TimeWait    int     `json:"time_wait"`
	Other       int     `json:"other"`
}

// Port is the number of sockets on one port.
type Port struct {
	Proto   string    `json:"proto" schema:"proto"`
	Port    uint16    `json:"port"`
	Service safe.Text `json:"service,omitzero"`
	Sockets int       `json:"sockets"`
}

// Destination is the number of connections to one destination.
type Destination struct {
	Proto   string         `json:"proto" schema:"proto"`
	To      field.Endpoint `json:"destination"`
	Service safe.Text      `json:"service,omitzero"`
	Sockets int            `json:"sockets"`
}
