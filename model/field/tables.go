package field

import "berth/model"

// Ports are the facts of a port row.
var Ports = []Field[model.PortRow]{}

// Processes are the facts of a process row.
var Processes = []Field[model.ProcessRow]{}

// States are the facts of a state row.
var States = []Field[model.StateRow]{}

// Conns are the facts of a single socket, and the terms of the filter language.
var Conns = []Field[model.Conn]{}
