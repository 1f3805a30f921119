package identity

// Cost is what one computation of a password hash takes.
type Cost struct {
	Memory, Passes uint32
	Lanes          uint8
	Bytes          uint32
}

// EachHash calls see before every password hash that is computed from now on.
func (a *Accounts) EachHash(see func(Cost)) {
	compute := a.hashes.compute
	a.hashes.compute = func(password, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte {
		see(Cost{memory, passes, lanes, size})
		return compute(password, salt, passes, memory, lanes, size)
	}
}
