//go:build !unix

package main

import "time"

// processor stands in where the system does not tell: wall time of the run.
func processor() time.Duration { return time.Since(started) }

var started = time.Now()
