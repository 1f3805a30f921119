package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// Registration is what a clerk writes down at the window (decision 29). Only
// an applicant who can be reached, the place and one sentence are compulsory;
// the rest is asked for before acceptance.
type Registration struct {
	Title          string            `json:"title,omitempty"`
	Category       string            `json:"category,omitempty"`
	Channel        string            `json:"source_channel,omitempty"`
	SourceRef      string            `json:"source_ref,omitempty"`
	Area           string            `json:"occurred_area"`
	Place          string            `json:"occurred_place,omitempty"`
	Summary        string            `json:"summary"`
	People         int               `json:"people_involved,omitempty"`
	AppliedAt      casemodel.Instant `json:"applied_at,omitempty"`
	Claims         []Claim           `json:"claims,omitempty"`
	Parties        []casemodel.Party `json:"parties"`
	RiskBoxes      []int             `json:"risk_boxes,omitempty"`
	Anonymous      bool              `json:"anonymous,omitempty"`
	Submit         *bool             `json:"submit,omitempty"` // true unless said
	DuplicatesSeen bool              `json:"duplicates_seen,omitempty"`
}

// Claim is one thing somebody asks for.
type Claim struct {
	Kind   string          `json:"kind,omitempty"`
	Text   string          `json:"text"`
	Amount casemodel.Money `json:"amount,omitempty"`
}

// Register opens a dispute case: a draft, and unless told otherwise its
// submission with number and query codes, in one transaction. The codes are in
// the outcome once and nowhere else.
func (d *Desk) Register(ctx context.Context, who casemodel.Actor, r Registration, in Input) (Outcome, error) {
	var out Outcome
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		return once(tx, who, in, &out, func() error { return d.register(ctx, tx, who, r, in, &out) })
	})
	return out, err
}

func (d *Desk) register(ctx context.Context, tx *store.Tx, who casemodel.Actor, r Registration, in Input, out *Outcome) error {
	flow := d.Flows.Latest("dispute_case")
	fam := &family{tx: tx, loaded: map[string]bool{}}
	j := d.job(ctx, tx, fam, who, out)
	m, err := j.rootOf(flow, r.Area, in.On)
	if err != nil {
		return err
	}
	m.Category, m.Channel, m.Urgency = r.Category, r.Channel, "normal"
	if m.Channel == "" {
		m.Channel = "window"
	}
	if err := r.check(j); err != nil {
		return err
	}
	if m.Risk, err = casemodel.RiskOfBoxes(r.RiskBoxes, r.People, r.Category); err != nil {
		return casemodel.Bad("risk_boxes", "field.choice")
	}
	if m.Title = r.Title; m.Title == "" {
		m.Title = d.titleOf(r)
	}
	m.PublicTitle = publicTitle(d.Flows, m)
	row, err := j.mayCreate(flow, m)
	if err != nil {
		return err
	}
	c := &call{m: m, flow: flow, who: who, on: m.StateOn, row: row, act: "create"}
	if err := j.born(c, m, flow, r.values(), nil); err != nil {
		return err
	}
	if err := j.enterParties(m, r.Parties); err != nil {
		return err
	}
	if err := j.firstCard(); err != nil {
		return err
	}
	if r.Submit == nil || *r.Submit {
		if err := j.submitNow(m, flow, r); err != nil {
			return err
		}
	}
	if err := j.index(m); err != nil {
		return err
	}
	if err := j.finish(); err != nil {
		return err
	}
	out.MatterID, out.Version = m.ID, m.Version
	return nil
}

// submitNow fires the submission as the same person, in the same transaction.
func (j *job) submitNow(m *casemodel.Matter, flow *workflows.Flow, r Registration) error {
	c := &call{m: m, flow: flow, act: "submit", on: m.StateOn, who: j.who, raw: map[string]any{"duplicates_seen": r.DuplicatesSeen}}
	answer := j.may(j.who, m, "submit", "write")
	if !answer.Allow {
		return j.refuse(m, flow, "submit", answer)
	}
	c.row = answer.Row + "@" + short(j.gate.SHA())
	return j.fire(c)
}

// rootOf is the header of a new family at a place: its centre is the nearest
// one up the tree (decision 21).
func (j *job) rootOf(flow *workflows.Flow, area string, on casemodel.Day) (*casemodel.Matter, error) {
	if area == "" {
		return nil, casemodel.Bad("occurred_area", "field.missing")
	}
	place, err := j.tx.Area(area)
	if err != nil {
		return nil, missing(err, "occurred_area", "field.no_such_area")
	}
	centre, err := j.centreOf(place)
	if err != nil {
		return nil, err
	}
	if on == "" {
		on = j.today
	}
	switch {
	case !on.Valid():
		return nil, casemodel.Bad("on", "field.date")
	case on > j.today:
		return nil, casemodel.Bad("on", "date.future")
	}
	now := j.tx.Now()
	m := &casemodel.Matter{
		ID: j.tx.NewID(), Kind: flow.Kind, Workflow: flow.ID, WorkflowVersion: flow.Version, State: flow.Start, StateSince: now,
		StateOn: on, Class: flow.Class(flow.Start), Version: 1, CentreID: centre.ID, BodyID: centre.ID, RegisteredByID: j.who.UserID,
		RegisteredBodyID: j.who.BodyID, AreaID: area, A1: place.A1, A2: place.A2, A3: place.A3, A4: place.A4, A5: place.A5,
		GridID: j.who.GridID, Level: centre.Level, Round: 1, OpenedAt: now, ChangedAt: now, DueAt: casemodel.Never, ImportID: j.who.Import,
	}
	m.RootID = m.ID
	if m.Class == casemodel.Live {
		m.Live = 1
	}
	j.fam.root, j.fam.matters = m, nil
	return m, nil
}

// centreOf finds the nearest centre at the place or above it.
func (j *job) centreOf(place *casemodel.Area) (*casemodel.Body, error) {
	for _, area := range []string{place.ID, place.A5, place.A4, place.A3, place.A2, place.A1} {
		if area == "" {
			continue
		}
		found, err := j.tx.Bodies(store.BodyFilter{Kind: "centre", Area: area, Active: true})
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return &found[0], nil
		}
	}
	return nil, casemodel.Bad("occurred_area", "field.no_centre")
}

// mayCreate asks the gate for the act create in the state new, as the matter
// would stand.
func (j *job) mayCreate(flow *workflows.Flow, m *casemodel.Matter) (string, error) {
	rels := policies.RelSet(&policies.Facts{
		Actor: j.who, Matter: m, Root: j.fam.root, Participants: j.fam.participants, Recusals: j.fam.recusals, Now: j.tx.Now(),
		Category: m.Category, Area: [5]string{m.A1, m.A2, m.A3, m.A4, m.A5}, Body: m.BodyID,
	})
	answer := j.gate.Ask(policies.Question{
		Roles: j.who.Roles, Body: j.who.BodyKind, Flows: flow.Lineage, State: "new", Class: "new", Act: "create",
		ActClasses: []string{"write"}, Rels: rels,
	})
	if !answer.Allow {
		return "", &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "create.forbidden", Stage: "new", Rule: answer.Row,
			Needs: j.gate.Needs(flow.Lineage, "new", "new", "create", []string{"write"}),
		}
	}
	return answer.Row + "@" + short(j.gate.SHA()), nil
}

// values are the current fields a registration leaves.
func (r Registration) values() map[string]string {
	v := map[string]string{"summary": r.Summary, "occurred_place": r.Place, "source_ref": r.SourceRef}
	if r.People > 0 {
		v["people_involved"] = strconv.Itoa(r.People)
	}
	if !r.AppliedAt.IsZero() {
		v["applied_at"] = r.AppliedAt.String()
	}
	if r.Anonymous {
		v["anonymous"] = "true"
	}
	if len(r.Claims) > 0 {
		v["claims"] = workflows.Write(r.Claims)
	}
	if len(r.RiskBoxes) > 0 {
		v["risk_boxes"] = strings.Trim(fmt.Sprint(r.RiskBoxes), "[]")
	}
	for k, text := range v {
		if text == "" {
			delete(v, k)
		}
	}
	return v
}

// maxParties keeps a roster out of the registration form; a group comes in by
// its list.
const maxParties = 50

// check finds every fault of a registration at its field.
func (r *Registration) check(j *job) error {
	var faults []casemodel.FieldError
	fault := func(field, key string) { faults = append(faults, casemodel.FieldError{Field: field, Key: key}) }
	long := func(field, text string, limit int) {
		if n := utf8.RuneCountInString(text); n > limit {
			faults = append(faults, casemodel.FieldError{Field: field, Key: "field.too_long", Args: map[string]any{"max": limit, "have": n}})
		}
	}
	long("title", r.Title, 100)
	long("summary", r.Summary, 2000)
	long("occurred_place", r.Place, 200)
	long("source_ref", r.SourceRef, 100)
	if strings.TrimSpace(r.Summary) == "" {
		fault("summary", "field.missing")
	}
	if r.Category != "" && !j.d.listed("categories", r.Category) {
		fault("category", "field.choice")
	}
	if r.Channel != "" && !j.d.listed("channels", r.Channel) {
		fault("source_channel", "field.choice")
	}
	if !r.AppliedAt.IsZero() && j.tx.Now().Before(r.AppliedAt) {
		fault("applied_at", "date.future")
	}
	if r.People < 0 || r.People > 100_000 {
		fault("people_involved", "field.int")
	}
	if len(r.Parties) > maxParties {
		fault("parties", "field.too_many")
	}
	asks := r.Anonymous
	for i := range r.Parties {
		p := &r.Parties[i]
		if p.Kind == "" {
			p.Kind = "natural"
		}
		if f := checkParty(p, fmt.Sprintf("parties.%d.", i), j.today); f != nil {
			faults = append(faults, *f)
		}
		if p.Asks() {
			asks = true
			if !p.Reachable() && !r.Anonymous {
				fault(fmt.Sprintf("parties.%d.phone", i), "party.unreachable")
			}
		}
	}
	if !asks {
		fault("parties", "guard.applicant_missing")
	}
	for i, c := range r.Claims {
		long(fmt.Sprintf("claims.%d.text", i), c.Text, 500)
	}
	if len(faults) == 0 {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: faults[0].Field, Fields: faults}
}

// checkParty checks one party; prefix is put before the field's name.
func checkParty(p *casemodel.Party, prefix string, today casemodel.Day) *casemodel.FieldError {
	bad := func(field, key string) *casemodel.FieldError {
		return &casemodel.FieldError{Field: prefix + field, Key: key}
	}
	switch {
	case !slices.Contains(casemodel.PartyRoles, p.Role):
		return bad("role", "field.choice")
	case !slices.Contains(casemodel.PartyKinds, p.Kind):
		return bad("kind", "field.choice")
	case strings.TrimSpace(p.Name) == "" && p.Role != "respondent":
		return bad("name", "field.missing")
	case utf8.RuneCountInString(p.Name) > 100:
		return bad("name", "field.too_long")
	case utf8.RuneCountInString(p.Address) > 200:
		return bad("address", "field.too_long")
	}
	for field, number := range map[string]string{"phone": p.Phone, "phone2": p.Phone2} {
		if number != "" {
			if key := casemodel.CheckPhone(number); key != "" {
				return bad(field, key)
			}
		}
	}
	for _, need := range p.Needs {
		if !slices.Contains(casemodel.PartyNeeds, need) {
			return bad("needs", "field.choice")
		}
	}
	return checkNumber(p, bad, today)
}

// checkNumber checks the identity number by its kind and reads sex and birth
// date out of a resident number.
func checkNumber(p *casemodel.Party, bad func(string, string) *casemodel.FieldError, today casemodel.Day) *casemodel.FieldError {
	if p.IDNo == "" {
		return nil
	}
	p.IDNo = strings.ToUpper(strings.TrimSpace(p.IDNo))
	if p.IDType == "" {
		p.IDType = map[bool]string{true: "resident_id", false: "uscc"}[p.Kind == "natural"]
	}
	switch p.IDType {
	case "resident_id":
		card, key := casemodel.ParseIDCard(p.IDNo, today)
		if key != "" {
			return bad("id_no", key)
		}
		p.BornOn, p.Sex = card.BornOn, card.Sex
	case "uscc":
		if key := casemodel.CheckUSCC(p.IDNo); key != "" {
			return bad("id_no", key)
		}
	}
	if utf8.RuneCountInString(p.IDNo) > 40 {
		return bad("id_no", "field.too_long")
	}
	return nil
}

func (d *Desk) listed(list, value string) bool {
	return slices.ContainsFunc(d.Flows.Lists[list], func(o workflows.Option) bool { return o.Value == value })
}

// enterParties writes the parties and issues each its own query code.
func (j *job) enterParties(m *casemodel.Matter, parties []casemodel.Party) error {
	j.fam.loaded["parties"] = true
	for i := range parties {
		p := &parties[i]
		p.ID, p.RootID, p.Count = j.tx.NewID(), m.ID, max(p.Count, 1)
		code, err := j.issueCode(p)
		if err != nil {
			return err
		}
		if err := j.tx.InsertParty(m.ID, i+1, p); err != nil {
			return err
		}
		j.out.Codes = append(j.out.Codes, code)
		j.fam.parties = append(j.fam.parties, *p)
	}
	return nil
}

func (j *job) firstCard() error {
	return j.tx.PutCard(&casemodel.Card{RootID: j.fam.root.ID, PartiesText: j.d.partiesText(j.fam.parties)})
}

// cardParties writes who is in dispute into the lists' line, and the search
// rows with it.
func (j *job) cardParties() error {
	card, err := j.tx.Card(j.fam.root.ID)
	if err != nil {
		return err
	}
	card.PartiesText = j.d.partiesText(j.fam.parties)
	if err := j.tx.PutCard(card); err != nil {
		return err
	}
	return j.index(j.fam.root)
}

func (d *Desk) partiesText(parties []casemodel.Party) string {
	names := make([]string, 0, len(parties))
	for _, p := range parties {
		if p.Present() && p.Name != "" {
			names = append(names, d.nameOf(p))
		}
	}
	return strings.Join(names, " ")
}

// nameOf writes a party's name, with how many stand behind it.
func (d *Desk) nameOf(p casemodel.Party) string {
	if p.Count <= 1 {
		return p.Name
	}
	return strings.NewReplacer("{name}", p.Name, "{n}", strconv.Itoa(p.Count)).Replace(d.Flows.Title("patterns", "many"))
}

// titleOf composes 某某与某某邻里纠纷 from the parties and the category.
func (d *Desk) titleOf(r Registration) string {
	first := func(role string) string {
		for _, p := range r.Parties {
			if p.Role == role && p.Name != "" {
				return d.nameOf(p)
			}
		}
		return ""
	}
	category := d.Flows.Title("patterns", "plain_category")
	if r.Category != "" {
		category = d.Flows.Title("categories", r.Category)
	}
	pattern := "case_title"
	if first("respondent") == "" {
		pattern = "one_side_title"
	}
	return strings.NewReplacer("{applicant}", first("applicant"), "{respondent}", first("respondent"), "{category}", category).
		Replace(d.Flows.Title("patterns", pattern))
}

// index writes what a search may find, per read class (engine rule T5):
// registration for names and facts, agreement for obligations. What was said
// in sittings is in no index at all.
func (j *job) index(m *casemodel.Matter) error {
	for _, load := range []func() error{j.fam.loadParties, j.fam.loadValues, j.fam.loadItems} {
		if err := load(); err != nil {
			return err
		}
	}
	text := []string{m.Title, m.Number, j.fam.value(m.ID, "summary"), j.fam.value(m.ID, "occurred_place")}
	if m.IsRoot() {
		for _, p := range j.fam.parties {
			text = append(text, p.Name)
		}
	}
	registration := strings.Join(text, "\n")
	if err := j.tx.PutSearch(m.ID, "registration", registration, search.Grams(registration)); err != nil {
		return err
	}
	var owed []string
	for _, it := range j.fam.items {
		if it.MatterID == m.ID && it.Active == 1 {
			owed = append(owed, it.What)
		}
	}
	if len(owed) == 0 {
		return nil
	}
	agreement := strings.Join(owed, "\n")
	return j.tx.PutSearch(m.ID, "agreement", agreement, search.Grams(agreement))
}
