package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Evidence is read by the class of each piece: what one party gave in
// confidence is as closed as what it said so. The class stands with the piece,
// and every later act on it is told of in the journal by the same class.

// ofEvidence reports whether an act is about one piece, whose class its
// journal entry names.
func ofEvidence(act string) bool {
	return slices.Contains([]string{"add_evidence", "return_evidence", "withdraw_evidence", "weigh_evidence"}, act)
}

// confided is the class of what was given in confidence.
const confided = "agreement"

// addEvidence takes a piece in, under the next number of the case.
func addEvidence(j *job, c *call) error {
	all, err := j.tx.Evidence(c.m.RootID)
	if err != nil {
		return err
	}
	e := &casemodel.Evidence{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, No: 1, PartyID: c.in.ID("party"), Kind: c.in.Text("kind"),
		Title: c.in.Text("title"), Proves: c.in.Text("proves"), Form: c.in.Text("form"), Pages: int(c.in.Int("pages")),
		GivenOn: cmp.Or(c.in.Day("given_on"), c.on), Read: cmp.Or(c.in.Text("read"), confided), AuthorID: c.who.UserID, Seq: c.seq,
	}
	if len(all) > 0 {
		e.No = all[len(all)-1].No + 1
	}
	switch {
	case e.Pages < 0 || e.Pages > mostPages:
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "evidence.pages", Field: "pages", Args: map[string]any{"max": mostPages}}
	case j.today < e.GivenOn:
		return casemodel.Bad("given_on", "date.future")
	}
	if err := j.tx.InsertEvidence(e); err != nil {
		return err
	}
	c.in["read"] = e.Read
	c.tell("no", e.No)
	return missing(j.tx.ShowBy(e.ID, c.in.IDs("files")...), "files", "evidence.shown")
}

const mostPages = 9999

// pieceOf finds the piece an act names by its number, and writes down its
// class. One that this person may not read is not there.
func (j *job) pieceOf(c *call) (*casemodel.Evidence, error) {
	all, err := j.tx.Evidence(c.m.RootID)
	if err != nil {
		return nil, err
	}
	no := int(c.in.Int("no"))
	i := slices.IndexFunc(all, func(e casemodel.Evidence) bool { return e.No == no })
	if i < 0 || !j.reads(c.who, &all[i]) {
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "evidence.none", Field: "no", Args: map[string]any{"no": no}}
	}
	c.in["read"] = all[i].Read
	return &all[i], nil
}

// reads reports whether somebody may read a piece: by its class, where it was
// taken in.
func (j *job) reads(who casemodel.Actor, e *casemodel.Evidence) bool {
	m := j.fam.matter(e.MatterID)
	return m != nil && j.may(who, m, "see", "read").Allow && j.canRead(who, m, e.Read)
}

func returnEvidence(j *job, c *call) error {
	e, err := j.pieceOf(c)
	if err != nil {
		return err
	}
	if e.ReturnedOn != "" {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "evidence.returned", Field: "no", Args: map[string]any{"no": e.No, "on": string(e.ReturnedOn), "who": e.ReturnedTo}}
	}
	e.ReturnedOn, e.ReturnedTo, e.ReceiptID = cmp.Or(c.in.Day("returned_on"), c.on), c.in.Text("returned_to"), c.in.ID("receipt")
	switch {
	case j.today < e.ReturnedOn:
		return casemodel.Bad("returned_on", "date.future")
	case e.ReturnedOn < e.GivenOn:
		return casemodel.Bad("returned_on", "evidence.before_given")
	}
	return j.tx.UpdateEvidence(e)
}

// withdrawEvidence: who gave it no longer relies on it. The row stays and says
// why; its files are taken down.
func withdrawEvidence(j *job, c *call) error {
	e, err := j.pieceOf(c)
	if err != nil {
		return err
	}
	if e.Withdrawn != "" {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "evidence.withdrawn", Field: "no", Args: map[string]any{"no": e.No}}
	}
	e.Withdrawn = c.in.Text("reason")
	if err := j.tx.DetachEvidence(e.ID); err != nil {
		return err
	}
	return j.tx.UpdateEvidence(e)
}

// weighEvidence writes what a piece is worth into its sealed column; the
// journal says that it was weighed, never how.
func weighEvidence(j *job, c *call) error {
	e, err := j.pieceOf(c)
	if err != nil {
		return err
	}
	if strings.TrimSpace(c.in.Text("weight")) == "" {
		return casemodel.Bad("weight", "field.missing")
	}
	e.Weight = c.in.Text("weight")
	delete(c.in, "weight")
	return j.tx.UpdateEvidence(e)
}

// Piece is one piece of evidence as somebody may read it.
type Piece struct {
	casemodel.Evidence

	Files []casemodel.File `json:"files"` // what shows it, as far as it is there
	Acts  []string         `json:"acts"`  // what may be done with it here
}

// Evidence lists the evidence of the whole case as far as the actor may read
// it, in its order. NotFound when he may not know of the matter.
func (d *Desk) Evidence(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Piece, error) {
	var pieces []Piece
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		pieces, err = j.pieces(m)
		return err
	})
	return pieces, err
}

// countEvidence counts the pieces of the case that the actor may read and that
// stand; where none was ever handed in, nobody asks.
func (j *job) countEvidence(v *View) error {
	given := false
	for _, acts := range j.fam.acts {
		_, one := acts["add_evidence"]
		given = given || one
	}
	if !given {
		return nil
	}
	all, err := j.tx.Evidence(j.fam.root.ID)
	for i := range all {
		if all[i].Withdrawn == "" && j.reads(j.who, &all[i]) {
			v.Evidence++
		}
	}
	return err
}

func (j *job) pieces(m *casemodel.Matter) ([]Piece, error) {
	all, err := j.tx.Evidence(m.RootID)
	if err != nil {
		return nil, err
	}
	pieces := []Piece{}
	ids := make([]casemodel.ID, 0, len(all))
	for _, e := range all {
		if !j.reads(j.who, &e) {
			continue
		}
		if !j.canRead(j.who, j.fam.matter(e.MatterID), "sessions") {
			e.Weight = ""
		}
		pieces, ids = append(pieces, Piece{Evidence: e, Files: []casemodel.File{}, Acts: j.actsOn(m, &e)}), append(ids, e.ID)
	}
	files, err := j.tx.FilesOfEvidence(ids...)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		at := j.fam.matter(f.MatterID)
		if f.Detached == 1 || at == nil {
			continue
		}
		if open, err := j.opens(j.who, at, &f); err != nil || !open {
			if err != nil {
				return nil, err
			}
			continue
		}
		i := slices.Index(ids, f.EvidenceID)
		pieces[i].Files = append(pieces[i].Files, f)
	}
	return pieces, nil
}

// actsOn are the acts on a piece that are this person's on the matter.
func (j *job) actsOn(m *casemodel.Matter, e *casemodel.Evidence) []string {
	acts := []string{}
	flow := j.flow(m)
	for _, act := range []string{"return_evidence", "weigh_evidence", "withdraw_evidence"} {
		done := act == "return_evidence" && e.ReturnedOn != "" || act != "return_evidence" && e.Withdrawn != ""
		if !done && flow.RecordOpen(m.State, act) && j.may(j.who, m, act, "write").Allow {
			acts = append(acts, act)
		}
	}
	return acts
}
