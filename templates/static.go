package templates

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// static holds our own files and, below vendor, those of others with their licences beside them: Bootstrap's style sheet
// (no script of it) for its reset, grid and utilities, and htmx.
//
//go:embed static
var static embed.FS

// File is one static file as it is sent: its name carries its hash, so it may
// be kept for ever.
type File struct {
	Type          string
	Plain, Zipped []byte
}

type shelf struct {
	names map[string]string // app.css → app.1a2b3c4d5e.css
	files map[string]File
}

var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

var assets = sync.OnceValue(func() shelf {
	s := shelf{names: map[string]string{}, files: map[string]File{}}
	err := fs.WalkDir(static, "static", func(file string, e fs.DirEntry, err error) error {
		ext := path.Ext(file)
		if err != nil || e.IsDir() || types[ext] == "" {
			return err
		}
		content, err := static.ReadFile(file)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		hashed := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:5]) + ext
		s.names[e.Name()] = hashed
		s.files[hashed] = File{Type: types[ext], Plain: content, Zipped: zip(content)}
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("static files: %v", err))
	}
	return s
})

func zip(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant of the library
	}
	_, err = w.Write(content)
	if closed := w.Close(); err != nil || closed != nil {
		panic("gzip into memory failed")
	}
	return b.Bytes()
}

// Asset is the address of a static file.
func Asset(name string) string {
	hashed, ok := assets().names[name]
	if !ok {
		panic("there is no static file " + name) // a page names it: found when the page is first tested
	}
	return "/static/" + hashed
}

// Static finds a static file by the name in its address.
func Static(hashed string) (File, bool) {
	f, ok := assets().files[hashed]
	return f, ok
}
