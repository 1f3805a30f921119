package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/jiefen/jiefen/casemodel"
)

// largestForm is room for the longest record with every field full.
const largestForm = 2 << 20

// read parses what was posted. Files are read only where a form takes some and
// only for who is signed in: nobody else makes this machine keep more than
// words.
func (v *visit) read(r route) error {
	req := v.c.Request
	if req.Method != http.MethodPost {
		return nil
	}
	kind, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	parts := err == nil && kind == "multipart/form-data"
	files := parts && r.entry == filing && (v.session.UserID != "" || v.ended)
	req.Body = http.MaxBytesReader(v.c.Writer, req.Body, v.limit(files))
	switch {
	case !parts:
		err = req.ParseForm()
	case v.session.UserID == "":
		req.PostForm, err = words(multipart.NewReader(req.Body, params["boundary"]))
	default:
		err = req.ParseMultipartForm(largestForm)
	}
	if err != nil {
		return v.unread(err, files)
	}
	v.form = cleaned(req.PostForm)
	if len(v.form.Get("_once")) > longestOnce {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "form.unreadable"}
	}
	req.PostForm = v.form
	v.digest = digest(req)
	return nil
}

// longestOnce is more than any one-time word of ours.
const longestOnce = 200

// cleaned leaves of what was posted what a keyboard types, as declared fields
// are cleaned anyway. Passwords stay as they are: they are only ever hashed.
func cleaned(posted url.Values) url.Values {
	form := make(url.Values, len(posted))
	for name, values := range posted {
		if !isText(name) {
			continue // no form of ours has it
		}
		form[name] = values
		if slices.Contains([]string{"password", "new", "again"}, name) {
			continue
		}
		for i := range values {
			values[i] = strings.Map(plainRune, strings.ToValidUTF8(values[i], ""))
		}
	}
	return form
}

func plainRune(r rune) rune {
	if unicode.IsControl(r) && r != '\r' && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// limit of a body: all files of one sending together are no more than one file
// may be.
func (v *visit) limit(files bool) int64 {
	if files {
		return largestForm + v.s.rules().Largest
	}
	return largestForm
}

func (v *visit) unread(err error, files bool) error {
	var large *http.MaxBytesError
	switch {
	case !errors.As(err, &large) && !errors.Is(err, errManyWords):
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "form.unreadable"}
	case files:
		return &casemodel.Error{Kind: casemodel.TooLarge, Key: "form.files_too_large", Args: map[string]any{"max": v.s.rules().Largest >> 20}}
	}
	return &casemodel.Error{Kind: casemodel.TooLarge, Key: "form.too_large", Args: map[string]any{"max": largestForm >> 20}}
}

var errManyWords = errors.New("more words than a form holds")

// words are what was typed into a form with files whose session is over: they
// wait for who typed them, the files pass by unread.
func words(parts *multipart.Reader) (url.Values, error) {
	kept, left := url.Values{}, int64(largestForm)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return kept, nil
		}
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return nil, err
		}
		left -= int64(len(text)+len(part.FormName())) + perPart
		if left < 0 {
			return nil, errManyWords
		}
		kept.Add(part.FormName(), string(text))
	}
}

// perPart is what a part costs in memory beside its words.
const perPart = 100
