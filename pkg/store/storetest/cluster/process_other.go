//go:build !linux

package cluster

import "syscall"

// runAs keeps our own account: elsewhere nobody develops as root, and initdb refuses root by itself.
func runAs(account) *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// tieToParent has no counterpart outside Linux; Stop is the only way to end the server.
func tieToParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr { return attr }
