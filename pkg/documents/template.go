package documents

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// Template is a Word file with marks, found sound. It never changes and is safe
// for many at once.
type Template struct {
	files []*file
	texts map[string]*template.Template // of the parts with marks
	sha   string
}

// SHA256 is of the file the template was made of, hexadecimal.
func (t *Template) SHA256() string { return t.sha }

// stories are the parts that people read.
var stories = regexp.MustCompile(`^word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$`)

// Compile checks an uploaded Word file against a sample of what will fill it.
// The error is a FaultsError: everything that is wrong, each at its mark.
func Compile(raw []byte, sample Record) (*Template, error) {
	files, err := open(raw)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	t := &Template{files: files, texts: map[string]*template.Template{}, sha: hex.EncodeToString(sum[:])}
	var faults FaultsError
	for _, f := range files {
		if !stories.MatchString(f.header.Name) {
			continue
		}
		text, wrong := compile(f.header.Name, f.text, sample)
		if faults = append(faults, wrong...); text != nil {
			t.texts[f.header.Name] = text
		}
	}
	if len(faults) > 0 {
		return nil, faults[:min(len(faults), mostFaults)]
	}
	if err := t.Fill(io.Discard, sample); err != nil {
		return nil, refused("syntax", "", err.Error())
	}
	return t, nil
}

// Marked reports whether the file has any mark at all: one without is a paper
// and no template.
func (t *Template) Marked() bool { return len(t.texts) > 0 }

// largestPaper is how long one part of a paper may become.
const largestPaper = 50 << 20

var errLong = errors.New("the paper would be too long")

// Fill writes a paper. The record must have every name the sample had.
func (t *Template) Fill(w io.Writer, data Record) error { return t.fill(w, data, "", nil) }

// Again writes a paper whose original somebody has already: the words stand
// above it, whatever template it is of, so that it is never taken for that.
func (t *Template) Again(w io.Writer, data Record, words string) error {
	return t.fill(w, data, words, nil)
}

var bodyBegin = regexp.MustCompile(`<w:body[^>]*>`)

// above is a small line before the first of a text.
func above(text []byte, words string) []byte {
	line := `<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:sz w:val="18"/></w:rPr>` +
		textBegin + escape(words) + textEnd + `</w:r></w:p>`
	at := bodyBegin.FindIndex(text)
	if at == nil {
		return text
	}
	return slices.Concat(text[:at[1]], []byte(line), text[at[1]:])
}

// fill writes a paper; after, if any, is what is done with its body.
func (t *Template) fill(w io.Writer, data Record, words string, after func([]byte) ([]byte, error)) error {
	f := &filling{pictures: map[string][][]byte{}}
	whole := make(Record, len(data)+1)
	maps.Copy(whole, data)
	whole[inner] = f
	written := map[string][]byte{}
	for _, one := range t.files {
		text := t.texts[one.header.Name]
		if text == nil {
			if one.header.Name == mainPart && words != "" {
				written[mainPart] = above(one.text, words)
			}
			continue
		}
		f.part = one.header.Name
		b := &bounded{}
		if err := text.Execute(b, whole); err != nil {
			return fmt.Errorf("fill %s: %w", f.part, err)
		}
		written[f.part] = b.Bytes()
		if f.part == mainPart && words != "" {
			written[f.part] = above(b.Bytes(), words)
		}
		if after != nil && f.part == mainPart {
			var err error
			if written[f.part], err = after(written[f.part]); err != nil {
				return fmt.Errorf("fill %s: %w", f.part, err)
			}
		}
	}
	return t.pack(w, written, f)
}

// bounded is a part in the making, up to its limit.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > largestPaper {
		return 0, errLong
	}
	return b.Buffer.Write(p)
}

// pack puts the archive together: what has no mark goes in as it stood.
func (t *Template) pack(w io.Writer, written map[string][]byte, f *filling) error {
	archive := zip.NewWriter(w)
	for part, pictures := range f.pictures {
		t.link(written, part, pictures)
	}
	for _, one := range t.files {
		var err error
		if text, changed := written[one.header.Name]; changed {
			err = pack(archive, one.header.Name, text)
			delete(written, one.header.Name)
		} else {
			err = one.write(archive)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", one.header.Name, err)
		}
	}
	for name, text := range written { // pictures, and what says where they are
		if err := pack(archive, name, text); err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

const (
	emptyRelations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`
	pictureType    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
)

// link adds the pictures of a part and says in its relations where they are.
func (t *Template) link(written map[string][]byte, part string, pictures [][]byte) {
	relations := path.Dir(part) + "/_rels/" + path.Base(part) + ".rels"
	text := t.file(relations, emptyRelations)
	var b strings.Builder
	for i, png := range pictures {
		name := "media/jf_" + strings.TrimSuffix(path.Base(part), ".xml") + "_" + strconv.Itoa(i+1) + ".png"
		b.WriteString(`<Relationship Id="jfp` + strconv.Itoa(i+1) + `" Type="` + pictureType + `" Target="` + name + `"/>`)
		written[path.Dir(part)+"/"+name] = png
	}
	written[relations] = []byte(strings.Replace(text, "</Relationships>", b.String()+"</Relationships>", 1))
	types := t.file(contentTypes, "")
	if !strings.Contains(types, `Extension="png"`) {
		head, rest, _ := strings.Cut(types, "<Types")
		open, rest, _ := strings.Cut(rest, ">")
		written[contentTypes] = []byte(head + "<Types" + open + `><Default Extension="png" ContentType="image/png"/>` + rest)
	}
}

func (t *Template) file(name, otherwise string) string {
	for _, f := range t.files {
		if f.header.Name == name {
			return string(f.text)
		}
	}
	return otherwise
}
