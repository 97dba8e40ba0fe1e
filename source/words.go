package source

import "berth/model/safe"

// outOfDescriptors is the gap of owners that were not searched because berth itself has no
// file descriptor left.
func outOfDescriptors(err error) safe.Text {
	return safe.Format("berth has no file descriptor left to look for them (%s); raise ulimit -n", err.Error())
}
