package vault

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const heic = "image/heic"

// FindHeif looks for a program that turns the photos of some phones (HEIC),
// which no library of ours reads, into JPEG: heif-convert of libheif, by its old
// or its new name. "" when there is none.
func FindHeif() string {
	for _, name := range []string{"heif-convert", "heif-dec"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	return ""
}

// heifFor is how long a conversion may take.
const heifFor = 60 * time.Second

// heifHead is how much of a photo is looked through for its size.
const heifHead = 256 << 10

// heifSize reads the size of a photo from its properties (ISO/IEC 23008-12,
// box ispe): the largest of those named, as a photo is often made of tiles. None
// is 0×0.
func heifSize(c io.ReadSeeker) (w, h int) {
	head := make([]byte, heifHead)
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return 0, 0
	}
	n, err := io.ReadFull(c, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, 0
	}
	for rest := head[:n]; ; {
		at := bytes.Index(rest, []byte("ispe"))
		if at < 0 || len(rest) < at+16 {
			return w, h
		}
		wide, high := int(binary.BigEndian.Uint32(rest[at+8:])), int(binary.BigEndian.Uint32(rest[at+12:]))
		if int64(wide)*int64(high) > int64(w)*int64(h) {
			w, h = wide, high
		}
		rest = rest[at+16:]
	}
}

// heifPicture has a photo converted, in a folder of its own, and decodes what
// came of it, which is upright already.
func (v *Vault) heifPicture(ctx context.Context, c Content) (image.Image, error) {
	dir, err := os.MkdirTemp("", "photo-*")
	if err != nil {
		return nil, fmt.Errorf("convert photo: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what is left is temporary
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	in, err := os.Create(filepath.Join(dir, "in.heic"))
	if err != nil {
		return nil, fmt.Errorf("convert photo: %w", err)
	}
	_, err = io.Copy(in, c)
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, fmt.Errorf("convert photo: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, heifFor)
	defer cancel()
	run := exec.CommandContext(ctx, v.Heif, "in.heic", "out.jpg") //nolint:gosec // a program found at start, names of our own
	run.Dir, run.WaitDelay = dir, time.Second
	if said, err := run.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %w: %.200s", ErrNotDrawn, err, said)
	}
	for _, name := range []string{"out.jpg", "out-1.jpg"} { // several photos in one file are numbered
		if out, err := os.Open(filepath.Join(dir, name)); err == nil {
			defer out.Close() //nolint:errcheck // it was only read
			frame, err := frameOf(out, "image/jpeg")
			if err != nil || frame.weight() > mostDecoded {
				return nil, fmt.Errorf("%w: %d×%d: %w", ErrNotDrawn, frame.w, frame.h, err)
			}
			return frame.decode(out, "image/jpeg")
		}
	}
	return nil, fmt.Errorf("%w: no photo came of it", ErrNotDrawn)
}
