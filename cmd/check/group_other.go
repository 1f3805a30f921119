//go:build !unix

package main

import "os/exec"

// stopAsGroup leaves the usual kill: there are no process groups to interrupt.
func stopAsGroup(*exec.Cmd) {}
