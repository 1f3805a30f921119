package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
)

const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// paperNamed is a paper the program knows.
func paperNamed(id string) (templates.Paper, bool) {
	all := templates.Papers()
	i := slices.IndexFunc(all, func(p templates.Paper) bool { return p.ID == id })
	if i < 0 {
		return templates.Paper{}, false
	}
	return all[i], true
}

// filler is what a paper is made from now: the site's version that is in
// force, else the program's own. A version that fitted an older program and
// does not fit this one is Invalid and never silently another.
func (s *Site) filler(ctx context.Context, id string) (t *documents.Template, version string, err error) {
	own, err := s.desk.PaperInForce(ctx, id)
	if err != nil {
		return nil, "", err
	}
	if own == nil {
		t, err = documents.Shipped(id)
		return t, say("template.shipped"), err
	}
	t, err = s.compiled(own.SHA256, own.Content)
	if _, faulty := errors.AsType[documents.FaultsError](err); faulty {
		return nil, "", &casemodel.Error{Kind: casemodel.Invalid, Key: "template.outdated", Args: map[string]any{"no": own.No}}
	}
	return t, say("template.version", "no", own.No), err
}

// compiled keeps templates ready by what their file is: versions are few.
func (s *Site) compiled(sha string, content []byte) (*documents.Template, error) {
	if known, is := s.fillers.Load(sha); is {
		return known.(*documents.Template), nil //nolint:errcheck,forcetypeassert // nothing else is in it
	}
	t, err := soundTemplate(content)
	if err == nil {
		s.fillers.Store(sha, t)
	}
	return t, err
}

// soundTemplate compiles an uploaded file and fills it with the examples and
// with a record that has nothing: both happen on real cases.
func soundTemplate(content []byte) (*documents.Template, error) {
	t, err := documents.Compile(content, documents.Sample())
	if err != nil {
		return nil, err
	}
	if !t.Marked() {
		return nil, documents.FaultsError{{Key: "template.unmarked"}}
	}
	empty, err := documents.Worded(documents.Record{})
	if err != nil {
		return nil, err
	}
	if err := t.Fill(io.Discard, empty); err != nil {
		return nil, documents.FaultsError{{Key: "template.syntax", What: err.Error()}}
	}
	return t, nil
}

// sendWord hands a Word file over under a name.
func (v *visit) sendWord(name string, content []byte) {
	v.c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".docx"}))
	v.data(http.StatusOK, wordType, content)
}

func (v *visit) fillWord(name string, t *documents.Template, data documents.Record) error {
	var b bytes.Buffer
	if err := t.Fill(&b, data); err != nil {
		return err
	}
	v.sendWord(name, b.Bytes())
	return nil
}
