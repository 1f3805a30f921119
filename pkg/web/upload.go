package web

import (
	"errors"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/workflows"
)

// maxFiles of one form, in one sending.
const maxFiles = 10

// atTheFile are the refusals of one file that leave the others and the form
// alone.
var atTheFile = []casemodel.ErrorKind{casemodel.TooLarge, casemodel.TypeRefused, casemodel.Throttled, casemodel.Invalid, casemodel.Busy}

// KeptFile is one that was uploaded with this form before and not yet used. Src
// is a drawing of it, "" for what is no picture.
type KeptFile struct{ Field, ID, Name, Src string }

func keptFile(field, id, name string) KeptFile {
	kept := KeptFile{Field: field, ID: id, Name: name}
	if slices.Contains([]string{".jpg", ".jpeg", ".jfif", ".png", ".gif", ".webp"}, strings.ToLower(path.Ext(name))) {
		kept.Src = "/files/" + id + "/small"
	}
	return kept
}

func keptFiles(values url.Values, name string) []KeptFile {
	var kept []KeptFile
	for _, id := range values[name] {
		if casemodel.ID(id).Valid() {
			kept = append(kept, keptFile(name, id, values.Get(name+".name."+id)))
		}
	}
	return kept
}

// files takes those kept from an earlier try and stores the new ones; what is
// refused, and what is beyond the first ten, is a fault at the field and
// nothing else is lost.
func (r *reading) files(d *workflows.Field, name string) error {
	kept := keptFiles(r.values, name)
	sent := r.v.uploads(name + ".new")
	if more := len(sent) - maxFiles; more > 0 {
		r.faults = append(r.faults, casemodel.FieldError{Field: d.ID, Key: "file.too_many", Args: map[string]any{"max": maxFiles, "more": more}})
		sent = sent[:maxFiles]
	}
	for _, header := range sent {
		f, err := r.v.upload(header, "")
		var refused *casemodel.Error
		if errors.As(err, &refused) && slices.Contains(atTheFile, refused.Kind) {
			r.faults = append(r.faults, casemodel.FieldError{Field: d.ID, Key: refused.Key, Args: refused.Args})
			continue
		}
		if err != nil {
			return err
		}
		if d.Type == "file" {
			kept = nil // the newest replaces the one before
		}
		kept = append(kept, keptFile(name, string(f.ID), f.Name))
	}
	delete(r.values, name)
	ids := make([]string, 0, len(kept))
	for _, k := range kept {
		ids = append(ids, k.ID)
		r.values.Add(name, k.ID) // the form shows it again
		r.values.Set(name+".name."+k.ID, k.Name)
	}
	if d.Type == "files" {
		r.list(d.ID, ids)
		return nil
	}
	if len(ids) > 0 {
		r.raw[d.ID] = ids[0]
	}
	return nil
}

func (v *visit) uploads(name string) []*multipart.FileHeader {
	if v.c.Request.MultipartForm == nil {
		return nil
	}
	found := v.c.Request.MultipartForm.File[name]
	return slices.DeleteFunc(slices.Clone(found), func(h *multipart.FileHeader) bool { return h.Size == 0 && h.Filename == "" })
}

// upload looks at what a file is, keeps it and writes it down as one's own;
// with the same one-time word the same file is one.
func (v *visit) upload(header *multipart.FileHeader, once string) (f casemodel.File, err error) {
	if v.s.vault == nil {
		return f, &casemodel.Error{Kind: casemodel.TypeRefused, Key: "file.no_vault"}
	}
	if err := v.s.desk.RoomForFile(v.ctx(), v.who); err != nil {
		return f, err
	}
	src, err := header.Open()
	if err != nil {
		return f, err
	}
	defer src.Close() //nolint:errcheck // it was only read
	taken, err := v.s.vault.Take(src, plainName(header.Filename), v.s.rules())
	if err != nil {
		return f, err
	}
	return v.s.desk.Upload(v.ctx(), v.who, taken, once)
}

// fileWord is the answer to upload.js: what was kept.
type fileWord struct {
	ID   casemodel.ID `json:"id"`
	Name string       `json:"name"`
	Src  string       `json:"src"` // a drawing of it
}

// takeFile keeps one file of a form that is still being written.
func (s *Site) takeFile(v *visit) error {
	v.c.Header(formHeader, "file")
	sent := v.uploads("file")
	if len(sent) != 1 {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "form.unreadable"}
	}
	f, err := v.upload(sent[0], v.form.Get("_once"))
	var refused *casemodel.Error
	if errors.As(err, &refused) && slices.Contains(atTheFile, refused.Kind) {
		return v.word(statusOf(err), word{Says: s.sayFault(refused.Key, refused.Args)})
	}
	if err != nil {
		return err
	}
	v.c.JSON(http.StatusCreated, fileWord{f.ID, f.Name, keptFile("", string(f.ID), f.Name).Src})
	return nil
}

// waitingPicture sends a drawing of one's own file that no act has used yet.
func (s *Site) waitingPicture(v *visit) error {
	id := casemodel.ID(v.c.Param("file"))
	if !id.Valid() || s.vault == nil {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
	}
	f, err := s.desk.WaitingFile(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	return s.picture(v, f, vault.Small)
}

// rules are what this site lets in.
func (s *Site) rules() vault.Rules { return s.desk.FileRules(s.maxFile) }

// plainName is a file's name without a path, short enough to keep.
func plainName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return -1
		}
		return r
	}, name)
	for len(name) > 180 {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:] // the ending says what it is
	}
	return name
}

func sortedKeys(values url.Values) []string { return slices.Sorted(maps.Keys(values)) }
