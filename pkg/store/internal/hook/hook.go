// Package hook lets storetest make SQLite forgetful, because a test that waits
// for the disk proves nothing about our code. Only test code calls Forget; no
// door, flag or variable of the program leads here.
package hook

import "sync/atomic"

var forgetful atomic.Bool

// Forget lets commits return before the disk has them.
func Forget() { forgetful.Store(true) }

// Synchronous is the value of SQLite's synchronous pragma: 2, FULL, unless a
// test asked otherwise. Anything less loses acknowledged work at a power cut.
func Synchronous() string {
	if forgetful.Load() {
		return "0"
	}
	return "2"
}
