package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"
)

// Keyring encrypts what must not stand readable in the database and makes the
// blind indexes that find it. New texts are sealed with the current key, older
// keys only open; the index key never changes, or nothing would be found.
type Keyring struct{ held atomic.Pointer[keys] }

// keys is one state of a ring; a rotation replaces it whole.
type keys struct {
	file    keyFile
	ciphers map[uint32]cipher.AEAD
}

const keyBytes = 32

var errNoKeys = errors.New("no keys were given to open sealed data")

func newKeyring(file keyFile) (*Keyring, error) {
	ring := &Keyring{}
	return ring, ring.hold(file)
}

func (k *Keyring) hold(file keyFile) error {
	held := &keys{file: file, ciphers: map[uint32]cipher.AEAD{}}
	for id, key := range file.Keys {
		if len(key) != keyBytes {
			return fmt.Errorf("load keys: key %d has %d bytes, not %d", id, len(key), keyBytes)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return fmt.Errorf("load keys: %w", err)
		}
		if held.ciphers[id], err = cipher.NewGCM(block); err != nil {
			return fmt.Errorf("load keys: %w", err)
		}
	}
	if held.ciphers[file.Current] == nil || len(file.Index) != keyBytes {
		return errors.New("load keys: the file lacks its current key or its index key")
	}
	k.held.Store(held)
	return nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return b
}

// Seal encrypts text for one place, "table.column.row"; moved to another it
// does not open. The form is key id (4 bytes), nonce, ciphertext.
func (k *Keyring) Seal(place string, text []byte) ([]byte, error) {
	if k == nil {
		return nil, errNoKeys
	}
	held := k.held.Load()
	gcm := held.ciphers[held.file.Current]
	out := make([]byte, 4, 4+gcm.NonceSize()+len(text)+gcm.Overhead())
	binary.BigEndian.PutUint32(out, held.file.Current)
	nonce := random(gcm.NonceSize())
	return gcm.Seal(append(out, nonce...), nonce, text, []byte(place)), nil
}

// Open decrypts what Seal made for the same place.
func (k *Keyring) Open(place string, sealed []byte) ([]byte, error) {
	if k == nil {
		return nil, errNoKeys
	}
	id := keyOf(sealed)
	gcm := k.held.Load().ciphers[id]
	if gcm == nil || len(sealed) < 4+gcm.NonceSize() {
		return nil, fmt.Errorf("open %s: no key %d", place, id)
	}
	nonce, text := sealed[4:4+gcm.NonceSize()], sealed[4+gcm.NonceSize():]
	plain, err := gcm.Open(nil, nonce, text, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	return plain, nil
}

// keyOf is the id of the key something was sealed with, 0 for nonsense.
func keyOf(sealed []byte) uint32 {
	if len(sealed) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(sealed)
}

// stale reports whether something was sealed with a key that is not current.
func (k *Keyring) stale(sealed []byte) bool {
	return sealed != nil && keyOf(sealed) != k.held.Load().file.Current
}

// Blind is the blind index of a value that is already in its normal form; the
// label keeps an identity number's tail from meeting a phone's.
func (k *Keyring) Blind(label, value string) ([]byte, error) {
	if k == nil {
		return nil, errNoKeys
	}
	if value == "" {
		return nil, nil
	}
	mac := hmac.New(sha256.New, k.held.Load().file.Index)
	mac.Write([]byte(label + "\x00" + value))
	return mac.Sum(nil), nil
}
