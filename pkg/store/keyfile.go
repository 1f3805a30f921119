package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keyFile is the form on disk. Keys are 32 random bytes each.
type keyFile struct {
	Current uint32            `json:"current"`
	Keys    map[uint32][]byte `json:"keys"`
	Index   []byte            `json:"index"`
}

// add makes a new current key. Its id is a random one: in a mixed-up backup, a
// key of another file is not taken for the one that is missing.
func (f *keyFile) add() {
	for f.Current == 0 || f.Keys[f.Current] != nil {
		f.Current = binary.BigEndian.Uint32(random(4))
	}
	f.Keys[f.Current] = random(keyBytes)
}

// CreateKeys makes a key file that did not exist, readable by its owner alone.
// Whoever loses it loses the sealed data of every backup.
func CreateKeys(path string) (*Keyring, error) {
	file := keyFile{Keys: map[uint32][]byte{}, Index: random(keyBytes)}
	file.add()
	ring, err := newKeyring(file)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create keys: %w", err)
	}
	return ring, errors.Join(writeKeys(path, file), syncFolder(filepath.Dir(path)))
}

// LoadKeys reads a key file and refuses one that others may read.
func LoadKeys(path string) (*Keyring, error) {
	file, err := readKeys(path)
	if err != nil {
		return nil, err
	}
	return newKeyring(file)
}

func readKeys(path string) (file keyFile, err error) {
	text, err := readSecret(path)
	if err != nil {
		return file, fmt.Errorf("load keys: %w", err)
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return file, fmt.Errorf("load keys: %s is not a key file", path) // the cause may quote a key
	}
	return file, nil
}

// LoadOrCreateKeys is the usual start: the file when it exists, else a new one.
func LoadOrCreateKeys(path string) (*Keyring, error) {
	ring, err := LoadKeys(path)
	if errors.Is(err, fs.ErrNotExist) {
		return CreateKeys(path)
	}
	return ring, err
}

// Rotate adds a new current key to the file and takes over all that stands in
// it, another process's rotation too. Everything sealed before still opens;
// DB.Reseal then moves it under the new key. Other processes have to load the
// file before they meet the new key.
func (k *Keyring) Rotate(path string) (err error) {
	release, err := LockFile(path + ".lock")
	if err != nil {
		return fmt.Errorf("rotate keys: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	file, err := readKeys(path)
	if err != nil {
		return err
	}
	if _, err := newKeyring(file); err != nil {
		return err
	}
	if !bytes.Equal(file.Index, k.held.Load().file.Index) {
		return fmt.Errorf("rotate keys: %s holds other keys than were loaded", path)
	}
	file.add()
	// The file first: a key that sealed something must never be lost.
	if err := replaceKeys(path, file); err != nil {
		return err
	}
	return k.hold(file)
}

// replaceKeys puts a whole new file in the place of the old one. Until it is
// whole and on the disk the old one stands; what a crash left of an earlier
// attempt never was in use.
func replaceKeys(path string, file keyFile) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replace keys: %w", err)
	}
	if err := writeKeys(fresh, file); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("replace keys: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// readSecret reads a file that nobody but its owner may read.
func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		return nil, fmt.Errorf("%s may be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	return os.ReadFile(path)
}

func writeKeys(path string, file keyFile) error {
	text, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	return writeSecret(path, append(text, '\n'))
}

// writeSecret makes a new file for its owner alone and waits for the disk.
func writeSecret(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// ErrLocked is the refusal of LockFile: another process holds the file.
var ErrLocked = errors.New("another process holds it")
