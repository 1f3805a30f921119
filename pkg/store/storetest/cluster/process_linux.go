package cluster

import "syscall"

// runAs describes a child that runs under the given account.
func runAs(owner account) *syscall.SysProcAttr {
	if !owner.foreign {
		return &syscall.SysProcAttr{}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{
		Uid: owner.uid, Gid: owner.gid,
	}}
}

// tieToParent makes the kernel shut the server down when we die without calling
// Stop (a test that times out, kill -9). Its own process group keeps a Ctrl-C at
// the terminal from ending the server before the tests that use it.
func tieToParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr {
	attr.Setpgid = true
	attr.Pdeathsig = syscall.SIGINT
	return attr
}
