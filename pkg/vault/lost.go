package vault

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/jiefen/jiefen/casemodel"
)

// lost is an error of the folder itself: it is gone, full, read-only, or its
// disk fails. It is Unavailable, and nothing of ours changed; what it wraps is
// for the log.
func lost(doing string, err error) error {
	return fmt.Errorf("%w: %s: %w", &casemodel.Error{Kind: casemodel.Unavailable, Key: "file.store_gone"}, doing, err)
}

// errOther says that another folder lies where ours was opened: a disk was
// taken away under a running server. What is kept there would not be found.
var errOther = errors.New("the folder of files is not the one this server opened: bring it back, or start the server again")

// same reports whether the folder is still at its place.
func (v *Vault) same() error {
	ours, err := v.root.Stat(".")
	if err != nil {
		return err
	}
	there, err := os.Stat(v.root.Name())
	if err != nil {
		return err
	}
	if !os.SameFile(ours, there) {
		return fmt.Errorf("%w: %s", errOther, v.root.Name())
	}
	return nil
}

// temp opens a file for what is on its way, in the folder that was opened.
func (v *Vault) temp() (*os.File, error) {
	if err := v.same(); err != nil {
		return nil, err
	}
	return os.CreateTemp(v.root.Name(), incoming)
}

// sender is who sends a content, with how that broke off: a fault of his is
// none of the disk's.
type sender struct {
	r   io.Reader
	err error
}

func (s *sender) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}
