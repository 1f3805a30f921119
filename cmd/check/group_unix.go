//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// stopAsGroup lets an interrupt reach the tests that the go command has started;
// the go command does not pass it on, and a test that hangs would outlive us.
func stopAsGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}
