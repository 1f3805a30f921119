package api

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// party is a party with its numbers masked; reveal shows one in full.
type party struct {
	ID              casemodel.ID     `json:"id"`
	Role            string           `json:"role"`
	Kind            string           `json:"kind"`
	Name            string           `json:"name"`
	Count           int              `json:"count" doc:"people behind one name"`
	Sex             string           `json:"sex"`
	BornOn          casemodel.Day    `json:"born_on"`
	IDType          string           `json:"id_type"`
	IDNo            string           `json:"id_no_masked"`
	Phone           string           `json:"phone_masked"`
	Phone2          string           `json:"phone2_masked"`
	Address         string           `json:"address" doc:"empty when it is hidden"`
	Reach           string           `json:"reach" doc:"by whom a message gets through"`
	SafeContact     string           `json:"safe_contact"`
	HideAddress     bool             `json:"hide_address"`
	Needs           []string         `json:"needs"`
	EndedOn         casemodel.Day    `json:"ended_on"`
	Representatives []representative `json:"representatives"`
}

type representative struct {
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Authority string `json:"authority"`
	Phone     string `json:"phone_masked"`
	IDNo      string `json:"id_no_masked"`
}

func partyOf(p casemodel.Party) party {
	return party{
		ID: p.ID, Role: p.Role, Kind: p.Kind, Name: p.Name, Count: max(p.Count, 1), Sex: p.Sex, BornOn: p.BornOn, IDType: p.IDType,
		IDNo: p.IDNo, Phone: p.Phone, Phone2: p.Phone2, Address: p.Address, Reach: p.Reach, SafeContact: p.SafeContact,
		HideAddress: p.HideAddress, Needs: list(p.Needs), EndedOn: p.EndedOn,
		Representatives: each(p.Representatives, func(r casemodel.Representative) representative {
			return representative{r.Kind, r.Name, r.Authority, r.Phone, r.IDNo}
		}),
	}
}

// child is a matter of the same family in short.
type child struct {
	ID         casemodel.ID       `json:"id"`
	Kind       casemodel.Kind     `json:"kind"`
	Workflow   string             `json:"workflow"`
	Number     string             `json:"number"`
	Title      string             `json:"title"`
	State      string             `json:"state"`
	StateTitle string             `json:"state_title"`
	Class      casemodel.Class    `json:"class"`
	DueAt      *casemodel.Instant `json:"due_at"`
	Version    int                `json:"version"`
	Body       *named             `json:"body"`
	Handler    *named             `json:"handler"`
	Parent     *named             `json:"parent"`
	Choices    []string           `json:"choices" doc:"ids; the child itself has their fields"`
}

func (d *Door) childrenOf(v *casework.View) []child {
	return each(v.Children, func(c casework.Child) child {
		h := d.headOf(&c.Matter)
		return child{
			h.ID, h.Kind, h.Workflow, h.Number, h.Title, h.State, h.StateTitle, h.Class, h.DueAt, h.Version,
			name(c.Body), h.Handler, h.Parent, choiceIDs(c.Choices),
		}
	})
}

// deadline is a clock that explains itself.
type deadline struct {
	ID          casemodel.ID            `json:"id"`
	Rule        string                  `json:"rule"`
	Title       string                  `json:"title"`
	Due         casemodel.Day           `json:"due" doc:"last day that is in time"`
	Target      casemodel.Day           `json:"target" doc:"day to aim at"`
	DueAt       *casemodel.Instant      `json:"due_at"`
	State       string                  `json:"state"`
	Class       casemodel.DeadlineClass `json:"class"`
	Provisional bool                    `json:"provisional" doc:"a year it touches has no published calendar yet"`
	Kind        string                  `json:"kind" doc:"statutory, work_rule, product_default or info"`
	MetOn       casemodel.Day           `json:"met_on"`
	Explanation string                  `json:"explanation"`
	Terms       []term                  `json:"terms"`
	Source      string                  `json:"source"`
}

// term is one step of an explanation.
type term struct {
	Kind   calendar.TermKind  `json:"kind"`
	On     string             `json:"on,omitempty"`
	To     string             `json:"to,omitempty"`
	At     *casemodel.Instant `json:"at,omitempty"`
	N      int                `json:"n,omitempty"`
	Unit   calendar.Unit      `json:"unit,omitempty"`
	Days   int                `json:"days,omitempty"`
	Reason string             `json:"reason,omitempty"`
}

func (d *Door) deadlinesOf(v *casework.View) []deadline {
	return each(v.Deadlines, func(c casework.Clock) deadline {
		out := deadline{
			ID: c.Deadline.ID, Rule: c.Deadline.RuleID, Title: c.Deadline.RuleID, Due: c.Deadline.DueOn, Target: c.Deadline.TargetOn,
			DueAt: moment(c.Deadline.DueAt), State: c.Deadline.State, Class: c.Deadline.Class, Provisional: c.Deadline.Provisional == 1,
			MetOn: c.Deadline.MetOn, Terms: each(c.Terms, termOf),
		}
		if c.Rule != nil {
			out.Title, out.Kind = c.Rule.Title, c.Rule.Kind
			out.Source = d.cfg.Cite(c.Rule.Source.Law, c.Rule.Source.Article)
		}
		out.Explanation = d.cfg.Explain(c.Terms)
		return out
	})
}

func termOf(t calendar.Term) term {
	return term{t.Kind, dayText(t.On), dayText(t.To), moment(casemodel.At(t.At)), t.N, t.Unit, t.Days, t.Reason}
}

func dayText(on calendar.Day) string {
	if on == 0 {
		return ""
	}
	return on.String()
}

// refusal is what could happen now, but not by this actor or not yet.
type refusal struct {
	ID    string           `json:"id"`
	Title string           `json:"title"`
	Why   string           `json:"why"`
	Key   string           `json:"key"`
	Needs []casemodel.Need `json:"needs"`
	Rule  string           `json:"rule"`
}

func (d *Door) refusalsOf(v *casework.View) []refusal {
	return each(v.Refused, func(r casework.Refused) refusal {
		return refusal{r.ID, r.Title, d.cfg.Text(r.Why, r.Args), r.Why, list(r.Needs), r.Rule}
	})
}

// document is a paper an act made due.
type document struct {
	Name     string        `json:"name"`
	Title    string        `json:"title"`
	Number   string        `json:"number"`
	IssuedAt casemodel.Day `json:"issued_at"`
}

func (d *Door) documentsOf(v *casework.View) []document {
	return each(v.Documents, func(doc casework.Document) document {
		return document{Name: doc.Name, Title: d.cfg.Text("document."+doc.Name, nil), IssuedAt: doc.On}
	})
}

// outcome is what came out for one party.
type outcome struct {
	Party  casemodel.ID  `json:"party"`
	Matter casemodel.ID  `json:"matter"`
	Result string        `json:"result"`
	Item   casemodel.ID  `json:"item"`
	On     casemodel.Day `json:"on"`
}

func outcomeOf(o casemodel.PartyOutcome) outcome {
	return outcome{o.PartyID, o.MatterID, o.Result, o.ItemID, o.On}
}

// signature is one place under an agreement.
type signature struct {
	Party casemodel.ID  `json:"party" doc:"empty for a mediator's"`
	User  *named        `json:"user" doc:"null for a party's"`
	On    casemodel.Day `json:"on" doc:"empty while it is missing"`
	Way   *valued       `json:"way" doc:"null while it is missing"`
	Text  string        `json:"text_sha256" doc:"of the text that was signed"`
}

func signatureOf(s casework.Signature) signature {
	out := signature{Party: s.Party, User: name(s.User), On: s.On, Text: s.Text}
	if s.On != "" {
		out.Way = &valued{s.Way, s.WayTitle}
	}
	return out
}

// creatable is a kind of matter that may be opened here.
type creatable struct {
	Workflow string  `json:"workflow"`
	Title    string  `json:"title"`
	Fields   []field `json:"fields"`
	Href     string  `json:"href"`
}

// creatableOf lists what may be opened under a matter, or at the root when v
// is nil.
func (d *Door) creatableOf(all []casework.Creatable, v *casework.View) []creatable {
	return each(all, func(c casework.Creatable) creatable {
		return creatable{c.Workflow, c.Title, d.fieldsOf(c, v), birthplace(c.Workflow, v == nil)}
	})
}

// births are the short forms of POST /matters.
var births = map[string]string{"dispute_case": "/cases", "petition": "/petitions", "linked_task": "/tasks"}

func birthplace(workflow string, root bool) string {
	if short, ok := births[workflow]; ok && (root || workflow == "linked_task") {
		return Prefix + short
	}
	return Prefix + "/matters"
}

func choiceIDs(all []casework.Choice) []string {
	return each(all, func(c casework.Choice) string { return c.ID })
}

// query writes an address with parameters, those without a value left out.
func query(path string, pairs ...string) string {
	q := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			q.Add(pair[0], pair[1])
		}
	}
	if len(q) == 0 {
		return Prefix + path
	}
	return Prefix + path + "?" + q.Encode()
}
