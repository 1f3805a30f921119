package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// inner are values the engine keeps for itself.
func inner(field string) bool {
	for _, prefix := range []string{"doc.", "signed.", "signed_by.", "signed_how.", "consent.", leftPrefix, fallPrefix, freedPrefix} {
		if strings.HasPrefix(field, prefix) {
			return true
		}
	}
	return false
}

// readable returns the current values by the read class their field declares;
// an undeclared one is registration data.
func (j *job) readable(m *casemodel.Matter, can map[string]bool) map[string]string {
	shown := j.requested(m, can)
	for field, value := range j.fam.values[m.ID] {
		if inner(field) || m.Kind == casemodel.KindApproval && field == "input" {
			continue
		}
		if can[readAct(j.classOf(m, field))] {
			shown[field] = value
		}
	}
	return shown
}

func (j *job) classOf(m *casemodel.Matter, field string) string { return j.d.classOf(m, field) }

// classOf is the read class of a current value.
func (d *Desk) classOf(m *casemodel.Matter, field string) string {
	if m.Kind == casemodel.KindObligation && slices.Contains([]string{"amount", "paid", "item", "what", "waived_n", "waived_sum", "waived_left"}, field) {
		return "agreement"
	}
	if field == "text_sha256" || field == "effective_on" {
		return "registration"
	}
	return d.Flows.Flow(m.Workflow, m.WorkflowVersion).ValueRead(field)
}

// wroteClass is the read class of what one act wrote into a field.
func (j *job) wroteClass(m *casemodel.Matter, act, field string) string {
	if class := j.flow(m).FieldRead(act, field); class != "" {
		return class
	}
	return j.classOf(m, field)
}

// typedText writes a stored input as current values are written: a list as
// JSON, everything else as its text.
func typedText(v any) string {
	if list, is := v.([]any); is {
		if text, err := json.Marshal(list); err == nil {
			return string(text)
		}
	}
	return fmt.Sprint(v)
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
	names := map[casemodel.ID]string{}
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
		child.Matter.Title = j.title(c)
		if err := j.childNames(&child, names); err != nil {
			return err
		}
		var err error
		if child.Choices, _, err = j.choices(c); err != nil {
			return err
		}
		v.Children = append(v.Children, child)
	}
	return nil
}

// childNames looks each body and each person up once: fifty visits of one
// family have one handler.
func (j *job) childNames(c *Child, names map[casemodel.ID]string) error {
	if id := c.Matter.BodyID; id != "" {
		if names[id] == "" {
			b, err := j.tx.Body(id)
			if err != nil {
				return err
			}
			names[id] = b.Title
		}
		c.Body = Named{ID: id, Title: names[id]}
	}
	if id := c.Matter.HandlerID; id != "" {
		if names[id] == "" {
			name, err := j.userName(id)
			if err != nil {
				return err
			}
			names[id] = name
		}
		c.Handler = Named{ID: id, Title: names[id]}
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

// parts are the readings of what lies in tables of its own, as far as the actor
// may; what the family knows already is there at once.
func (j *job) parts(v *View, m *casemodel.Matter) []func() error {
	for field, value := range j.fam.values[m.ID] {
		if name, is := strings.CutPrefix(field, "doc."); is && (v.Can["read.sealed"] || j.flow(m).PaperRead(name) != "sealed") {
			v.Documents = append(v.Documents, Document{Name: name, On: casemodel.Day(value)})
		}
	}
	slices.SortFunc(v.Documents, func(a, b Document) int { return strings.Compare(string(a.On)+a.Name, string(b.On)+b.Name) })
	readings := []func() error{
		func() error { return j.secrets(v, m) },
		func() error { return j.countEvidence(v) },
		func() error { return j.openFiles(v, m) },
		func() error { return j.linked(v, m) },
	}
	if v.Can["read.agreement"] {
		for _, it := range j.fam.items {
			// one person's share of a clause is shown where it is owed, and on the roster
			if it.Active == 1 && (it.ShareOf == "" && (m.IsRoot() || it.MatterID == m.ID) || it.ObligationID == m.ID) {
				v.Items = append(v.Items, it)
			}
		}
		readings = append(readings, func() (err error) {
			v.Outcomes, err = j.tx.Outcomes(m.RootID)
			return err
		})
	}
	if v.Can["read.registration"] {
		readings = append(readings, func() (err error) {
			v.Issued, err = j.tx.Issues(m.ID)
			return err
		})
	}
	if j.people(m) {
		readings = append(readings, func() error {
			card, err := j.tx.Card(m.RootID)
			if err != nil && !casemodel.Is(err, casemodel.NotFound) {
				return err
			}
			if card != nil {
				v.Card = *card
			}
			return nil
		})
	}
	return readings
}

func (j *job) openFiles(v *View, m *casemodel.Matter) error {
	files, err := j.tx.Files(m.ID)
	if err != nil {
		return err
	}
	for i := range files {
		open, err := j.opens(j.who, m, &files[i])
		if err != nil {
			return err
		}
		if open && files[i].Detached == 0 {
			v.Files = append(v.Files, files[i])
		}
	}
	return nil
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
		_, om, err := j.d.look(j.tx, j.who, other)
		if casemodel.Is(err, casemodel.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		flow := j.flow(om)
		shown := LinkView{Kind: l.Kind, Out: l.FromID == m.ID, ID: om.ID, Workflow: om.Workflow, Number: om.Number, Title: om.PublicTitle, State: om.State}
		if s := flow.States.Get(om.State); s != nil {
			shown.StateTitle = s.Title
		}
		v.Links = append(v.Links, shown)
	}
	return nil
}

// requested shows an approver what is asked for: the stored input of the
// request, each field by its own read class.
func (j *job) requested(m *casemodel.Matter, can map[string]bool) map[string]string {
	shown := map[string]string{}
	parent := j.fam.matter(m.ParentID)
	if m.Kind != casemodel.KindApproval || parent == nil {
		return shown
	}
	raw := map[string]any{}
	if err := json.Unmarshal([]byte(j.fam.value(m.ID, "input")), &raw); err != nil {
		return shown // nothing was typed
	}
	act := j.flow(parent).Act(j.fam.value(m.ID, "event"))
	if act == nil {
		return shown
	}
	for _, f := range act.Fields {
		if v, given := raw[f.ID]; given && can[readAct(f.Read)] {
			shown["input."+f.ID] = typedText(v)
		}
	}
	return shown
}
