package vault_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/vault"
)

// quartered is a picture whose upper left quarter is red; the rest is blue.
func quartered(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			c := color.RGBA{0, 0, 255, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{255, 0, 0, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// held is a JPEG that says how the camera was held.
func held(t testing.TB, m image.Image, turn uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	exif = binary.LittleEndian.AppendUint16(exif, turn)
	exif = append(exif, 0, 0, 0, 0, 0, 0)
	head := []byte{0xff, 0xd8, 0xff, 0xe1}
	head = binary.BigEndian.AppendUint16(head, uint16(len(exif)+2))
	return append(append(head, exif...), b.Bytes()[2:]...)
}

func draws(t testing.TB, v *vault.Vault, content []byte, name string, side int) (image.Image, []byte) {
	t.Helper()
	f, err := v.Take(bytes.NewReader(content), name, vault.Rules{Largest: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Picture(t.Context(), f.SHA256, f.Type, side)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(c)
	if err != nil || c.Close() != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m, text
}

// A drawing is upright however the camera was held, small, and a JPEG of ours:
// nothing of what was written beside the picture is in it.
func TestADrawingIsUprightAndOurs(t *testing.T) {
	v, _ := open(t)
	for turn, at := range map[uint16]image.Point{ // where the red quarter is
		1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1},
	} {
		m, text := draws(t, v, held(t, quartered(640, 400), turn), "现场.jpg", vault.Small)
		want := image.Pt(320, 200)
		if turn >= 5 {
			want = image.Pt(200, 320)
		}
		if m.Bounds().Max != want || bytes.Contains(text, []byte("Exif")) {
			t.Errorf("turn %d: %v, want %v", turn, m.Bounds().Max, want)
		}
		for _, q := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			r, _, b, _ := m.At(want.X/4+q.X*want.X/2, want.Y/4+q.Y*want.Y/2).RGBA()
			if red := r > b; red != (q == at) {
				t.Errorf("turn %d: the quarter %v is red: %v", turn, q, red)
			}
		}
	}
	var glass bytes.Buffer
	if err := png.Encode(&glass, image.NewNRGBA(image.Rect(0, 0, 10, 10))); err != nil {
		t.Fatal(err)
	}
	m, _ := draws(t, v, glass.Bytes(), "透明.png", vault.Small)
	if r, _, _, _ := m.At(5, 5).RGBA(); r < 0xf000 || m.Bounds().Dx() != 10 {
		t.Errorf("a clear picture is drawn on %x, %v wide", r, m.Bounds().Dx())
	}
	if m, _ := draws(t, v, gifOf(t, 700, 350), "动图.gif", vault.Small); m.Bounds().Max != image.Pt(320, 160) {
		t.Errorf("a moving picture is %v", m.Bounds().Max)
	}
}

// What cannot be drawn in the room there is, is not; nothing of it stays.
func TestWhatTakesTooMuchIsNotDrawn(t *testing.T) {
	v, dir := open(t)
	for name, content := range map[string][]byte{
		"大图.png": huge(8000, 8000), "长图.png": huge(15_000, 16_000), "合同.pdf": []byte(pdf),
		"坏.jpg": append(held(t, quartered(64, 64), 1)[:300], zeros(200)...), "拼.webp": []byte("RIFF\x24\x00\x00\x00WEBPVP8 " + zeros(24)),
	} {
		f, err := v.Take(bytes.NewReader(content), name, vault.Rules{Largest: 1 << 20})
		if (name == "坏.jpg" || name == "拼.webp") && err != nil {
			continue // refused already
		}
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if c, err := v.Picture(t.Context(), f.SHA256, f.Type, vault.Small); !errors.Is(err, vault.ErrNotDrawn) || c != nil {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 8 {
			t.Errorf("%s took %d MiB", name, grown)
		}
	}
	for _, path := range lies(t, dir) {
		if strings.HasSuffix(path, ".jpg") || strings.Contains(path, "incoming") {
			t.Errorf("%s stays", path)
		}
	}
}

// A photo of a phone is drawn within the room, and its drawings go with it.
func TestAPhotoIsDrawnOnceAndGoesWithItsDrawings(t *testing.T) {
	v, dir := open(t)
	content := jpegOf(t, 4000, 3000)
	f, err := v.Take(bytes.NewReader(content), "照片.jpg", vault.Rules{Largest: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for _, side := range []int{vault.Small, vault.Large, vault.Small} {
		c, err := v.Picture(t.Context(), f.SHA256, f.Type, side)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
	}
	runtime.ReadMemStats(&after)
	if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 64 {
		t.Errorf("two drawings took %d MiB together", grown)
	}
	if n := len(lies(t, dir)); n != 3 {
		t.Errorf("%d contents lie there, want the photo and two drawings", n)
	}
	if gone, err := v.Remove(f.SHA256, time.Now().Add(time.Hour)); !gone || err != nil {
		t.Fatal(err)
	}
	if left := lies(t, dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
