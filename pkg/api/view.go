package api

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// named is a reference with the words people know it by.
type named struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// valued is a value of a closed list with its words.
type valued struct {
	Value string `json:"value"`
	Title string `json:"title"`
}

// Head is what every matter has.
type Head struct {
	ID              casemodel.ID       `json:"id"`
	Kind            casemodel.Kind     `json:"kind"`
	Number          string             `json:"number" doc:"empty until one is given"`
	Title           string             `json:"title"`
	Workflow        string             `json:"workflow"`
	WorkflowTitle   string             `json:"workflow_title"`
	WorkflowVersion int                `json:"workflow_version"`
	State           string             `json:"state"`
	StateTitle      string             `json:"state_title"`
	StateOn         casemodel.Day      `json:"state_on" doc:"legal date of the last step"`
	Phase           string             `json:"phase"`
	Class           casemodel.Class    `json:"class" enum:"live,closing,done"`
	Version         int                `json:"version" doc:"to be sent with the next step"`
	Body            *named             `json:"body"`
	Handler         *named             `json:"handler"`
	Parent          *named             `json:"parent"`
	Root            *named             `json:"root"`
	Area            *named             `json:"area"`
	Category        *valued            `json:"category"`
	Channel         *valued            `json:"channel"`
	Risk            casemodel.Risk     `json:"risk" enum:"none,blue,yellow,orange,red"`
	Urgency         string             `json:"urgency"`
	Sealed          bool               `json:"sealed"`
	Round           int                `json:"round"`
	Result          string             `json:"result"`
	DueAt           *casemodel.Instant `json:"due_at"`
	OpenedAt        *casemodel.Instant `json:"opened_at"`
	ChangedAt       *casemodel.Instant `json:"changed_at"`
	ClosedAt        *casemodel.Instant `json:"closed_at"`
	ArchivedAt      *casemodel.Instant `json:"archived_at"`
}

// headOf writes what the header itself says; references have no words yet.
func (d *Door) headOf(m *casemodel.Matter) Head {
	h := Head{
		ID: m.ID, Kind: m.Kind, Number: m.Number, Title: m.Title, Workflow: m.Workflow, WorkflowVersion: m.WorkflowVersion,
		State: m.State, StateTitle: m.State, StateOn: m.StateOn, Class: m.Class, Version: m.Version,
		Body: ref(m.BodyID, ""), Handler: ref(m.HandlerID, ""), Parent: ref(m.ParentID, ""), Root: ref(m.RootID, ""),
		Area: ref(casemodel.ID(m.AreaID), ""), Category: d.listed("categories", m.Category), Channel: d.listed("channels", m.Channel),
		Risk: m.Risk, Urgency: m.Urgency, Sealed: m.Sealed == 1, Round: m.Round, Result: m.Result,
		DueAt: moment(m.DueAt), OpenedAt: moment(m.OpenedAt), ChangedAt: moment(m.ChangedAt), ClosedAt: moment(m.ClosedAt),
		ArchivedAt: moment(m.ArchivedAt),
	}
	if f := d.cfg.Desk.Flows.Flow(m.Workflow, m.WorkflowVersion); f != nil {
		h.WorkflowTitle = f.Title
		if s := f.States.At[m.State]; s != nil {
			h.StateTitle, h.Phase = s.Title, s.Phase
		}
	}
	return h
}

// detail is a matter as one actor may read it. Lists hold at most 50; the rest
// is under /matters/{id}/….
type detail struct {
	Head
	Offered    *named                 `json:"offered"`
	Centre     *named                 `json:"centre"`
	Registrar  *named                 `json:"registered_by"`
	Supervised int                    `json:"supervised" doc:"level of an open supervision, 0 for none"`
	Amount     casemodel.Money        `json:"amount"`
	Sitting    *casemodel.Instant     `json:"next_sitting_at"`
	Can        []string               `json:"can" doc:"read acts that are allowed"`
	Fields     map[string]string      `json:"fields"`
	Parties    []party                `json:"parties"`
	Children   []child                `json:"children"`
	Deadlines  []deadline             `json:"deadlines"`
	Choices    []choice               `json:"choices"`
	Refused    []refusal              `json:"refused"`
	Creatable  []creatable            `json:"creatable"`
	Documents  []document             `json:"documents"`
	Sessions   []casemodel.Session    `json:"sessions"`
	Offers     []casemodel.Offer      `json:"offers"`
	Replies    []casemodel.Reply      `json:"replies" doc:"answers to the offers shown"`
	Disclosed  []casemodel.Disclosure `json:"disclosed" doc:"consents by which something was let out of confidence"`
	KeptBack   []casework.KeptBack    `json:"kept_back" doc:"what was said in confidence and may not be read: only that it is there"`
	Items      []casemodel.Item       `json:"items"`
	Signatures []signature            `json:"signatures" doc:"who has signed the agreement and, while it lies for signing, who has not; for readers of the agreement"`
	Files      []casemodel.File       `json:"files"`
	Links      []casework.LinkView    `json:"links"`
	Outcomes   []outcome              `json:"outcomes"`

	Signings    []casework.Signing     `json:"signings" doc:"when records of sittings, and what supplements them, were signed; holds: the text is the one that was"`
	Supplements []casemodel.Supplement `json:"supplements" doc:"what puts signed records right"`
	Revisions   []casemodel.Revision   `json:"revisions" doc:"how records read before they were written anew, and why a page was photographed again"`
}

// embedded is how many rows of each list a matter shows by itself.
const embedded = 50

func (d *Door) detailOf(v *casework.View) *detail {
	out := &detail{
		Head: d.headOf(&v.Matter), Offered: name(v.Offered), Centre: name(v.Centre), Registrar: name(v.Registrar),
		Supervised: v.Supervised, Amount: v.Card.Amount, Sitting: moment(v.Card.NextSittingAt), Can: []string{}, Fields: v.Fields,
	}
	out.Body, out.Handler, out.Root = name(v.Body), name(v.Handler), ref(v.Root.ID, v.Root.Title)
	out.Parent = d.parentOf(v)
	if out.Area != nil {
		out.Area.Title = v.Area
	}
	for _, act := range reads {
		if v.Can[act] {
			out.Can = append(out.Can, act)
		}
	}
	if out.Fields == nil {
		out.Fields = map[string]string{}
	}
	out.Parties = first(each(v.Parties, partyOf))
	out.Children = first(d.childrenOf(v))
	out.Deadlines = first(d.deadlinesOf(v))
	out.Choices = d.choicesOf(v)
	out.Refused = d.refusalsOf(v)
	out.Creatable = d.creatableOf(v.Creatable, v)
	out.Documents = first(d.documentsOf(v))
	out.Sessions, out.Offers, out.Items = first(list(v.Sessions)), first(list(v.Offers)), first(list(v.Items))
	out.Replies, out.Disclosed, out.KeptBack = list(v.Replies), list(v.Disclosed), list(v.KeptBack)
	out.Signings, out.Supplements, out.Revisions = list(v.Signings), list(v.Supplements), list(v.Revisions)
	out.Signatures = each(v.Signatures, signatureOf)
	out.Files, out.Links = first(list(v.Files)), first(list(v.Links))
	out.Outcomes = first(each(v.Outcomes, outcomeOf))
	return out
}

// reads in the order they are told.
var reads = []string{"see", "read.meta", "read.registration", "read.agreement", "read.sessions", "read.sealed", "reveal", "export"}

// parentOf names the parent when the actor may know of it.
func (d *Door) parentOf(v *casework.View) *named {
	if v.Matter.ParentID == v.Root.ID {
		return ref(v.Root.ID, v.Root.Title)
	}
	return ref(v.Matter.ParentID, "")
}

func (d *Door) listed(list, value string) *valued {
	if value == "" {
		return nil
	}
	return &valued{value, d.cfg.Desk.Flows.Title(list, value)}
}

func ref(id casemodel.ID, title string) *named {
	if id == "" {
		return nil
	}
	return &named{string(id), title}
}

func name(n casework.Named) *named { return ref(n.ID, n.Title) }

// moment leaves out what has not happened and what never will.
func moment(i casemodel.Instant) *casemodel.Instant {
	if i.IsZero() || i == casemodel.Never {
		return nil
	}
	return &i
}

// list makes no rows an empty list.
func list[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}

func each[T, U any](rows []T, of func(T) U) []U {
	out := make([]U, 0, len(rows))
	for _, r := range rows {
		out = append(out, of(r))
	}
	return out
}

func first[T any](rows []T) []T { return rows[:min(len(rows), embedded)] }
