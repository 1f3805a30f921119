package web

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/workflows"
)

type record = documents.Record

// record is what papers of a matter may say, by what its reader may read:
// templates/documents/record.yaml has the words for it. parties stand with
// whole numbers when those were written down; no is the sitting of a record, 0
// for none; number is the paper's own.
func (s *Site) record(v *visit, view *casework.View, parties []casemodel.Party, no int, number string) (documents.Record, error) {
	of, err := s.settlement(v, view)
	if err != nil {
		return nil, err
	}
	if of == nil {
		of = view
	}
	body, err := s.desk.Body(v.ctx(), of.Matter.BodyID)
	if err != nil {
		return nil, err
	}
	centre, err := s.desk.Body(v.ctx(), view.Root.CentreID)
	if err != nil {
		return nil, err
	}
	pieces, err := s.desk.Evidence(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return nil, err
	}
	r, err := s.paperWords(v, view)
	if err != nil {
		return nil, err
	}
	maps.Copy(r, record{
		"evidence": s.evidenceRecords(view, pieces),
		"case":     s.caseRecord(view), "proceeding": proceedingRecord(of), "body": officeRecord(body), "centre": officeRecord(centre),
		"agreement": s.agreementRecord(of), "obligation": s.obligationRecord(view),
		"today": localDay(view.Now), "maker": v.session.Name, "files": fileRecords(view), "volume": volumeRecords(view), "number": number,
	})
	parties = slices.DeleteFunc(slices.Clone(parties), func(p casemodel.Party) bool { return !concerned(view, p.ID) })
	at := of
	if no > 0 {
		at = view
	}
	for key, role := range map[string]string{"parties": "", "applicants": "applicant", "respondents": "respondent"} {
		r[key] = s.partyRecords(at, parties, role, no)
	}
	if err := s.rosterRecords(v, view, of, r); err != nil {
		return nil, err
	}
	r["delegation"], r["alert"] = s.delegationRecord(v, of), s.alertRecord(v, view)
	if facts := of.Fields["undisputed"]; facts != "" {
		r["undisputed"] = facts
	}
	if why := endedBy(view); why != "" {
		r["reason"] = why
	}
	lacks, err := s.lacking(v, view)
	if err != nil {
		return nil, err
	}
	rows := make([]record, 0, len(lacks))
	for i, l := range lacks {
		rows = append(rows, record{"no": i + 1, "name": l.Title, "reason": cmp.Or(view.Fields["elsewhere"], view.RootFields["elsewhere"])})
	}
	r["missing"] = rows
	if at := view.Card.NextSittingAt; !at.IsZero() {
		r["sitting"] = record{"at": minute(at), "place": cmp.Or(view.Fields["place"], view.Body.Title)}
	}
	for i := range view.Sessions {
		if one := &view.Sessions[i]; one.No == no && openRecord(one) {
			r["record"] = s.sittingRecord(v, view, one)
		}
	}
	return documents.Worded(r)
}

func (s *Site) caseRecord(view *casework.View) record {
	fields, m := view.Fields, &view.Root
	if !view.Matter.IsRoot() {
		fields = view.RootFields
	}
	var claims []casework.Claim
	_ = json.Unmarshal([]byte(fields["claims"]), &claims) // of a registration: none is none
	rows := make([]record, 0, len(claims))
	for i, c := range claims {
		text := c.Text
		if c.Amount > 0 {
			text = strings.TrimSpace(text + " " + yuan(c.Amount))
		}
		rows = append(rows, record{"no": i + 1, "text": text})
	}
	title := m.Title
	if !view.Can["read.registration"] {
		title = m.PublicTitle
	}
	result := s.desk.Flows.Title("results", m.Result)
	if result == "" && (view.Matter.Kind == casemodel.KindProceeding || view.Matter.Kind == casemodel.KindPetition) {
		result = view.Flow.States.Get(view.Matter.State).Title // its volume is bound before the case is closed
	}
	return record{
		"number": m.Number, "title": title, "category": s.desk.Flows.Title("categories", m.Category), "channel": s.desk.Flows.Title("channels", m.Channel),
		"area": view.Area, "place": fields["occurred_place"], "summary": fields["summary"], "people": len(view.Parties), "risk": riskOf(m.Risk).Word,
		"applied_on": dayOf(fields["applied_at"], m.OpenedAt), "registered_on": happenedOn(m.OpenedAt), "closed_on": closedOn(view),
		"result": result, "claims": rows,
	}
}

// dayOf is the day of a written moment, else of another.
func dayOf(text string, otherwise casemodel.Instant) casemodel.Day {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return localDay(casemodel.At(t))
	}
	return happenedOn(otherwise)
}

// closedOn is when a case was closed, else when the part was that the volume is
// bound of.
func closedOn(view *casework.View) casemodel.Day {
	return cmp.Or(happenedOn(view.Root.ClosedAt), happenedOn(view.Matter.ClosedAt))
}

func proceedingRecord(view *casework.View) record {
	m := &view.Matter
	names := []string{view.Handler.Title}
	for _, one := range view.Signatures {
		names = append(names, one.User.Title)
	}
	slices.Sort(names[1:])
	names = slices.DeleteFunc(slices.Compact(names), func(n string) bool { return n == "" })
	r := record{"number": cmp.Or(m.Number, view.Root.Number), "title": view.Flow.Title, "petition": m.Kind == casemodel.KindPetition, "accepted_on": acceptedOn(view), "ended_on": happenedOn(m.ClosedAt), "mediators": strings.Join(slices.Compact(names), say("list.comma"))}
	for _, c := range view.Deadlines {
		if c.Rule != nil && c.Rule.Slot == "term" && c.Deadline.State == casemodel.ClockRunning {
			r["term"] = c.Deadline.DueOn
		}
	}
	return r
}

func officeRecord(b *casemodel.Body) record {
	return record{"name": b.Title, "address": b.Address, "phone": b.Phone}
}

// partyRecords are those who take part, of one role or of all. A hidden address
// is never on a paper; the body serves in its stead (users.md F7).
func (s *Site) partyRecords(view *casework.View, parties []casemodel.Party, role string, no int) []record {
	rows := []record{}
	for _, p := range parties {
		if !p.Present() || role != "" && p.Role != role {
			continue
		}
		address := p.Address
		if p.HideAddress {
			address = say("paper.address_hidden")
		}
		row := record{
			"no": len(rows) + 1, "role": s.desk.Flows.Title("party_roles", p.Role), "name": partyTitle(p), "natural": p.Kind == "natural", "sex": wordIn("sex", p.Sex), "born_on": p.BornOn,
			"id_no": p.IDNo, "phone": strings.TrimSpace(p.Phone + " " + p.Phone2), "address": address,
		}
		for _, need := range []string{"illiterate", "deaf", "dialect", "minor"} {
			row[need] = slices.Contains(p.Needs, need)
		}
		// who stands with a minor by name signs by name; a line is left for one nobody has named
		guarded := slices.ContainsFunc(p.Representatives, func(a casemodel.Representative) bool { return a.Kind == "guardian" })
		row["unguarded"] = slices.Contains(p.Needs, "minor") && !guarded
		agents := make([]record, 0, len(p.Representatives))
		for _, a := range p.Representatives {
			agents = append(agents, record{"kind": wordIn("agent", a.Kind), "name": a.Name, "authority": wordIn("authority", a.Authority)})
		}
		row["agents"] = agents
		maps.Copy(row, helpedBy(view, &p, no))
		rows = append(rows, row)
	}
	return rows
}

func (s *Site) sittingRecord(v *visit, view *casework.View, one *casemodel.Session) record {
	came := make([]record, 0, len(one.Minutes.Came)+1)
	for _, a := range one.Minutes.Came {
		came = append(came, record{"no": len(came) + 1, "who": s.cameLine(view, a)})
	}
	if one.Present != "" {
		came = append(came, record{"no": len(came) + 1, "who": one.Present})
	}
	said := []record{}
	for _, d := range headsOf(view.Flow, one) {
		if text := one.Minutes.Said[d.ID]; text != "" {
			said = append(said, record{"title": d.Title, "text": text})
		}
	}
	if one.Text != "" {
		said = append(said, record{"title": say("paper.text"), "text": one.Text})
	}
	row := record{
		"no": one.Nth, "on": one.On, "began": cmp.Or(minute(one.Minutes.Began), string(one.On)), "ended": minute(one.Minutes.Ended), "mode": s.desk.Flows.Title("session_modes", one.Mode),
		"place": one.Place, "writer": s.userOf(v, one.AuthorID), "interpreter": one.Minutes.Interpreter, "came": came, "said": said, "result": s.desk.Flows.Title("session_results", one.Result), "supplements": supplementRecords(view, one),
		"asked": "", "about": "", "asker": "", "refused": "", "reader": one.Minutes.ReadBy, "present": one.Present,
	}
	if q := one.Minutes.Inquiry; q != nil {
		row["asked"], row["about"], row["refused"] = s.askedName(view, q), q.About, q.Refused
		row["asker"], row["writer"] = askers(s.userOf(v, one.AuthorID), q.With), cmp.Or(q.Writer, s.userOf(v, one.AuthorID))
	}
	return row
}

func (s *Site) visitRecord(v *visit, d *casework.Dossier) record {
	view := d.View
	r := record{"on": localDay(view.Now), "visitor": v.session.Name}
	for _, l := range d.Lines { // who asked and when, not who prints it on which day
		if slices.Contains([]string{"attempt", "complete", "find_problem"}, l.Act) {
			r["on"], r["visitor"] = l.On, l.ActorName
		}
	}
	act := view.Flow.Act("complete")
	if act == nil {
		return record{}
	}
	for _, key := range []string{"way", "performed", "voluntary", "satisfaction"} {
		if d := fieldOf(act.Fields, key); d != nil && view.Fields[key] != "" {
			r[key] = s.readable(v, view, d, view.Fields[key])
		}
	}
	if about := view.Fields["about"]; about != "" {
		r["about"] = say("visit.kind." + about)
	}
	var answers []string
	for _, kind := range visitKinds {
		for _, key := range workflows.Asked(kind) {
			if d := fieldOf(act.Fields, key); d != nil && view.Fields[key] != "" {
				answers = append(answers, say("visit.answer", "asked", d.Title, "answer", s.readable(v, view, d, view.Fields[key])))
			}
		}
	}
	r["answer"] = strings.Join(answers, say("list.comma"))
	return r
}

// supplanted: a further agreement has taken the place of a clause.
func supplanted(view *casework.View, it *casemodel.Item) bool { return owedAs(view, it, "superseded") }

// fallen: a clause has lost its force.
func fallen(view *casework.View, it *casemodel.Item) bool { return owedAs(view, it, "annulled") }

func owedAs(view *casework.View, it *casemodel.Item, state string) bool {
	return slices.ContainsFunc(view.Children, func(c casework.Child) bool { return c.Matter.ID == it.ObligationID && c.Matter.State == state })
}

// replaces says what of an earlier agreement this one takes the place of, ""
// for nothing.
func replaces(view *casework.View) string {
	switch view.Fields["replaces"] {
	case "all":
		return say("supersede.all")
	case "some":
		return say("supersede.some", "items", view.Fields["replaced_items"])
	}
	return ""
}

// side is a party within a sentence.
func (s *Site) side(view *casework.View, id casemodel.ID) string {
	return strings.ReplaceAll(s.partyOf(view, id), " ", "")
}

// clause is what an obligation says, its sum aside.
func clause(it *casemodel.Item) string {
	parts := []string{cmp.Or(it.What, say("word.item_kind."+it.Kind)), it.Share}
	if it.Every != "" {
		parts = append(parts, say("word.every."+it.Every))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

// wordIn is the word of a closed list, "" for nothing said.
func wordIn(list, value string) string {
	if value == "" {
		return ""
	}
	return say("word." + list + "." + value)
}

func fileRecords(view *casework.View) []record {
	rows := make([]record, 0, len(view.Files))
	for _, f := range view.Files {
		if f.SessionID != "" && !slices.ContainsFunc(view.Sessions, func(one casemodel.Session) bool { return one.ID == f.SessionID && openRecord(&one) }) {
			continue // what one side said alone is on no paper
		}
		name := f.Name
		if f.ReplacedByID != "" {
			name += say("sitting.replaced")
		}
		rows = append(rows, record{"no": len(rows) + 1, "name": name, "on": localDay(f.CreatedAt), "hash": f.SHA256[:min(len(f.SHA256), 8)]})
	}
	return rows
}

func volumeRecords(view *casework.View) []record {
	rows := make([]record, 0, len(view.Documents))
	for i, d := range view.Documents {
		row := record{"no": i + 1, "name": say("document." + d.Name), "on": d.On, "copies": 1}
		for _, one := range view.Issued {
			if one.Paper == d.Name {
				row["number"] = one.Number
			}
		}
		rows = append(rows, row)
	}
	return rows
}
