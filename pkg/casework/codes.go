package casework

import (
	"crypto/rand"
	"fmt"
	"math/big"

	"github.com/jiefen/jiefen/casemodel"
)

// crockford is base 32 without the letters people misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// checkSymbols are Crockford's 37 check symbols.
const checkSymbols = crockford + "*~$=U"

// issueCode gives a party its own query code: 11 random symbols and a check
// symbol; only its HMAC is stored. A party with neither phone nor identity
// number gets a six-digit PIN on its paper as well (decision 24).
func (j *job) issueCode(p *casemodel.Party) (Code, error) {
	random := make([]byte, 11)
	for i := range random {
		n, err := rand.Int(rand.Reader, big.NewInt(32))
		if err != nil {
			return Code{}, fmt.Errorf("query code: %w", err)
		}
		random[i] = crockford[n.Int64()]
	}
	p.Code = string(random) + string(CodeCheck(string(random)))
	if p.Phone == "" && p.IDNo == "" {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			return Code{}, fmt.Errorf("query pin: %w", err)
		}
		p.PIN = fmt.Sprintf("%06d", n.Int64())
	}
	return Code{Party: p.ID, Name: p.Name, Code: p.Code, PIN: p.PIN}, nil
}

// CodeCheck computes the check symbol of a code's first 11 symbols: its value
// modulo 37.
func CodeCheck(random string) byte {
	sum := 0
	for i := range len(random) {
		v := 0
		for k := range len(crockford) {
			if crockford[k] == random[i] {
				v = k
			}
		}
		sum = (sum*32 + v) % 37
	}
	return checkSymbols[sum]
}

func submit(j *job, c *call) error {
	c.m.OpenedAt = j.tx.Now()
	return j.besides(c)
}
