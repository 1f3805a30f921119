package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Fall is one time an agreement, or a part of it, lost its force. The text that
// was signed stays as it was; a fall says beside it that it does not bind.
type Fall struct {
	No        int             `json:"no"`    // of the agreement's falls, from 1
	Scope     string          `json:"scope"` // all clauses people
	By        string          `json:"by"`    // who decided: court arbitration parties committee
	Ground    string          `json:"ground"`
	Organ     string          `json:"organ,omitempty"`
	DocNo     string          `json:"doc_no,omitempty"`
	On        casemodel.Day   `json:"on"` // from which it has no force
	ServedOn  casemodel.Day   `json:"served_on,omitempty"`
	ServedWay string          `json:"served_way,omitempty"`
	PaidBack  string          `json:"paid_back,omitempty"` // what becomes of what was paid
	Texts     []int           `json:"texts,omitempty"`     // that were in force then
	Clauses   []int           `json:"clauses,omitempty"`
	Members   []int           `json:"members,omitempty"` // their numbers on the roster
	Ended     int             `json:"ended"`             // obligations that ended with it
	Rest      casemodel.Money `json:"rest"`              // fen that were still to be paid under these
	Paid      casemodel.Money `json:"paid"`              // fen that had been paid under what fell
	Case      string          `json:"case,omitempty"`    // what the case was then, and how it had ended or was watched over
	Result    string          `json:"result,omitempty"`
	Claims    []int           `json:"claims,omitempty"` // that are open again by it: what the clauses were about, by their numbers
	Seq       int             `json:"seq"`              // of the entry that declared it
	ID        casemodel.ID    `json:"id"`               // younger than all that was owed then, older than what was agreed since
	Undone    *Restored       `json:"undone,omitempty"`

	// Of the agreement that this one had taken the place of:
	Earlier        string          `json:"earlier,omitempty"` // what stands again: all some none, "" where nothing was to be said
	EarlierClauses []int           `json:"earlier_clauses,omitempty"`
	EarlierOf      casemodel.ID    `json:"earlier_of,omitempty"`
	Back           int             `json:"back,omitempty"`      // obligations that are owed again
	BackRest       casemodel.Money `json:"back_rest,omitempty"` // fen that are still to be paid under these
	BackPaid       casemodel.Money `json:"back_paid,omitempty"` // fen that had been paid under them
}

// Restored is how a fall was taken back.
type Restored struct {
	Why   string        `json:"why"` // overturned clerical
	Organ string        `json:"organ,omitempty"`
	DocNo string        `json:"doc_no,omitempty"`
	On    casemodel.Day `json:"on"`
	Note  string        `json:"note,omitempty"`

	Paid casemodel.Money `json:"paid,omitempty"` // fen paid meanwhile under the earlier agreement, to be set off
}

// Stands reports whether the fall has not been taken back.
func (f Fall) Stands() bool { return f.Undone == nil }

const (
	fallPrefix  = "fallen."
	freedPrefix = "freed." // how somebody on a roster was bound before
	voidOn      = "void_on"
)

// groundsOf are the grounds on which each may say that an agreement falls.
// What can be revoked a court or an arbitral body revokes (《民法典》147–151);
// what is void is so by itself (144, 146, 153, 154); who agreed may agree
// otherwise (562).
var groundsOf = map[string][]string{
	"court":       {"fraud", "duress", "mistake", "unfair", "incapable", "sham", "unlawful", "collusion", "terminated"},
	"arbitration": {"fraud", "duress", "mistake", "unfair", "incapable", "sham", "unlawful", "collusion", "terminated"},
	"parties":     {"rescinded"},
	"committee":   {"incapable", "sham", "unlawful", "collusion"},
}

// falling is what an act on the force of an agreement brings about.
type falling struct {
	fall   Fall
	since  casemodel.Day       // what falls has been in force
	end    []*casemodel.Matter // obligations
	people []*casemodel.Member
	back   bool // they come back

	earlier []*casemodel.Matter // obligations that are owed again, and end once more when they come back
}

// fallsOf lists the falls of an agreement, the first one first.
func (j *job) fallsOf(m *casemodel.Matter) []Fall {
	var all []Fall
	for field, value := range j.fam.values[m.ID] {
		var one Fall
		if strings.HasPrefix(field, fallPrefix) && value != "" && json.Unmarshal([]byte(value), &one) == nil {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b Fall) int { return a.No - b.No })
	return all
}

// fallen reports whether the whole of a matter's agreement has lost its force.
func (j *job) fallen(id casemodel.ID) bool { return j.fam.value(id, voidOn) != "" }

// under are the obligations of an agreement, those that were agreed anew about
// a clause and the shares of a roster among them, by the row they stand in.
func (j *job) under(agreement *casemodel.Matter) map[*casemodel.Item]*casemodel.Matter {
	all := map[*casemodel.Item]*casemodel.Matter{}
	for i := range j.fam.items {
		it := &j.fam.items[i]
		of := j.fam.matter(it.MatterID)
		if of == nil || of.ID != agreement.ID && !j.fam.descends(of, agreement.ID) || it.Active != 1 || it.ObligationID == it.MatterID {
			continue
		}
		if m := j.fam.matter(it.ObligationID); m != nil && m.Kind == casemodel.KindObligation {
			all[it] = m
		}
	}
	return all
}

// falls finds what an act says falls, and whether it can.
//
// Errors at their fields: for what is missing, does not fit or is not there.
// Whether anything can fall is asked before (unfallen).
func (j *job) falls(c *call) (*falling, error) {
	for _, load := range []func() error{j.fam.loadItems, j.fam.loadValues, j.fam.loadParties} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	f := &falling{fall: Fall{
		No: len(j.fallsOf(c.m)) + 1, Scope: c.in.Text("scope"), By: c.in.Text("decided_by"), Ground: c.in.Text("ground"), Organ: c.in.Text("organ"),
		DocNo: c.in.Text("doc_no"), On: c.in.Day("void_on"), ServedOn: c.in.Day("served_on"), ServedWay: c.in.Text("served_way"), PaidBack: c.in.Text("paid_back"),
		Case: j.fam.root.State, Result: j.fam.root.Result,
	}}
	for _, check := range []func(*call, *falling) error{j.inForceTexts, j.decided, j.fallDays, j.fallScope, j.comesBack} {
		if err := check(c, f); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// unfallen is the key of why nothing of a matter's agreement can fall, "" where
// something can. What a court has confirmed its ruling holds, which is revoked
// first (民诉法解释 372).
func (j *job) unfallen(m *casemodel.Matter) string {
	under := j.under(m)
	var left []string // what could still fall
	for it, o := range under {
		if o.State != "superseded" && o.State != "annulled" && !j.fellBefore(m, o, it) {
			left = append(left, o.State)
		}
	}
	switch {
	case len(under) == 0:
		return "fall.not_in_force"
	case j.fallen(m.ID):
		return "fall.twice"
	case slices.ContainsFunc(j.confirmationsOf(m), func(one *casemodel.Matter) bool { return one.State == "confirmed" }):
		return "fall.confirmed"
	case len(left) > 0:
		return ""
	case slices.Contains(states(under), "superseded"):
		return "fall.superseded"
	}
	return "fall.all_fell"
}

// inForceTexts finds which texts lose their force, and since when they had it.
func (j *job) inForceTexts(c *call, f *falling) error {
	texts, err := j.tx.AgreementTexts(c.m.ID)
	if err != nil {
		return err
	}
	before := map[int]bool{}
	for _, one := range j.fallsOf(c.m) {
		for _, no := range one.Texts {
			before[no] = one.Stands() && one.Scope == "all"
		}
	}
	for _, one := range texts {
		if one.ForceOn == "" || before[one.No] {
			continue
		}
		f.fall.Texts = append(f.fall.Texts, one.No)
		if f.since == "" || one.ForceOn < f.since {
			f.since = one.ForceOn
		}
	}
	if len(f.fall.Texts) == 0 {
		return casemodel.Bad("scope", "fall.not_in_force")
	}
	return nil
}

// decided: who decides names the ground that is his to name, and a court, an
// arbitral body and a committee their paper. What the parties end they end
// together.
func (j *job) decided(c *call, f *falling) error {
	one := &f.fall
	switch {
	case !slices.Contains(groundsOf[one.By], one.Ground):
		return casemodel.Bad("ground", "fall.ground."+one.By)
	case one.Organ == "" && (one.By == "court" || one.By == "arbitration"):
		return casemodel.Bad("organ", "field.missing")
	case one.DocNo == "" && one.By != "parties":
		return casemodel.Bad("doc_no", "field.missing")
	case one.By != "parties":
		return nil
	}
	agreed := c.in.IDs("agreed_by")
	for i := range j.fam.parties {
		p := &j.fam.parties[i]
		if p.Present() && (p.Asks() || p.Role == "respondent") && !slices.Contains(agreed, p.ID) {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "fall.all_agree", Field: "agreed_by", Args: map[string]any{"party": p.Name}}
		}
	}
	return nil
}

// fallDays: nothing falls before it was signed, nor tomorrow.
func (j *job) fallDays(_ *call, f *falling) error {
	switch {
	case f.fall.On > j.today:
		return casemodel.Bad("void_on", "date.future")
	case f.fall.On < f.since:
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "fall.before", Field: "void_on", Args: map[string]any{"on": string(f.since)}}
	case f.fall.ServedOn > j.today:
		return casemodel.Bad("served_on", "date.future")
	}
	return nil
}

// keepFall writes a fall down.
func (c *call) keepFall(f *Fall) error {
	b, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("fall: %w", err)
	}
	c.put(fallPrefix+strconv.Itoa(f.No), string(b))
	return nil
}

// FallOf is a fall with the agreement that lost its force.
type FallOf struct {
	Fall
	Of      casemodel.ID
	AtCourt bool // a court has the rest before it, to confirm it, and is to be told
}

// atCourt reports whether a court has an agreement before it, to confirm it, and
// was not told what fell of it: the rest may be confirmed still (《民法典》156).
func (j *job) atCourt(agreement *casemodel.Matter) bool {
	return slices.ContainsFunc(j.confirmationsOf(agreement), func(m *casemodel.Matter) bool {
		acts := j.fam.acts[m.ID]
		return slices.Contains(atCourt, m.State) && (acts["tell_court"].Seq == 0 || acts["tell_court"].Seq < acts["part_fell"].Seq)
	})
}

// fallsSeen adds to a view the falls of its agreement, or of all those of its
// case, to who may read them.
func (j *job) fallsSeen(v *View, m *casemodel.Matter) {
	for _, one := range j.fam.matters {
		if one.Kind != casemodel.KindProceeding || one.ID != m.ID && m.Kind == casemodel.KindProceeding || !j.canRead(j.who, one, "agreement") {
			continue
		}
		for _, f := range j.fallsOf(one) {
			v.Falls = append(v.Falls, FallOf{f, one.ID, f.Stands() && f.Scope != "all" && j.atCourt(one)})
		}
	}
}
