package casework

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Named is a reference with the words people know it by.
type Named struct {
	ID    casemodel.ID `json:"id"`
	Title string       `json:"title"`
}

// View is what one actor may see of one matter. Every part belongs to one
// read act (engine rule T5); a part the actor may not read is empty.
type View struct {
	Matter     casemodel.Matter
	Flow       *workflows.Flow
	Root       casemodel.Matter
	Can        map[string]bool // read acts by name
	Body       Named
	Offered    Named
	Handler    Named
	Centre     Named
	Registrar  Named
	Area       string
	Fields     map[string]string // current values the actor may read
	Parties    []casemodel.Party // numbers masked
	Children   []Child
	Deadlines  []Clock
	Choices    []Choice
	Refused    []Refused
	Creatable  []Creatable
	Items      []casemodel.Item
	Sessions   []casemodel.Session
	Offers     []casemodel.Offer
	Files      []casemodel.File
	Links      []LinkView
	Documents  []Document
	Outcomes   []casemodel.PartyOutcome
	Card       casemodel.Card
	Supervised int // level of open supervision, 0 none
	Now        casemodel.Instant
}

// Child is a matter of the same family in short.
type Child struct {
	Matter  casemodel.Matter
	Flow    *workflows.Flow
	Body    Named
	Choices []Choice
}

// Clock is a deadline with the terms that explain it.
type Clock struct {
	Deadline casemodel.Deadline
	Rule     *workflows.Rule
	Terms    []calendar.Term
}

// LinkView is a relation to a matter of another family.
type LinkView struct {
	Kind   string       `json:"kind"`
	ID     casemodel.ID `json:"id"`
	Number string       `json:"number"`
}

// Document is a paper an act made due.
type Document struct {
	Name string        `json:"name"`
	On   casemodel.Day `json:"issued_at"`
}

// Case shows a matter to an actor. NotFound when they may not know of it.
func (d *Desk) Case(ctx context.Context, who casemodel.Actor, id casemodel.ID) (*View, error) {
	var v *View
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(ctx, tx, who, id)
		if err != nil {
			return err
		}
		v, err = j.view(m)
		return err
	})
	return v, err
}

// look opens a family for reading, if the actor may know of the matter.
func (d *Desk) look(ctx context.Context, tx *store.Tx, who casemodel.Actor, id casemodel.ID) (*job, *casemodel.Matter, error) {
	root, err := tx.RootOf(id)
	if err != nil {
		return nil, nil, err
	}
	fam, err := openFamily(tx, root)
	if err != nil {
		return nil, nil, err
	}
	if err := fam.loadSamples(); err != nil {
		return nil, nil, err
	}
	j := d.job(ctx, tx, fam, who, &Outcome{})
	m := fam.matter(id)
	if m == nil || !j.may(who, m, "see", "read").Allow {
		return nil, nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	return j, m, nil
}

// reads are the read acts a page asks about at once.
var reads = []string{"read.meta", "read.registration", "read.agreement", "read.sessions", "read.sealed", "reveal", "export"}

func (j *job) rights(m *casemodel.Matter) map[string]bool {
	can := map[string]bool{"see": true}
	for _, act := range reads {
		can[act] = j.may(j.who, m, act, "read").Allow
	}
	return can
}

func (j *job) view(m *casemodel.Matter) (*View, error) {
	if err := j.fam.all(); err != nil {
		return nil, err
	}
	v := &View{Matter: *m, Root: *j.fam.root, Flow: j.flow(m), Can: j.rights(m), Now: j.tx.Now()}
	if !v.Can["read.registration"] {
		v.Matter.Title = m.PublicTitle
		v.Root.Title = v.Root.PublicTitle
	}
	var err error
	if err = j.names(v); err != nil {
		return nil, err
	}
	v.Fields = j.readable(m, v.Can)
	if v.Can["read.registration"] {
		for _, p := range j.fam.parties {
			v.Parties = append(v.Parties, masked(p))
		}
	}
	if v.Choices, v.Refused, err = j.choices(m); err != nil {
		return nil, err
	}
	v.Creatable = j.creatable(m)
	if err = j.children(v, m); err != nil {
		return nil, err
	}
	j.clocksOf(v, m)
	if err := j.parts(v, m); err != nil {
		return nil, err
	}
	return v, nil
}

// names looks up what the header's references are called.
func (j *job) names(v *View) error {
	m := &v.Matter
	for _, ref := range []struct {
		id   casemodel.ID
		into *Named
	}{{m.BodyID, &v.Body}, {m.OfferedBodyID, &v.Offered}, {m.CentreID, &v.Centre}} {
		if ref.id == "" {
			continue
		}
		b, err := j.tx.Body(ref.id)
		if err != nil {
			return err
		}
		*ref.into = Named{ref.id, b.Title}
	}
	for _, ref := range []struct {
		id   casemodel.ID
		into *Named
	}{{m.HandlerID, &v.Handler}, {m.RegisteredByID, &v.Registrar}} {
		if ref.id == "" {
			continue
		}
		name, err := j.userName(ref.id)
		if err != nil {
			return err
		}
		*ref.into = Named{ref.id, name}
	}
	place, err := j.tx.Area(m.AreaID)
	if casemodel.Is(err, casemodel.NotFound) {
		return nil
	}
	if err == nil {
		v.Area = place.Name
	}
	return err
}

// inner are values the engine keeps for itself.
func inner(field string) bool {
	for _, prefix := range []string{"doc.", "signed.", "signed_by.", "consent."} {
		if strings.HasPrefix(field, prefix) {
			return true
		}
	}
	return false
}

// readable returns the current values by the read class their field declares;
// an undeclared one is registration data.
func (j *job) readable(m *casemodel.Matter, can map[string]bool) map[string]string {
	class := j.classesOf(m)
	shown := map[string]string{}
	for field, value := range j.fam.values[m.ID] {
		if inner(field) || m.Kind == casemodel.KindApproval && field == "input" {
			continue
		}
		if can[readAct(class[field])] {
			shown[field] = value
		}
	}
	return shown
}

// classesOf maps each declared field of a procedure to its read class.
func (j *job) classesOf(m *casemodel.Matter) map[string]string {
	class := map[string]string{}
	note := func(fields []workflows.Field) {
		for _, f := range fields {
			if f.Read != "" {
				class[f.ID] = f.Read
			}
		}
	}
	flow := j.flow(m)
	for _, e := range flow.Events {
		note(e.Fields)
	}
	for _, r := range flow.Records {
		note(r.Fields)
	}
	if m.Kind == casemodel.KindObligation {
		class["amount"], class["paid"], class["item"] = "agreement", "agreement", "agreement"
	}
	class["text_sha256"], class["effective_on"] = "registration", "registration"
	return class
}

// masked hides the numbers; a hidden address does not leave at all.
func masked(p casemodel.Party) casemodel.Party {
	p.IDNo, p.Phone, p.Phone2 = casemodel.MaskID(p.IDNo), casemodel.MaskPhone(p.Phone), casemodel.MaskPhone(p.Phone2)
	if p.HideAddress {
		p.Address = ""
	}
	p.Representatives = slices.Clone(p.Representatives)
	for i := range p.Representatives {
		r := &p.Representatives[i]
		r.IDNo, r.Phone = casemodel.MaskID(r.IDNo), casemodel.MaskPhone(r.Phone)
	}
	return p
}

// children shows the rest of the family, each by its own right.
func (j *job) children(v *View, m *casemodel.Matter) error {
	for _, c := range j.fam.matters {
		if c.ID == m.ID || c.IsRoot() || !m.IsRoot() && c.ParentID != m.ID {
			continue
		}
		if c.Open() && c.Kind == casemodel.KindSupervision {
			level, err := strconv.Atoi(j.fam.value(c.ID, "level"))
			if err == nil {
				v.Supervised = max(v.Supervised, level)
			}
		}
		if !j.may(j.who, c, "see", "read").Allow {
			continue
		}
		child := Child{Matter: *c, Flow: j.flow(c)}
		if !j.may(j.who, c, "read.registration", "read").Allow {
			child.Matter.Title = c.PublicTitle
		}
		if c.BodyID != "" {
			b, err := j.tx.Body(c.BodyID)
			if err != nil {
				return err
			}
			child.Body = Named{b.ID, b.Title}
		}
		var err error
		if child.Choices, _, err = j.choices(c); err != nil {
			return err
		}
		v.Children = append(v.Children, child)
	}
	return nil
}

func (j *job) clocksOf(v *View, m *casemodel.Matter) {
	for _, d := range j.fam.deadlines {
		if d.MatterID != m.ID {
			continue
		}
		clock := Clock{Deadline: *d}
		clock.Rule, _ = j.d.Flows.Rules.Get(d.RuleID)
		if err := json.Unmarshal([]byte(d.Explain), &clock.Terms); err != nil {
			j.d.Log.Error("deadline explanation", "deadline", d.ID, "err", err)
		}
		v.Deadlines = append(v.Deadlines, clock)
	}
}

// parts reads what lies in tables of its own, as far as the actor may.
func (j *job) parts(v *View, m *casemodel.Matter) error {
	for field, value := range j.fam.values[m.ID] {
		if name, is := strings.CutPrefix(field, "doc."); is {
			v.Documents = append(v.Documents, Document{Name: name, On: casemodel.Day(value)})
		}
	}
	slices.SortFunc(v.Documents, func(a, b Document) int { return strings.Compare(string(a.On)+a.Name, string(b.On)+b.Name) })
	if v.Can["read.agreement"] {
		for _, it := range j.fam.items {
			if it.Active == 1 && (m.IsRoot() || it.MatterID == m.ID) {
				v.Items = append(v.Items, it)
			}
		}
		var err error
		if v.Outcomes, err = j.tx.Outcomes(m.RootID); err != nil {
			return err
		}
	}
	if err := j.secrets(v, m); err != nil {
		return err
	}
	files, err := j.tx.Files(m.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		if v.Can[readAct(f.Read)] && f.Detached == 0 {
			v.Files = append(v.Files, f)
		}
	}
	if v.Can["read.registration"] {
		card, err := j.tx.Card(m.RootID)
		if err != nil && !casemodel.Is(err, casemodel.NotFound) {
			return err
		}
		if card != nil {
			v.Card = *card
		}
	}
	return j.linked(v, m)
}

// secrets: what was said in sittings goes to who may read sessions, and of a
// caucus only what was released, or one's own (domain 4.4).
func (j *job) secrets(v *View, m *casemodel.Matter) error {
	if !v.Can["read.sessions"] || m.Kind != casemodel.KindProceeding {
		return nil
	}
	sessions, err := j.tx.Sessions(m.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.Mode != "caucus" || s.Released == 1 || s.AuthorID == j.who.UserID || j.mediatesNow(m) {
			v.Sessions = append(v.Sessions, s)
		}
	}
	offers, err := j.tx.Offers(m.ID)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.Released == 1 || o.AuthorID == j.who.UserID || j.mediatesNow(m) {
			v.Offers = append(v.Offers, o)
		}
	}
	return nil
}

func (j *job) mediatesNow(m *casemodel.Matter) bool {
	return j.who.UserID != "" && (m.HandlerID == j.who.UserID || j.mediates(m, j.who.UserID))
}

func (j *job) linked(v *View, m *casemodel.Matter) error {
	links, err := j.tx.Links(m.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Until != casemodel.Never {
			continue
		}
		other := l.ToID
		if other == m.ID {
			other = l.FromID
		}
		// The other end has its own readers: without them it is not there.
		_, om, err := j.d.look(j.ctx, j.tx, j.who, other)
		if casemodel.Is(err, casemodel.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		v.Links = append(v.Links, LinkView{Kind: l.Kind, ID: om.ID, Number: om.Number})
	}
	return nil
}
