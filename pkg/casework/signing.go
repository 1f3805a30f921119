package casework

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// Signing is one time a record was signed, as it is shown: Holds while the text
// is the one that was signed.
type Signing struct {
	casemodel.RecordSigning
	Holds bool `json:"holds"`
}

// writtenRecord is a record in the one form its SHA-256 is taken of. Its order
// and its names are part of the hash and stay as they are.
type writtenRecord struct {
	Form    int               `json:"form"` // of this very layout
	No      int               `json:"no"`
	Mode    string            `json:"mode"`
	On      casemodel.Day     `json:"on"`
	Place   string            `json:"place"`
	Present string            `json:"present"`
	Result  string            `json:"result"`
	Text    string            `json:"text"`
	Minutes casemodel.Minutes `json:"minutes"`
}

// writtenSupplement is the same of a supplement.
type writtenSupplement struct {
	Form   int           `json:"form"`
	Record casemodel.ID  `json:"record"`
	No     int           `json:"no"`
	On     casemodel.Day `json:"on"`
	Text   string        `json:"text"`
	Pages  []string      `json:"pages,omitempty"` // SHA-256 of the pages that came with it
}

func hashOf(form any) (string, error) {
	b, err := json.Marshal(form)
	if err != nil {
		return "", fmt.Errorf("hash of a record: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

func recordHash(s *casemodel.Session) (string, error) {
	return hashOf(writtenRecord{1, s.No, s.Mode, s.On, s.Place, s.Present, s.Result, s.Text, s.Minutes})
}

func supplementHash(s *casemodel.Supplement) (string, error) {
	return hashOf(writtenSupplement{1, s.SessionID, s.No, s.On, s.Text, s.Pages})
}

// joint are the records of a matter that both sides may sign, by their number.
// A note of what one side said alone is its mediators' own: nobody signs it.
func (j *job) joint(m *casemodel.Matter) (map[int]*casemodel.Session, error) {
	all, err := j.tx.Sessions(m.ID)
	by := map[int]*casemodel.Session{}
	for i := range all {
		if all[i].Mode != "caucus" {
			by[all[i].No] = &all[i]
		}
	}
	return by, err
}

// recordNamed is the record an act names by its number, and whether it is
// signed already.
func (j *job) recordNamed(c *call) (s *casemodel.Session, locked bool, err error) {
	by, err := j.joint(c.m)
	if err != nil {
		return nil, false, err
	}
	no := int(c.in.Int("record"))
	if s = by[no]; s == nil {
		return nil, false, &casemodel.Error{Kind: casemodel.Invalid, Key: "record.none", Field: "record", Args: map[string]any{"no": no}}
	}
	signings, err := j.tx.RecordSignings(c.m.ID)
	return s, signed(signings, s.ID), err
}

func signed(signings []casemodel.RecordSigning, thing casemodel.ID) bool {
	return slices.ContainsFunc(signings, func(one casemodel.RecordSigning) bool { return one.ThingID == thing })
}

// signRecord writes down who signed a record, or a supplement to it, and files
// the signed copy. From then on the text stays.
func signRecord(j *job, c *call) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	s, _, err := j.recordNamed(c)
	if err != nil {
		return err
	}
	thing := s.ID
	hash, err := recordHash(s)
	if err != nil {
		return err
	}
	written := s.On
	if c.in.Has("supplement") {
		one, err := j.supplementNamed(c, s)
		if err != nil {
			return err
		}
		if hash, err = supplementHash(one); err != nil {
			return err
		}
		thing, written = one.ID, one.On
	}
	how := casemodel.Signed{Parties: c.in.IDs("parties"), Signer: c.in.Text("signer"), ReadBy: c.in.Text("read_by"), Witness: c.in.Text("witness")}
	for _, id := range how.Parties {
		if p := j.fam.party(id); p == nil || !p.Present() || p.Role == casemodel.RoleMember {
			return casemodel.Bad("parties", "field.no_such_party")
		}
	}
	pages, on := c.in.IDs("pages"), cmp.Or(c.in.Day("signed_on"), c.on)
	switch {
	case len(how.Parties) == 0 && len(pages) == 0:
		return casemodel.Bad("parties", "record.nobody")
	case on > j.today:
		return casemodel.Bad("signed_on", "date.future")
	case on < written:
		return casemodel.Bad("signed_on", "record.before")
	}
	unsay(c)
	c.tell("text_sha256", hash)
	if err := j.tx.UsePages(s, recordPaper(c.flow, s), pages...); err != nil {
		return missing(err, "pages", "field.no_such_file")
	}
	return j.signedRecord(c, s, thing, hash, on, len(pages) > 0, how)
}

// signedRecord writes down that a record, or a supplement to it, was signed.
func (j *job) signedRecord(c *call, s *casemodel.Session, thing casemodel.ID, hash string, on casemodel.Day, filed bool, how casemodel.Signed) error {
	one := &casemodel.RecordSigning{
		ID: j.tx.NewID(), RootID: s.RootID, MatterID: s.MatterID, ThingID: thing, SHA256: hash, On: on, How: how, AuthorID: c.who.UserID, Seq: c.seq,
	}
	if filed {
		one.Filed = 1
	}
	return j.tx.InsertRecordSigning(one)
}

func (j *job) supplementNamed(c *call, s *casemodel.Session) (*casemodel.Supplement, error) {
	all, err := j.supplements(c.m)
	if err != nil {
		return nil, err
	}
	no := int(c.in.Int("supplement"))
	i := slices.IndexFunc(all, func(one casemodel.Supplement) bool { return one.SessionID == s.ID && one.No == no })
	if i < 0 {
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "record.no_supplement", Field: "supplement", Args: map[string]any{"no": no}}
	}
	return &all[i], nil
}

// signedRecords adds, to the records shown, what was signed of them and what
// puts them right.
func (j *job) signedRecords(v *View, m *casemodel.Matter) error {
	shown := map[casemodel.ID]string{}
	for i := range v.Sessions {
		if s := &v.Sessions[i]; s.Mode != "caucus" {
			hash, err := recordHash(s)
			if err != nil {
				return err
			}
			shown[s.ID] = hash
		}
	}
	if len(shown) == 0 {
		return nil
	}
	var signings []casemodel.RecordSigning
	var supplements []casemodel.Supplement
	err := j.tx.AtOnce(
		func() error { return j.revisions(v, m, shown) },
		func() (err error) { signings, err = j.tx.RecordSignings(m.ID); return err },
		func() (err error) { supplements, err = j.supplements(m); return err })
	if err != nil || len(signings) == 0 {
		return err
	}
	for i := range supplements {
		one := &supplements[i]
		if _, of := shown[one.SessionID]; !of {
			continue
		}
		if shown[one.ID], err = supplementHash(one); err != nil {
			return err
		}
		v.Supplements = append(v.Supplements, *one)
	}
	for _, one := range signings {
		if hash, there := shown[one.ThingID]; there {
			v.Signings = append(v.Signings, Signing{one, hash == one.SHA256})
		}
	}
	return nil
}
