package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/image/webp"
)

// The longer side of a drawn picture, in points: one among others, and one that
// fills the screen.
const (
	Small = 320
	Large = 1600
)

// What drawing may take. A photo of 40 million points of a phone is just below.
const (
	mostDecoded = 64 << 20 // bytes of one picture while it is drawn
	lightest    = 24 << 20 // two pictures below are drawn at a time, else one
	quality     = 82
)

// Draws reports whether a picture can be made here of what has the type.
func (v *Vault) Draws(mime string) bool {
	return slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, mime) || mime == heic && v != nil && v.Heif != ""
}

// Undrawn reports whether what has the type is a photo of which no picture can
// be made here, for want of a program.
func (v *Vault) Undrawn(mime string) bool { return mime == heic && !v.Draws(mime) }

// ErrNotDrawn says that no picture is made of a content: another sort, or more
// points than there is room for.
var ErrNotDrawn = errors.New("no picture is made of it")

// easel lets few pictures be drawn at a time: two light ones, or a heavy one.
type easel struct {
	slots chan struct{}
	heavy sync.Mutex // who waits for both slots waits alone
}

func (e *easel) take(ctx context.Context, weight int64) (done func(), err error) {
	n := 1
	if weight > lightest {
		n = cap(e.slots)
		e.heavy.Lock()
		defer e.heavy.Unlock()
	}
	free := func(n int) {
		for range n {
			<-e.slots
		}
	}
	for i := range n {
		select {
		case e.slots <- struct{}{}:
		case <-ctx.Done():
			free(i)
			return nil, ctx.Err()
		}
	}
	return func() { free(n) }, nil
}

// Picture hands out a drawing of a picture, no larger than side, upright and
// without what a camera writes beside it: a JPEG of our own, whatever it was
// drawn from. It is made when it is first asked for and kept beside the
// content. ErrNotDrawn when there is none; ErrChanged and NotFound as Open.
func (v *Vault) Picture(ctx context.Context, sha, mime string, side int) (Content, error) {
	if len(sha) != 64 || !v.Draws(mime) {
		return nil, ErrNotDrawn
	}
	place := filepath.Join(sha[:2], sha) + drawn(side)
	if f, err := v.root.Open(place); err == nil {
		return f, nil
	}
	c, err := v.Open(sha)
	if err != nil {
		return nil, err
	}
	defer c.Close() //nolint:errcheck // it was only read
	frame := frame{bytes: 4, turn: 1}
	if mime == heic {
		frame.w, frame.h = heifSize(c)
	} else if frame, err = frameOf(c, mime); err != nil {
		return nil, err
	}
	if frame.w < 1 || frame.h < 1 || frame.weight() > mostDecoded {
		return nil, fmt.Errorf("%w: %d×%d", ErrNotDrawn, frame.w, frame.h)
	}
	done, err := v.easel.take(ctx, frame.weight())
	if err != nil {
		return nil, err
	}
	defer done()
	if f, err := v.root.Open(place); err == nil {
		return f, nil // somebody else waited for it too
	}
	var m image.Image
	if mime == heic {
		m, err = v.heifPicture(ctx, c)
	} else {
		m, err = frame.decode(c, mime)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotDrawn, err)
	}
	return v.keepPicture(place, upright(shrink(m, side), frame.turn))
}

// drawn is the end of the name of a drawing.
func drawn(side int) string { return fmt.Sprintf(".%d.jpg", side) }

// keepPicture writes a drawing down and hands it out. Where it cannot be kept
// it is handed out all the same: reading goes on while a disk is full.
func (v *Vault) keepPicture(place string, m image.Image) (Content, error) {
	var drawing bytes.Buffer
	if err := jpeg.Encode(&drawing, m, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("keep picture: %w", err)
	}
	_ = v.writePicture(place, drawing.Bytes()) // it is drawn anew the next time
	return unkept{bytes.NewReader(drawing.Bytes())}, nil
}

func (v *Vault) writePicture(place string, drawing []byte) error {
	tmp, err := v.temp()
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // it has been renamed, or it must go
	_, err = tmp.Write(drawing)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err := v.root.Mkdir(filepath.Dir(place), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return os.Rename(tmp.Name(), filepath.Join(v.root.Name(), place))
}

// unkept is a drawing in memory.
type unkept struct{ *bytes.Reader }

// Close implements io.Closer.
func (unkept) Close() error { return nil }

// frame is what the head of a picture says.
type frame struct {
	w, h  int
	bytes float64 // of one point while it is drawn
	turn  int     // how the camera was held: orientation of EXIF, 1 to 8
}

func (f frame) weight() int64 { return int64(float64(f.w) * float64(f.h) * f.bytes) }

// frameOf reads the head of a picture.
func frameOf(c Content, mime string) (frame, error) {
	head, _, err := image.DecodeConfig(c)
	if err != nil {
		return frame{}, fmt.Errorf("%w: %w", ErrNotDrawn, err)
	}
	f := frame{w: head.Width, h: head.Height, bytes: 4, turn: 1}
	switch {
	case mime == "image/jpeg":
		if _, err := c.Seek(0, io.SeekStart); err != nil {
			return f, err
		}
		f.bytes, f.turn = jpegHead(c)
	case head.ColorModel == color.RGBA64Model || head.ColorModel == color.NRGBA64Model:
		f.bytes = 8
	case mime == "image/webp" && head.ColorModel == color.NRGBAModel: // without loss: points are held while they are turned back
		f.bytes = 12
	}
	return f, nil
}

func (f frame) decode(c Content, mime string) (image.Image, error) {
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	switch mime {
	case "image/jpeg":
		return jpeg.Decode(c)
	case "image/png":
		return png.Decode(c)
	case "image/webp":
		return webp.Decode(c)
	}
	return gif.Decode(c) // its first picture
}

// shrink draws a picture so that its longer side is no longer than side, on
// white. Every point is the mean of some of those it stands for.
func shrink(src image.Image, side int) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	from, fast := src.(image.RGBA64Image)
	if !fast {
		whole := image.NewRGBA(b)
		draw.Draw(whole, b, src, b.Min, draw.Src)
		from = whole
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := b.Min.Y+y*b.Dy()/h, b.Min.Y+(y+1)*b.Dy()/h
		for x := range w {
			x0, x1 := b.Min.X+x*b.Dx()/w, b.Min.X+(x+1)*b.Dx()/w
			to.SetRGBA(x, y, mean(from, image.Rect(x0, y0, max(x1, x0+1), max(y1, y0+1))))
		}
	}
	return to
}

// mean is the colour of a patch, of at most 4×4 of its points, on white.
func mean(m image.RGBA64Image, r image.Rectangle) color.RGBA {
	const most = 4
	stepX, stepY := max(1, r.Dx()/most), max(1, r.Dy()/most)
	var red, green, blue, n uint32
	for y := r.Min.Y; y < r.Max.Y; y += stepY {
		for x := r.Min.X; x < r.Max.X; x += stepX {
			c := m.RGBA64At(x, y)
			white := 0xffff - uint32(c.A)
			red, green, blue, n = red+uint32(c.R)+white, green+uint32(c.G)+white, blue+uint32(c.B)+white, n+1
		}
	}
	return color.RGBA{uint8(red / n >> 8), uint8(green / n >> 8), uint8(blue / n >> 8), 255}
}

// upright turns a picture as the camera was held (EXIF orientation).
func upright(m *image.RGBA, turn int) image.Image {
	if turn < 2 || turn > 8 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 { // it lies on its side
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch turn {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			to.SetRGBA(tx, ty, m.RGBAAt(x, y))
		}
	}
	return to
}
