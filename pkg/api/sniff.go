package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// plain are types told by their content alone.
var plain = map[string]bool{
	"application/pdf": true, "image/jpeg": true, "image/png": true, "image/webp": true, "audio/mpeg": true, "video/mp4": true,
}

// byName are types that need the name as well: an office paper is a zip or an
// old compound file, a text is anything readable, and many recordings begin
// without a mark.
var byName = map[string]struct {
	looks func(content []byte, sniffed string) bool
	kind  string
}{
	".docx": {zipped, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	".xlsx": {zipped, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	".doc":  {compound, "application/msword"},
	".xls":  {compound, "application/vnd.ms-excel"},
	".txt":  {readable, "text/plain; charset=utf-8"},
	".mp3":  {frames, "audio/mpeg"},
	".m4a":  {boxes, "audio/mp4"},
	".mp4":  {boxes, "video/mp4"},
}

const sniffed = 512 // bytes that tell a type

// sniff finds out what a file really is and refuses what has no place in a
// case. It returns the whole content again.
func sniff(name string, content io.Reader) (kind string, whole io.Reader, err error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(content, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", nil, err
	}
	head = head[:n]
	whole = io.MultiReader(bytes.NewReader(head), content)
	kind = http.DetectContentType(head)
	known, ok := byName[strings.ToLower(path.Ext(name))]
	switch {
	case ok && known.looks(head, kind):
		return known.kind, whole, nil
	case plain[kind]:
		return kind, whole, nil
	}
	return "", nil, &casemodel.Error{Kind: casemodel.TypeRefused, Key: "file.type", Field: "file", Args: map[string]any{"name": name}}
}

func zipped(head []byte, _ string) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

func compound(head []byte, _ string) bool {
	return bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

func readable(_ []byte, kind string) bool { return strings.HasPrefix(kind, "text/plain") }

func frames(head []byte, kind string) bool {
	return kind == "audio/mpeg" || len(head) > 1 && head[0] == 0xff && head[1]&0xe0 == 0xe0
}

func boxes(head []byte, _ string) bool { return len(head) > 8 && string(head[4:8]) == "ftyp" }
