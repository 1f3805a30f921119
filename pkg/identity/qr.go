package identity

import (
	"errors"
	"fmt"
	"image"

	"github.com/pquerna/otp"
)

// drawn is wide enough for the longest name: a code of it has some 60 modules.
const drawn = 512

// Modules are the dark squares of the enrolment as a QR code, row by row and
// without the quiet edge around it.
func (e Enrolment) Modules() ([][]bool, error) { return Modules(e.URL) }

// Modules are the dark squares of a short text as a QR code, row by row and
// without the quiet edge around it. The text must do as an address: no blanks.
func Modules(text string) ([][]bool, error) {
	key, err := otp.NewKeyFromURL(text)
	if err != nil {
		return nil, fmt.Errorf("read text to draw: %w", err)
	}
	picture, err := key.Image(drawn, drawn)
	if err != nil {
		return nil, fmt.Errorf("draw text: %w", err)
	}
	return modules(picture)
}

// modules measures the picture by its upper corners: each begins or ends with
// a bar of seven modules.
func modules(picture image.Image) ([][]bool, error) {
	dark := func(x, y int) bool { r, _, _, _ := picture.At(x, y).RGBA(); return r == 0 }
	edge := 0
	for edge < drawn && !dark(edge, edge) {
		edge++
	}
	end := edge
	for end < drawn && dark(end, edge) {
		end++
	}
	size := (end - edge) / 7
	last := drawn - 1
	for last > edge && !dark(last, edge) {
		last--
	}
	if size == 0 {
		return nil, errors.New("draw one-time address: no code in the picture")
	}
	rows := make([][]bool, (last+1-edge)/size)
	for y := range rows {
		rows[y] = make([]bool, len(rows))
		for x := range rows[y] {
			rows[y][x] = dark(edge+x*size+size/2, edge+y*size+size/2)
		}
	}
	return rows, nil
}
