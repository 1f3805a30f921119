package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Named is a reference with the words people know it by.
type Named struct {
	ID    casemodel.ID `json:"id"`
	Title string       `json:"title"`
	Kind  string       `json:"-"` // of a body
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
	Fields     map[string]string  // current values the actor may read
	RootFields map[string]string  // those of the case, on the page of a part of it
	Parties    []casemodel.Party  // numbers masked
	Roster     []casemodel.Member // who stands behind one of them; numbers masked, what was agreed by its class
	Children   []Child
	Deadlines  []Clock
	Choices    []Choice
	Refused    []Refused
	Creatable  []Creatable
	Items      []casemodel.Item
	Signatures []Signature
	Sessions   []casemodel.Session
	Arranged   []casemodel.Sitting // of this matter; of a case those of all its parts
	Notices    []casemodel.SittingNotice
	RoomNames  map[casemodel.ID]string   // of the rooms of its sittings
	Beside     map[casemodel.ID][]Beside // by sitting, for who mediates: organisations that sit elsewhere at that time
	Offers     []casemodel.Offer
	Replies    []casemodel.Reply      // to the offers shown
	Disclosed  []casemodel.Disclosure // consents to what is shown
	KeptBack   []KeptBack             // what is there and may not be read
	Mediates   bool                   // the actor mediates this very matter
	Files      []casemodel.File
	Evidence   int // pieces of evidence of the case that stand and may be read
	Links      []LinkView
	Documents  []Document
	Issued     []casemodel.PaperIssue // papers that went out under a number
	Outcomes   []casemodel.PartyOutcome
	Card       casemodel.Card
	Supervised int  // level of open supervision, 0 none
	Own        bool // the actor handles, mediates or registered it: calls without giving a reason
	Screened   bool // the three questions about violence at home were asked; the answers are not told
	Apart      bool // who mediates is told that the sides are better talked to one by one
	Now        casemodel.Instant

	Signings    []Signing // of the records shown, and of what supplements them
	Supplements []casemodel.Supplement
	Revisions   []casemodel.Revision // how records shown read before, and why pages were replaced
	Left        []LeftClaim          // what the agreements leave open
	LeftBefore  []LeftClaim          // what was left open before this mediation, or before this case was applied for again
	Waiving     *Waiving             // what letting go of this instalment would let go of, nil where nothing recurs
	Falls       []FallOf             // times an agreement lost its force
	Earlier     []EarlierClause      // of an earlier agreement, that stand again if this one falls
	InForce     bool                 // an agreement of the case is in force that a further one of this mediation could replace
}

// Child is a matter of the same family in short.
type Child struct {
	Matter  casemodel.Matter
	Flow    *workflows.Flow
	Body    Named
	Handler Named
	Set     casemodel.Day   // by which it is to be done, when people said so (SetDay)
	Owed    casemodel.Money // of an obligation whose agreement the actor may read
	Paid    casemodel.Money
	Deed    *casemodel.Item // what it obliges to, likewise; nil where it was owed before there was a clause
	Due     casemodel.Day   // planned day of a follow-up visit
	Choices []Choice
}

// Clock is a deadline with the terms that explain it.
type Clock struct {
	Deadline casemodel.Deadline
	Rule     *workflows.Rule
	Terms    []calendar.Term
}

// LinkView is a relation to a matter of another family: its public title and
// state, which who may know of it may see.
type LinkView struct {
	Kind       string       `json:"kind"`
	Out        bool         `json:"out" doc:"it goes out from this matter"`
	ID         casemodel.ID `json:"id"`
	Workflow   string       `json:"workflow"`
	Number     string       `json:"number"`
	Title      string       `json:"title"`
	State      string       `json:"state"`
	StateTitle string       `json:"state_title"`
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
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		v, err = j.view(m)
		return err
	})
	return v, err
}

// look opens a family for reading, if the actor may know of the matter.
func (d *Desk) look(tx *store.Tx, who casemodel.Actor, id casemodel.ID) (*job, *casemodel.Matter, error) {
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
	j := d.job(tx, fam, who, &Outcome{})
	j.stands = map[casemodel.ID][]string{}
	m := fam.matter(id)
	if m == nil || !j.may(who, m, "see", "read").Allow {
		return nil, nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	return j, m, nil
}

// reads are the read acts a page asks about at once.
var reads = []string{"read.meta", "read.registration", "read.agreement", "read.sessions", "read.sealed", "read.trace", "reveal", "export"}

func (j *job) rights(m *casemodel.Matter) map[string]bool {
	can := map[string]bool{"see": true}
	for _, act := range reads {
		can[act] = j.may(j.who, m, act, "read").Allow
	}
	return can
}

// title is what a matter is called to the actor: a part of a case bears the
// title of the case, for those who may read that of both.
func (j *job) title(m *casemodel.Matter) string {
	if j.canRead(j.who, m, "registration") && j.canRead(j.who, j.fam.root, "registration") {
		return m.Title
	}
	return m.PublicTitle
}

// people reports whether the actor may know who is in dispute. An order to
// supervise is about a body and is made without them; whoever has another part
// of a case to do needs them for it.
func (j *job) people(m *casemodel.Matter) bool {
	return j.canRead(j.who, m, "registration") && (m.Kind != casemodel.KindSupervision || j.canRead(j.who, j.fam.root, "registration"))
}

func (j *job) view(m *casemodel.Matter) (*View, error) {
	readings := []func() error{j.fam.all}
	if m.Kind == casemodel.KindProceeding || m.IsRoot() {
		readings = append(readings, j.fam.loadSittings, j.loadLinks)
	}
	if err := j.tx.AtOnce(readings...); err != nil {
		return nil, err
	}
	v := &View{Matter: *m, Root: *j.fam.root, Flow: j.flow(m), Can: j.rights(m), Now: j.tx.Now(), Own: j.calls(m, j.who.UserID)}
	said := j.fam.screening()
	v.Screened, v.Apart = said.Asked(), v.Can["read.sealed"] && said.Flagged()
	v.Matter.Title, v.Root.Title = j.title(m), j.title(j.fam.root)
	v.Fields = j.readable(m, v.Can)
	if about := v.Fields["about"]; about != "" && m.Open() {
		v.Fields["about"] = workflows.VisitKind(about, j.fam.matters)
	}
	if root := j.fam.root; root.ID != m.ID && j.may(j.who, root, "see", "read").Allow {
		v.RootFields = j.readable(root, j.rights(root))
	}
	if j.people(m) {
		for _, p := range j.fam.parties {
			v.Parties = append(v.Parties, masked(p))
		}
		for _, one := range j.fam.roster {
			one.Party = masked(one.Party)
			if !v.Can["read.agreement"] {
				one = claimOf(one)
			}
			v.Roster = append(v.Roster, one)
		}
	}
	var err error
	if v.Choices, v.Refused, err = j.choices(m); err != nil {
		return nil, err
	}
	v.Creatable = j.creatable(m)
	if err = j.children(v, m); err != nil {
		return nil, err
	}
	for i := range v.Children {
		j.sums(&v.Children[i])
	}
	if err = j.leftClaims(v, m); err != nil {
		return nil, err
	}
	j.fallsSeen(v, m)
	j.earlierSeen(v, m)
	if it, later := j.laterOf(m); m.Kind == casemodel.KindObligation && it != nil && it.Every != "" && v.Can["read.agreement"] {
		w := j.waiving(m, later)
		v.Waiving = &w
	}
	v.InForce = m.Kind == casemodel.KindProceeding && j.inForce(m) != nil
	j.clocksOf(v, m)
	readings = j.parts(v, m)
	for _, read := range []func(*View, *casemodel.Matter) error{j.names, j.sittings, j.signatures} {
		readings = append(readings, func() error { return read(v, m) })
	}
	return v, j.tx.AtOnce(readings...)
}

// SetDay is the field with the day that people set for a matter of a kind, ""
// for none: the parties for the debtor, who asked for who was asked, the law for
// who may apply for confirmation. It is no duty of ours with a clock, so that
// the header has no due date.
func SetDay(kind casemodel.Kind) (field string) {
	switch kind {
	case casemodel.KindObligation, casemodel.KindTask:
		return "due_on"
	case casemodel.KindSupervision:
		return "reply_by"
	case casemodel.KindConfirmation:
		return "apply_by"
	default:
		return ""
	}
}

// set is that day, where it may be read.
func (j *job) set(m *casemodel.Matter) casemodel.Day {
	field := SetDay(m.Kind)
	if field == "" || !j.canRead(j.who, m, "registration") {
		return ""
	}
	return casemodel.Day(j.fam.value(m.ID, field))
}

// sums tells of an obligation what was agreed and what is paid, of a follow-up
// when it is planned, each by its read class.
func (j *job) sums(c *Child) {
	m := &c.Matter
	c.Set = j.set(m)
	if m.Kind == casemodel.KindObligation && j.canRead(j.who, m, "agreement") {
		c.Owed, _ = casemodel.ParseMoney(j.fam.value(m.ID, "amount")) // none: a thing is owed, not a sum
		c.Paid, _ = casemodel.ParseMoney(j.fam.value(m.ID, "paid"))
		if i := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ObligationID == m.ID }); i >= 0 {
			c.Deed = &j.fam.items[i]
		}
	}
	if m.Kind == casemodel.KindFollowUp && j.canRead(j.who, m, "registration") {
		c.Due = casemodel.Day(j.fam.value(m.ID, "due_on"))
	}
}

// names looks up what the header's references are called.
func (j *job) names(v *View, m *casemodel.Matter) error {
	var readings []func() error
	name := func(id casemodel.ID, into *Named, ask func(casemodel.ID) (Named, error)) {
		if id != "" {
			readings = append(readings, func() (err error) {
				*into, err = ask(id)
				return err
			})
		}
	}
	name(m.BodyID, &v.Body, j.bodyNamed)
	name(m.OfferedBodyID, &v.Offered, j.bodyNamed)
	name(m.CentreID, &v.Centre, j.bodyNamed)
	name(m.HandlerID, &v.Handler, j.userNamed)
	name(m.RegisteredByID, &v.Registrar, j.userNamed)
	return j.tx.AtOnce(append(readings, func() error {
		place, err := j.tx.Area(m.AreaID)
		if casemodel.Is(err, casemodel.NotFound) {
			return nil
		}
		if err == nil {
			v.Area = place.Name
		}
		return err
	})...)
}

func (j *job) userNamed(id casemodel.ID) (Named, error) {
	name, err := j.userName(id)
	return Named{ID: id, Title: name}, err
}
