package vault_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"strconv"
	"strings"
	"testing"
)

// entry is one file of a made-up archive.
type entry struct {
	name, text string
	mode       fs.FileMode
}

// archive packs entries as they are given, whatever their names.
func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		head := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode != 0 {
			head.SetMode(e.mode)
		}
		w, err := z.CreateHeader(head)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	oneLink   = `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/TYPE" Target="TARGET" TargetMode="External"/></Relationships>`
)

// word is a Word document with more in it.
func word(t testing.TB, more ...entry) []byte {
	t.Helper()
	return archive(t, append([]entry{
		{name: "[Content_Types].xml", text: wordTypes}, {name: "word/document.xml", text: "<w:document>双方自愿达成如下协议</w:document>"},
	}, more...)...)
}

// leads is a list of relations of one that leads away.
func leads(kind, target string) entry {
	return entry{name: "word/_rels/document.xml.rels", text: strings.NewReplacer("TYPE", kind, "TARGET", target).Replace(oneLink)}
}

// zeros is a text that packs a thousand times smaller.
func zeros(n int) string { return strings.Repeat("\x00", n) }

func many(n int) []entry {
	all := make([]entry, n)
	for i := range all {
		all[i] = entry{name: "word/" + strconv.Itoa(i) + ".xml", text: "x"}
	}
	return all
}

// lying is an archive whose heads say that a part is small.
func lying(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range []entry{{name: "[Content_Types].xml", text: wordTypes}, {name: "word/document.xml", text: "x"}} {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(e.text))
	}
	var packed bytes.Buffer
	inner := zip.NewWriter(&packed)
	w, err := inner.Create("a")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte(zeros(100 << 20)))
	if err := inner.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	var stream bytes.Buffer
	_, _ = stream.ReadFrom(raw)
	head := &zip.FileHeader{Name: "word/media/a.bin", Method: zip.Deflate, UncompressedSize64: 10, CompressedSize64: uint64(stream.Len())}
	to, err := z.CreateRaw(head)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = to.Write(stream.Bytes())
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// crowded is an archive whose directory has a million entries: reading it whole
// would take hundreds of MiB.
func crowded() []byte {
	var b bytes.Buffer
	b.WriteString("PK\x03\x04" + strings.Repeat("\x00", 26))
	at := b.Len()
	one := make([]byte, 46)
	copy(one, "PK\x01\x02")
	const n = 1 << 20
	for range n {
		b.Write(one)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	le := binary.LittleEndian
	le.PutUint32(end[12:], uint32(b.Len()-at))
	le.PutUint32(end[16:], uint32(at))
	b.Write(end) // the number of entries is told by its last 16 bits: none
	return b.Bytes()
}

// photo is a real picture of so many points.
func photo(t testing.TB, w, h int) image.Image {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), 255})
		}
	}
	return m
}

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, photo(t, w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, photo(t, w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, photo(t, w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// huge is a small PNG that says it is so large.
func huge(w, h uint32) []byte {
	head := []byte("IHDR\x00\x00\x00\x00\x00\x00\x00\x00\x08\x02\x00\x00\x00")
	binary.BigEndian.PutUint32(head[4:], w)
	binary.BigEndian.PutUint32(head[8:], h)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

// wide is text in the two-byte letters of old office documents.
func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		b.WriteByte(0)
	}
	return b.String()
}

const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
