package web

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
)

// largestTable is more than the table of all villages of a province.
const largestTable = 2 << 20

// table is an uploaded table as text, or what was pasted instead of one. Its
// faults are at the file's field.
func (v *visit) table(file, pasted string) (name, text string, err error) {
	sent := v.uploads(file)
	if len(sent) == 0 {
		if text = v.form.Get(pasted); strings.TrimSpace(text) == "" {
			return "", "", casemodel.Bad(file, "table.missing")
		}
		return say("table.pasted"), text, nil
	}
	src, err := sent[0].Open()
	if err != nil {
		return "", "", err
	}
	defer src.Close() //nolint:errcheck // it was only read
	content, err := io.ReadAll(io.LimitReader(src, largestTable+1))
	if err != nil {
		return "", "", err
	}
	text = strings.TrimPrefix(string(content), "\ufeff") // as office programs write it
	switch {
	case len(content) > largestTable:
		return "", "", &casemodel.Error{Kind: casemodel.Invalid, Key: "table.too_large", Field: file, Args: map[string]any{"max": largestTable >> 20}}
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", "", casemodel.Bad(file, "table.not_text")
	case strings.TrimSpace(text) == "":
		return "", "", casemodel.Bad(file, "table.missing")
	}
	return plainName(sent[0].Filename), text, nil
}
