package vault

import (
	"errors"
	"image"
	_ "image/gif" // recognised by its head
	"image/jpeg"
	_ "image/png" // as well
	"io"
)

// largestPicture is how many points a picture may have: a page of A3 at 1200
// dots an inch. What has more is made to break the reader.
const largestPicture = 250_000_000

// checkPicture reads the head of a picture and refuses one that is damaged or
// too large, before anybody decodes it. Sorts nobody here decodes pass.
func checkPicture(c content, name string) error {
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return err
	}
	head, _, err := image.DecodeConfig(c)
	if errors.Is(err, image.ErrFormat) {
		if w, h := heifSize(c); w > 0 && h > 0 {
			head, err = image.Config{Width: w, Height: h}, nil
		}
	}
	if _, strange := errors.AsType[jpeg.UnsupportedError](err); strange || errors.Is(err, image.ErrFormat) {
		return nil // a sort that is kept and never drawn
	}
	if err != nil || head.Width <= 0 || head.Height <= 0 {
		return refused("file.broken", name)
	}
	if int64(head.Width)*int64(head.Height) > largestPicture {
		return refused("file.pixels", name, "width", head.Width, "height", head.Height)
	}
	return nil
}
