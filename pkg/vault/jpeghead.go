package vault

import (
	"bufio"
	"encoding/binary"
	"io"
)

// jpegHead reads the marks of a JPEG up to its picture: how many bytes a point
// takes while it is decoded, and how the camera was held (EXIF 4.6.4 A,
// Orientation; 1 when it does not say).
func jpegHead(r io.Reader) (bytes float64, turn int) {
	in := bufio.NewReader(r)
	turn, bytes = 1, 3
	if _, err := in.Discard(2); err != nil {
		return bytes, turn
	}
	for range 200 { // marks before the picture; an ordinary photo has a dozen
		var mark [4]byte
		if _, err := io.ReadFull(in, mark[:]); err != nil || mark[0] != 0xff {
			return bytes, turn
		}
		length := int(binary.BigEndian.Uint16(mark[2:])) - 2
		if length < 0 {
			return bytes, turn
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(in, text); err != nil {
			return bytes, turn
		}
		switch {
		case mark[1] == 0xe1 && turn == 1:
			turn = orientation(text)
		case mark[1] >= 0xc0 && mark[1] <= 0xc2:
			return perPoint(text, mark[1] == 0xc2), turn
		}
	}
	return bytes, turn
}

// perPoint counts the samples of a point; a progressive picture keeps four
// bytes of each until its end.
func perPoint(frame []byte, progressive bool) float64 {
	if len(frame) < 6 || len(frame) < 6+3*int(frame[5]) || frame[5] == 0 {
		return 4
	}
	sum, widest, highest := 0, 1, 1
	for i := range int(frame[5]) {
		h, v := int(frame[7+3*i]>>4), int(frame[7+3*i]&15)
		sum, widest, highest = sum+h*v, max(widest, h), max(highest, v)
	}
	samples := float64(sum) / float64(widest*highest)
	if progressive {
		return 5 * samples
	}
	return samples
}

func orientation(text []byte) int {
	if len(text) < 14 || string(text[:6]) != "Exif\x00\x00" {
		return 1
	}
	text = text[6:]
	var order binary.ByteOrder = binary.BigEndian
	if string(text[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(text[4:8]))
	if at < 8 || at+2 > len(text) {
		return 1
	}
	for i := range int(order.Uint16(text[at : at+2])) {
		entry := at + 2 + 12*i
		if entry+12 > len(text) {
			return 1
		}
		if order.Uint16(text[entry:]) == 0x0112 {
			return int(order.Uint16(text[entry+8:]))
		}
	}
	return 1
}
