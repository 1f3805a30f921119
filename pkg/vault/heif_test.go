package vault_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/vault"
)

// heicOf is the head of a phone's photo of a size, with nothing to see in it.
func heicOf(w, h uint32) []byte {
	b := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x28meta\x00\x00\x00\x00\x00\x00\x00\x14ispe\x00\x00\x00\x00")
	return append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, w), h), bytes.Repeat([]byte{0}, 64)...)
}

// A picture that chats send is drawn like any other, and refused by its head
// when it is too large.
func TestAWebpIsDrawn(t *testing.T) {
	v, _ := open(t)
	content := read(t, "testdata/quartered.webp")
	m, _ := draws(t, v, content, "聊天截图.webp", vault.Small)
	if m.Bounds().Dx() != 320 || m.Bounds().Dy() != 200 {
		t.Errorf("drawn %v", m.Bounds())
	}
	for _, at := range []struct {
		x, y int
		red  bool
	}{{80, 50, true}, {240, 50, false}, {80, 150, false}, {240, 150, false}} {
		if r, _, b, _ := m.At(at.x, at.y).RGBA(); (r > b) != at.red {
			t.Errorf("at %d,%d red is %x, blue %x", at.x, at.y, r, b)
		}
	}
	huge := bytes.Clone(content) // the head of the extended form bears the size, less one, in three bytes each
	copy(huge[24:30], []byte{0x2f, 0x75, 0, 0x2f, 0x75, 0})
	if _, err := v.Take(bytes.NewReader(huge), "大图.webp", vault.Rules{Largest: 1 << 20}); !casemodel.Is(err, casemodel.TypeRefused) {
		t.Errorf("30,000 by 30,000 points: %v", err)
	}
}

// A phone's photo is drawn where a program for it is found, else it is kept and
// said to have no picture; one that is too large is refused by its head.
func TestAPhonesPhotoIsDrawnWhereAProgramIsFound(t *testing.T) {
	v, _ := open(t)
	rules := vault.Rules{Largest: 1 << 20}
	f, err := v.Take(bytes.NewReader(heicOf(640, 400)), "IMG_0831.HEIC", rules)
	if err != nil || f.Type != "image/heic" {
		t.Fatalf("taken as %q: %v", f.Type, err)
	}
	if _, err := v.Picture(t.Context(), f.SHA256, f.Type, vault.Small); !errors.Is(err, vault.ErrNotDrawn) || v.Draws(f.Type) || !v.Undrawn(f.Type) {
		t.Errorf("without a program: %v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "photo.jpg"), held(t, quartered(640, 400), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	v.Heif = filepath.Join(dir, "heif-convert") // stands for the program: the world outside
	script := "#!/bin/sh\nhead -c 12 \"$1\" | grep -q ftypheic && cp " + dir + "/photo.jpg \"$2\"\n"
	if err := os.WriteFile(v.Heif, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	c, err := v.Picture(t.Context(), f.SHA256, f.Type, vault.Small)
	if err != nil || !v.Draws(f.Type) || v.Undrawn(f.Type) {
		t.Fatalf("with a program: %v", err)
	}
	m, err := jpeg.Decode(c)
	if err != nil || m.Bounds().Dx() != 320 {
		t.Errorf("drawn %v, %v", m, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := v.Take(bytes.NewReader(heicOf(30000, 30000)), "大图.heic", rules); !casemodel.Is(err, casemodel.TypeRefused) {
		t.Errorf("30,000 by 30,000 points: %v", err)
	}
	broken, err := v.Take(bytes.NewReader(append(heicOf(600, 400), 1)), "b.heic", rules)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(v.Heif, []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Picture(t.Context(), broken.SHA256, broken.Type, vault.Small); !errors.Is(err, vault.ErrNotDrawn) {
		t.Errorf("a program that fails: %v", err)
	}
	if rest, err := filepath.Glob(filepath.Join(os.TempDir(), "photo-*")); err != nil || len(rest) > 0 {
		t.Errorf("left behind: %v, %v", rest, err)
	}
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
