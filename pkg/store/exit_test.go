package store_test

import "runtime"

func exit() { runtime.Goexit() }
