package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Keyring encrypts what must not stand readable in the database and makes the
// blind indexes that find it. New texts are sealed with the current key, older
// keys only open; the index key never changes, or nothing would be found.
type Keyring struct {
	current uint32
	keys    map[uint32]cipher.AEAD
	index   []byte
	file    keyFile
}

// keyFile is the form on disk. Keys are 32 random bytes each.
type keyFile struct {
	Current uint32            `json:"current"`
	Keys    map[uint32][]byte `json:"keys"`
	Index   []byte            `json:"index"`
}

const keyBytes = 32

var errNoKeys = errors.New("no keys were given to open sealed data")

// CreateKeys makes a key file that did not exist, readable by its owner alone.
// Whoever loses it loses the sealed data of every backup.
func CreateKeys(path string) (*Keyring, error) {
	file := keyFile{Current: 1, Keys: map[uint32][]byte{1: random(keyBytes)}, Index: random(keyBytes)}
	ring, err := newKeyring(file)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create keys: %w", err)
	}
	return ring, writeKeys(path, file, os.O_EXCL)
}

// LoadKeys reads a key file and refuses one that others may read.
func LoadKeys(path string) (*Keyring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("load keys: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		return nil, fmt.Errorf("load keys: %s may be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("load keys: %w", err)
	}
	var file keyFile
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("load keys: %s is not a key file", path) // the cause may quote a key
	}
	return newKeyring(file)
}

// LoadOrCreateKeys is the usual start: the file when it exists, else a new one.
func LoadOrCreateKeys(path string) (*Keyring, error) {
	ring, err := LoadKeys(path)
	if errors.Is(err, fs.ErrNotExist) {
		return CreateKeys(path)
	}
	return ring, err
}

func newKeyring(file keyFile) (*Keyring, error) {
	ring := &Keyring{current: file.Current, keys: map[uint32]cipher.AEAD{}, index: file.Index, file: file}
	for id, key := range file.Keys {
		if len(key) != keyBytes {
			return nil, fmt.Errorf("load keys: key %d has %d bytes, not %d", id, len(key), keyBytes)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("load keys: %w", err)
		}
		if ring.keys[id], err = cipher.NewGCM(block); err != nil {
			return nil, fmt.Errorf("load keys: %w", err)
		}
	}
	if ring.keys[ring.current] == nil || len(ring.index) != keyBytes {
		return nil, errors.New("load keys: the file lacks its current key or its index key")
	}
	return ring, nil
}

func writeKeys(path string, file keyFile, flag int) error {
	text, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|flag, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
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
	gcm := k.keys[k.current]
	out := make([]byte, 4, 4+gcm.NonceSize()+len(text)+gcm.Overhead())
	binary.BigEndian.PutUint32(out, k.current)
	nonce := random(gcm.NonceSize())
	return gcm.Seal(append(out, nonce...), nonce, text, []byte(place)), nil
}

// Open decrypts what Seal made for the same place.
func (k *Keyring) Open(place string, sealed []byte) ([]byte, error) {
	if k == nil {
		return nil, errNoKeys
	}
	id, ok := keyID(sealed)
	gcm := k.keys[id]
	if !ok || gcm == nil || len(sealed) < 4+gcm.NonceSize() {
		return nil, fmt.Errorf("open %s: no key %d", place, id)
	}
	nonce, text := sealed[4:4+gcm.NonceSize()], sealed[4+gcm.NonceSize():]
	clear, err := gcm.Open(nil, nonce, text, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	return clear, nil
}

func keyID(sealed []byte) (uint32, bool) {
	if len(sealed) < 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32(sealed), true
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
	mac := hmac.New(sha256.New, k.index)
	mac.Write([]byte(label + "\x00" + value))
	return mac.Sum(nil), nil
}
