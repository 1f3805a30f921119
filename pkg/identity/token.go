package identity

import (
	"crypto/sha256"
	"encoding/base64"
)

const tokenBytes = 32

// newToken is what a client keeps, and the hash that is stored of it.
func newToken() (token string, hash []byte) {
	raw := random(tokenBytes)
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(raw), sum[:]
}

// HashOf finds the stored hash of a token; false when it has not the shape of
// one, and no query needs to be made.
func HashOf(token string) ([]byte, bool) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return nil, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return nil, false
	}
	sum := sha256.Sum256(raw)
	return sum[:], true
}
