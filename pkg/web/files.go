package web

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/vault"
)

// apart is the policy of what is handed out: whatever it holds, it may not act
// in this site's name.
const apart = "default-src 'none'; sandbox; frame-ancestors 'none'"

// file sends one file of a matter, each time by the right to read its class.
// It is only ever downloaded, never shown by the browser as a page of ours.
func (s *Site) file(v *visit) error {
	f, err := v.fileOf(s.desk.File)
	if err != nil {
		return err
	}
	v.release() // it is read to its end before a byte of it leaves, and whoever downloads takes his time
	content, err := s.vault.Open(f.SHA256)
	if err != nil {
		return s.gone(v, f, err)
	}
	defer content.Close() //nolint:errcheck // it was only read
	v.c.Header("Content-Security-Policy", apart)
	v.c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	v.c.DataFromReader(http.StatusOK, f.Size, f.Type, content, nil)
	return nil
}

// fileOf finds the file an address names.
func (v *visit) fileOf(find func(context.Context, casemodel.Actor, casemodel.ID, casemodel.ID) (*casemodel.File, error)) (*casemodel.File, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	fid := casemodel.ID(v.c.Param("file"))
	if !fid.Valid() || v.s.vault == nil {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
	}
	return find(v.ctx(), v.who, id, fid)
}

// gone says that a content is not what was kept, or is kept no more; the log
// has its hashes.
func (s *Site) gone(v *visit, f *casemodel.File, err error) error {
	if casemodel.Is(err, casemodel.NotFound) {
		s.log.ErrorContext(v.ctx(), "file lost", "file", f.ID, "matter", f.MatterID, "sha256", f.SHA256)
	}
	if errors.Is(err, vault.ErrChanged) {
		return &casemodel.Error{Key: "file.changed", Args: map[string]any{"name": f.Name, "number": s.number(v, err), "whom": s.whom()}}
	}
	return err
}

// smallPicture and largePicture send a drawing of a picture: never the file
// itself, which is somebody else's.
func (s *Site) smallPicture(v *visit) error {
	f, err := v.fileOf(s.desk.Glimpse)
	if err != nil {
		return err
	}
	return s.picture(v, f, vault.Small)
}

func (s *Site) largePicture(v *visit) error {
	f, err := v.fileOf(s.desk.File)
	if err != nil {
		return err
	}
	return s.picture(v, f, vault.Large)
}

func (s *Site) picture(v *visit, f *casemodel.File, side int) error {
	v.release() // others may be drawn first
	content, err := s.vault.Picture(v.ctx(), f.SHA256, f.Type, side)
	if errors.Is(err, vault.ErrNotDrawn) {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_drawn"}
	}
	if err != nil {
		return s.gone(v, f, err)
	}
	defer content.Close() //nolint:errcheck // it was only read
	v.c.Header("Content-Security-Policy", apart)
	v.c.Header("Content-Type", "image/jpeg")
	http.ServeContent(v.c.Writer, v.c.Request, "", f.CreatedAt.Time(), content)
	return nil
}

// PicturePage shows one picture as large as the screen, with the way to those
// beside it.
type PicturePage struct {
	Shell
	Crumbs           []Link
	Name, Src        string
	Facts            []Fact
	Back, Down       string
	Before, After    string // addresses of the pictures beside it
	Of               string // which of how many
	Evidence, Proves string
}

// viewer shows the picture an address names among the pictures of its matter.
func (s *Site) viewer(v *visit) error {
	f, err := v.fileOf(s.desk.Glimpse) // the picture itself is written down when it is sent
	if err != nil {
		return err
	}
	view, err := v.view()
	if err != nil {
		return err
	}
	home := "/matters/" + string(view.Matter.ID)
	page := &PicturePage{Name: f.Name, Back: home, Down: home + "/files/" + string(f.ID), Src: home + "/files/" + string(f.ID) + "/large"}
	if !s.vault.Draws(f.Type) {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_drawn"}
	}
	pieces, err := s.desk.Evidence(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(pieces, func(p casework.Piece) bool { return p.ID == f.EvidenceID }); i >= 0 {
		page.Back, page.Proves = home+"/evidence", pieces[i].Proves
		page.Evidence = say("evidence.called", "no", pieces[i].No, "title", pieces[i].Title)
	}
	page.beside(home, f.ID, s.order(view.Files, pieces))
	page.Facts = []Fact{
		{say("file.size"), size(f.Size)},
		{say("file.by"), s.userOf(v, f.OwnerID) + " " + minute(f.CreatedAt)},
		{say("file.class"), say("word.read." + f.Read)},
		{say("file.hash"), f.SHA256},
	}
	if f.SessionID != "" {
		page.Facts = append(page.Facts, Fact{say("file.record"), s.recordNamed(v, view, string(f.SessionID))})
	}
	name := matterName(&view.Matter, view.Flow)
	page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {name, home}, {say("evidence.title"), home + "/evidence"}, {f.Name, ""}}
	page.Shell = v.shell(f.Name, "/matters")
	return v.ok("picture", page)
}

// order is the pictures of a matter as they lie: those that show evidence by
// its number, the others after them.
func (s *Site) order(files []casemodel.File, pieces []casework.Piece) []casemodel.ID {
	var all []casemodel.ID
	add := func(f *casemodel.File) {
		if s.vault.Draws(f.Type) && !slices.Contains(all, f.ID) && slices.ContainsFunc(files, func(mine casemodel.File) bool { return mine.ID == f.ID }) {
			all = append(all, f.ID)
		}
	}
	for i := range pieces {
		for k := range pieces[i].Files {
			add(&pieces[i].Files[k])
		}
	}
	for i := range files {
		add(&files[i])
	}
	return all
}

func (p *PicturePage) beside(home string, id casemodel.ID, all []casemodel.ID) {
	i := slices.Index(all, id)
	at := func(i int) string { return home + "/files/" + string(all[i]) + "/view" }
	if i > 0 {
		p.Before = at(i - 1)
	}
	if i >= 0 && i+1 < len(all) {
		p.After = at(i + 1)
	}
	if len(all) > 1 && i >= 0 {
		p.Of = say("file.of", "n", strconv.Itoa(i+1), "all", strconv.Itoa(len(all)))
	}
}
