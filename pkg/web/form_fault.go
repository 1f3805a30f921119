package web

import (
	"errors"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

func asRefusal(err error, into **casemodel.Error) bool { return err != nil && errors.As(err, into) }

// covers reports whether a fault's path, items.0.amount, lies in a field.
func covers(f Field, path string) bool {
	name := strings.TrimSuffix(strings.TrimPrefix(f.ID, "f."), ".new")
	return path != "" && (name == path || strings.HasPrefix(path, name+"."))
}

// put writes a fault at the very input: of a row when the path names one.
func (f *Field) put(path, text string) {
	rest := strings.TrimPrefix(path, strings.TrimPrefix(f.ID, "f."))
	if rest == "" || !f.putInRow(f.ID+rest, text) {
		if f.Error == "" {
			f.Error = text
		}
	}
}

func (f *Field) putInRow(id, text string) bool {
	for i := range f.Consents {
		if strings.HasPrefix(id, f.Consents[i].Path+".") {
			f.Consents[i].Error = text
			return true
		}
	}
	for i := range f.Came {
		if strings.HasPrefix(id, f.Came[i].Path+".") {
			f.Came[i].Error = text
			return true
		}
	}
	for i := range f.Items {
		for j := range f.Items[i].Cells {
			if f.Items[i].Cells[j].ID == id {
				f.Items[i].Cells[j].Error = text
				return true
			}
		}
	}
	return false
}
