package documents

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"
)

// What a template may weigh: a paper of a few pages with a seal is far below.
const (
	LargestFile = 20 << 20 // packed, in bytes
	largestPart = 16 << 20 // unpacked
	largestSum  = 48 << 20
	mostParts   = 500
)

const (
	mainPart     = "word/document.xml"
	contentTypes = "[Content_Types].xml"
)

// file is one file of the archive: as it stood, and unpacked.
type file struct {
	header zip.FileHeader
	packed []byte
	text   []byte
}

// open reads an archive and refuses what a paper has no use for: programs,
// things fetched from elsewhere, files hidden in files, and more than it says.
func open(raw []byte) ([]*file, error) {
	if len(raw) > LargestFile {
		return nil, refused("too_large", "", "")
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, refused("not_word", "", "")
	}
	if len(archive.File) > mostParts {
		return nil, refused("too_large", "", "")
	}
	var files []*file
	seen, sum := map[string]bool{}, 0
	for _, entry := range archive.File {
		f, err := read(entry)
		if err != nil {
			return nil, err
		}
		if sum += len(f.text); sum > largestSum {
			return nil, refused("too_large", entry.Name, "")
		}
		key := strings.ToLower(entry.Name)
		if seen[key] || !plainName(entry.Name) {
			return nil, refused("bad_name", "", entry.Name)
		}
		seen[key] = true
		if !strings.HasSuffix(entry.Name, "/") {
			files = append(files, f)
		}
	}
	if !seen[mainPart] || !seen[strings.ToLower(contentTypes)] {
		return nil, refused("not_word", "", "")
	}
	return files, inspect(files)
}

// plainName reports whether a name stays within the archive.
func plainName(name string) bool {
	clean := strings.TrimSuffix(name, "/")
	return clean != "" && !strings.ContainsAny(name, "\\\x00:") && path.Clean("/" + clean)[1:] == clean
}

func read(entry *zip.File) (*file, error) {
	raw, err := entry.OpenRaw()
	if err != nil {
		return nil, refused("not_word", "", "")
	}
	f := &file{header: entry.FileHeader}
	if f.packed, err = io.ReadAll(io.LimitReader(raw, LargestFile)); err != nil {
		return nil, refused("not_word", "", "")
	}
	unpacked, err := entry.Open()
	if err != nil {
		return nil, refused("not_word", "", "")
	}
	f.text, err = io.ReadAll(io.LimitReader(unpacked, largestPart+1)) // what its head says of its size is not believed
	if err = errors.Join(err, unpacked.Close()); err != nil {
		return nil, refused("not_word", "", "")
	}
	if len(f.text) > largestPart {
		return nil, refused("too_large", entry.Name, "")
	}
	return f, nil
}

// fetching is a field that brings in something from elsewhere when it is opened
// or updated, or starts another program.
var fetching = regexp.MustCompile(`(?i)\b(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|DATABASE|IMPORT|INCLUDE)\b`)

// instruction is the text of a field, its pieces over several runs included.
var instruction = regexp.MustCompile(`(?s)<w:instrText[^>]*>(.*?)</w:instrText>|w:instr="([^"]*)"`)

func inspect(files []*file) error {
	for _, f := range files {
		name := strings.ToLower(f.header.Name)
		switch {
		case strings.HasSuffix(name, ".bin"), strings.HasPrefix(name, "word/activex/"), strings.HasPrefix(name, "word/embeddings/"), strings.HasSuffix(name, ".exe"):
			return refused("embedded", f.header.Name, "")
		case !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels"):
			continue
		case bytes.Contains(f.text, []byte("<!DOCTYPE")), bytes.Contains(f.text, []byte("<!ENTITY")):
			return refused("dtd", f.header.Name, "")
		case name == strings.ToLower(contentTypes) && bytes.Contains(bytes.ToLower(f.text), []byte("macroenabled")):
			return refused("macro", f.header.Name, "")
		case strings.HasSuffix(name, ".rels"):
			if err := f.cutLinks(); err != nil {
				return err
			}
		default:
			var fields strings.Builder
			for _, m := range instruction.FindAllSubmatch(f.text, -1) {
				fields.Write(m[1])
				fields.Write(m[2])
			}
			if word := fetching.FindString(fields.String()); word != "" {
				return refused("fetches", f.header.Name, word)
			}
			f.forgetTemplate()
		}
	}
	return nil
}

var (
	relationship = regexp.MustCompile(`(?s)<(?:\w+:)?Relationship\b[^>]*?/?>`)
	outside      = regexp.MustCompile(`(?i)TargetMode\s*=\s*["']External["']`)
	ofTemplate   = regexp.MustCompile(`(?i)/attachedTemplate["']`)
	ofLink       = regexp.MustCompile(`(?i)/hyperlink["']`)
	ofChunk      = regexp.MustCompile(`(?i)/(aFChunk|oleObject|package|control|subDocument|frame)["']`)
	attached     = regexp.MustCompile(`<w:attachedTemplate\b[^>]*/>`)
)

// cutLinks refuses what would be fetched when the paper is opened. The template
// a word processor remembers is only forgotten: one file in fifty names one.
func (f *file) cutLinks() error {
	var fault error
	f.replace(relationship.ReplaceAllFunc(f.text, func(one []byte) []byte {
		switch {
		case ofTemplate.Match(one):
			return nil
		case ofChunk.Match(one), outside.Match(one) && !ofLink.Match(one):
			fault = refused("outside", f.header.Name, string(one))
		}
		return one
	}))
	return fault
}

func (f *file) forgetTemplate() {
	if f.header.Name == "word/settings.xml" {
		f.replace(attached.ReplaceAll(f.text, nil))
	}
}

// replace gives a file another text; it is packed anew where it is written.
func (f *file) replace(text []byte) {
	if !bytes.Equal(text, f.text) {
		f.text, f.packed = text, nil
	}
}

// write puts a file into another archive, as it stood where nothing changed.
func (f *file) write(to *zip.Writer) error {
	if f.packed == nil {
		return pack(to, f.header.Name, f.text)
	}
	head := f.header
	w, err := to.CreateRaw(&head)
	if err == nil {
		_, err = w.Write(f.packed)
	}
	return err
}

func pack(to *zip.Writer, name string, text []byte) error {
	w, err := to.Create(name)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}
