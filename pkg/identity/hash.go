package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/jiefen/jiefen/casemodel"
)

// The price of one guess: argon2id with 19 MiB, two passes, one lane.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashBytes  = 32
	saltBytes  = 16
)

// waiting is how many sign-ins may wait for a core, per core; more is a flood.
const waiting = 64

// hasher computes password hashes, as many at once as there are cores: each
// takes 19 MiB, and a flood of sign-ins must not take the machine.
type hasher struct {
	cores chan struct{}
	queue chan struct{}
	dummy string // nobody's hash: an unknown name costs what a known one does

	compute func(password, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte // argon2.IDKey; tests count it
}

func newHasher() *hasher {
	n := runtime.NumCPU()
	return &hasher{
		cores: make(chan struct{}, n), queue: make(chan struct{}, n*waiting),
		dummy: written(random(saltBytes), random(hashBytes)), compute: argon2.IDKey,
	}
}

// hash makes the text a password is kept as.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := random(saltBytes)
	sum, err := h.sum(ctx, password, salt, params{hashMemory, hashPasses, hashLanes}, hashBytes)
	return written(salt, sum), err
}

// matches reports whether a password belongs to a kept hash.
func (h *hasher) matches(ctx context.Context, password, kept string) (bool, error) {
	p, salt, want, err := parse(kept)
	if err != nil {
		return false, err
	}
	sum, err := h.sum(ctx, password, salt, p, len(want))
	return err == nil && subtle.ConstantTimeCompare(sum, want) == 1, err
}

func (h *hasher) sum(ctx context.Context, password string, salt []byte, p params, size int) ([]byte, error) {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return nil, refused(casemodel.Busy, "sign_in.busy")
	}
	select {
	case h.cores <- struct{}{}:
		defer func() { <-h.cores }()
	case <-ctx.Done():
		return nil, fmt.Errorf("hash password: %w", ctx.Err())
	}
	return h.compute([]byte(password), salt, p.passes, p.memory, p.lanes, uint32(size)), nil
}

// params are stored beside each hash, so that dearer ones can come later.
type params struct {
	memory, passes uint32
	lanes          uint8
}

// written is the usual text form: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func written(salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b64.EncodeToString(salt), b64.EncodeToString(sum))
}

var errForeignHash = errors.New("read password hash: not one of ours")

func parse(kept string) (p params, salt, sum []byte, err error) {
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errForeignHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, nil, nil, fmt.Errorf("read password hash: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return p, nil, nil, fmt.Errorf("read password hash: %w", err)
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(sum) == 0 || p.passes == 0 || p.lanes == 0 {
		return p, nil, nil, errForeignHash
	}
	return p, salt, sum, nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return b
}
