package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/jiefen/jiefen/casemodel"
)

// mostKept is how many bytes all results on the disk may have together.
const mostKept = 4 << 30

// results are the files of long runs, in one folder that holds nothing else.
type results struct {
	dir  string
	held atomic.Int64
	most int64
}

// openResults makes the folder, and removes what a program left that was
// stopped. Without a name it is made when the first run comes, among the
// system's own for what is not kept.
func openResults(dir string) (*results, error) {
	if dir == "" {
		return &results{most: mostKept}, nil
	}
	left, err := filepath.Glob(filepath.Join(dir, "run-*"))
	if err != nil {
		return nil, fmt.Errorf("folder of runs: %w", err)
	}
	for _, one := range left {
		err = errors.Join(err, os.Remove(one))
	}
	if err = errors.Join(err, os.MkdirAll(dir, 0o700)); err != nil {
		return nil, fmt.Errorf("folder of runs: %w", err)
	}
	return &results{dir: dir, most: mostKept}, nil
}

// result is one result. It is enciphered with a key that nothing but this program
// has while it runs: what a power cut leaves is noise.
type result struct {
	of     *results
	file   *os.File
	stream cipher.Stream
	buffer []byte // what is enciphered, used again
	block  cipher.Block
	first  []byte
	size   int64
	closed bool
}

func (s *results) create() (*result, error) {
	secret := make([]byte, 32+aes.BlockSize)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("key of a run: %w", err)
	}
	block, err := aes.NewCipher(secret[:32])
	if err != nil {
		return nil, fmt.Errorf("key of a run: %w", err)
	}
	file, err := os.CreateTemp(s.dir, "run-*") // 0600
	if err != nil {
		return nil, fmt.Errorf("keep a run: %w", err)
	}
	k := &result{of: s, file: file, block: block, first: secret[32:]}
	k.stream = cipher.NewCTR(block, k.first)
	return k, nil
}

// Write takes what is made; more than the disk is to hold is refused in words.
func (k *result) Write(p []byte) (int, error) {
	if k.of.held.Add(int64(len(p))) > k.of.most {
		k.of.held.Add(-int64(len(p)))
		return 0, &casemodel.Error{Kind: casemodel.Unavailable, Key: "run.too_large", Args: map[string]any{"n": k.of.most >> 30}}
	}
	k.buffer = append(k.buffer[:0], p...)
	k.stream.XORKeyStream(k.buffer, k.buffer)
	n, err := k.file.Write(k.buffer)
	k.size += int64(n)
	k.of.held.Add(int64(n - len(p)))
	return n, err
}

func (k *result) finish() error {
	if k == nil {
		return nil
	}
	k.closed, k.buffer = true, nil
	return k.file.Close()
}

// open reads the result from its beginning.
func (k *result) open() (io.ReadCloser, error) {
	file, err := os.Open(k.file.Name())
	if err != nil {
		return nil, fmt.Errorf("read a run: %w", err)
	}
	return struct {
		io.Reader
		io.Closer
	}{cipher.StreamReader{S: cipher.NewCTR(k.block, k.first), R: file}, file}, nil
}

// remove takes the result off the disk. Whoever reads it just now reads it to
// its end where the system lets a file be removed that is open.
func (k *result) remove() {
	if k.file == nil {
		return
	}
	name := k.file.Name()
	if !k.closed {
		_ = k.file.Close() // it is thrown away
	}
	_ = os.Remove(name) // the next start tries again
	k.of.held.Add(-k.size)
	k.file = nil
}
