package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"time"
)

// Try keeps 64 bytes that nobody else has, reads them back against their hash
// and takes them away again: the whole way of a content. The error says which
// part of it failed, as Take, Open and Remove do.
func (v *Vault) Try(now time.Time) error {
	word := make([]byte, 64)
	_, _ = rand.Read(word) // never fails: the program stops instead
	sum := sha256.Sum256(word)
	sha := hex.EncodeToString(sum[:])
	if err := v.write(word, sha); err != nil {
		return err
	}
	c, err := v.Open(sha)
	if err == nil {
		err = c.Close()
	}
	removed, gone := v.Remove(sha, now.Add(time.Hour))
	if err == nil && gone == nil && !removed {
		gone = errors.New("what was kept just now is not there to be removed")
	}
	return errors.Join(err, gone)
}

// write keeps what is small enough to stand in memory.
func (v *Vault) write(word []byte, sha string) error {
	tmp, err := v.temp()
	if err != nil {
		return lost("keep file", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // it has been renamed, or it must go
	defer func() { _ = tmp.Close() }()           // synced before it is renamed
	if _, err := tmp.Write(word); err != nil {
		return lost("keep file", err)
	}
	if v.far != nil {
		return v.far.put(tmp, sha, int64(len(word)))
	}
	return v.settle(tmp, sha)
}
