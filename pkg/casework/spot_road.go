package casework

import (
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// stop is one act of the road from a registration to its result: the same acts
// with the same fields that the long road takes, page by page.
type stop struct {
	flow, act string
	fields    func(fam *family) map[string]any
	term      int // 1…: the obligation of that term is meant, not the newest of the flow
}

// find gives the matter the stop is an act of.
func (p stop) find(d *Desk, fam *family) (*casemodel.Matter, error) {
	if p.term > 0 {
		for i := range fam.items {
			if it := &fam.items[i]; it.Active == 1 && it.Seq == p.term && it.ObligationID != "" {
				return fam.matter(it.ObligationID), nil
			}
		}
	}
	for _, m := range slices.Backward(fam.matters) {
		if flow := d.Flows.Flow(m.Workflow, m.WorkflowVersion); flow != nil && flow.Is(p.flow) {
			return m, nil
		}
	}
	// a body of another kind runs another procedure: there is nothing to sign for
	return nil, &casemodel.Error{Kind: casemodel.WrongStep, Key: "step.wrong", Stage: fam.root.State}
}

// road lists the acts, in the order of domain 3(a) and 3(b).
func (s *Spot) road(who casemodel.Actor) []stop {
	const envelope, mediation = "dispute_case", "peoples_mediation"
	var stops []stop
	add := func(flow, act string, fields func(fam *family) map[string]any) {
		stops = append(stops, stop{flow: flow, act: act, fields: fields})
	}
	add(envelope, "accept", spotGrade)
	add(envelope, "dispatch", fixed("body", string(who.BodyID)))
	add(mediation, "ask_consent", fixed())
	add(mediation, "all_consent", spotConsents)
	add(mediation, "give_rights_notice", fixed("way", "read_out"))
	add(mediation, "appoint_mediator", fixed("handler", string(who.UserID)))
	place := s.Place
	if place == "" {
		place = s.Registration.Place
	}
	add(mediation, "open_session", func(fam *family) map[string]any {
		return given("present", partyIDs(fam), "place", place, "way", "joint")
	})
	add(mediation, "log_session", func(fam *family) map[string]any {
		result := map[string]string{SpotNone: "end"}[s.Result]
		if result == "" {
			result = "agreed"
		}
		return given("mode", "joint", "place", place, "came", cameAll(fam), "course", s.Course, "result", result)
	})
	switch s.Result {
	case SpotOral:
		s.photo(add, "D16_oral")
		add(mediation, "agree_orally", s.items)
		stops = append(stops, s.paid()...)
	case SpotWritten:
		add(mediation, "propose_terms", s.items)
		add(mediation, "finalise_text", func(fam *family) map[string]any {
			f := s.items(fam)
			if sum := s.total(); sum > 0 {
				f["total"] = sum.String()
			}
			if s.Breach != "" {
				f["breach"] = s.Breach
			}
			f["copies"] = strconv.Itoa(len(fam.parties) + 1) // one each and one for the volume
			return f
		})
		for i := range s.Parties {
			add(mediation, "record_signature", func(fam *family) map[string]any {
				return given("party", string(fam.parties[min(i, len(fam.parties)-1)].ID), "way", s.sign())
			})
		}
		add(mediation, "record_signature", fixed("user", string(who.UserID), "way", "wet"))
		s.photo(add, "D15_agreement")
	case SpotNone:
		s.photo(add, "")
		add(mediation, "terminate", fixed("reason", s.Reason))
	}
	return stops
}

// paid are the acts that say what was handed over at once: one for the case
// when that was all, else one for each obligation. What is only signed, and not
// sealed yet, is nobody's obligation.
func (s *Spot) paid() []stop {
	proof := fixed("evidence", s.Proof)
	if !slices.ContainsFunc(s.Terms, func(t SpotTerm) bool { return !t.Paid }) {
		return []stop{{flow: "dispute_case", act: "perform_at_once", fields: proof}}
	}
	var stops []stop
	for i, t := range s.Terms {
		if t.Paid {
			stops = append(stops, stop{flow: "performance_item", act: "perform", fields: proof, term: i + 1})
		}
	}
	return stops
}

// photo puts the picture of the signed sheet into the volume as the paper it is.
func (s *Spot) photo(add func(string, string, func(*family) map[string]any), paper string) {
	if len(s.Photos) == 0 {
		return
	}
	files := make([]any, len(s.Photos))
	for i, id := range s.Photos {
		files[i] = string(id)
	}
	add("peoples_mediation", "attach", func(*family) map[string]any {
		return given("document", paper, "files", files, "read", "agreement")
	})
}

func (s *Spot) sign() string {
	if s.Way == "" {
		return "wet"
	}
	return s.Way
}

func (s *Spot) total() casemodel.Money {
	sum := casemodel.Money(0)
	for _, t := range s.Terms {
		sum += t.Amount
	}
	return sum
}

// items are the terms between the parties as they stand in the case.
func (s *Spot) items(fam *family) map[string]any {
	rows := make([]any, len(s.Terms))
	for i, t := range s.Terms {
		row := given("debtor", nth(fam, t.Debtor), "creditor", nth(fam, t.Creditor), "kind", t.Kind, "what", t.What, "due", string(t.Due))
		if t.Amount > 0 {
			row["amount"] = t.Amount.String()
		}
		if t.Paid {
			row["paid_now"] = true
		}
		rows[i] = row
	}
	return map[string]any{"items": rows}
}

func nth(fam *family, i int) string {
	if i < 0 || i >= len(fam.parties) {
		return ""
	}
	return string(fam.parties[i].ID)
}

// spotGrade accepts the case as it was graded at the counter: nothing ticked is
// the lowest.
func spotGrade(fam *family) map[string]any {
	risk := fam.root.Risk
	if risk == casemodel.RiskNone {
		risk = casemodel.RiskBlue
	}
	return given("category", fam.root.Category, "risk", risk.String())
}

// spotConsents: who sat down and talked has agreed to it by being there.
func spotConsents(fam *family) map[string]any {
	rows := make([]any, len(fam.parties))
	for i := range fam.parties {
		rows[i] = map[string]any{"party": string(fam.parties[i].ID), "consent": "agreed", "way": "present"}
	}
	return map[string]any{"consents": rows}
}

func partyIDs(fam *family) []any {
	ids := make([]any, len(fam.parties))
	for i := range fam.parties {
		ids[i] = string(fam.parties[i].ID)
	}
	return ids
}

func cameAll(fam *family) []any {
	rows := make([]any, len(fam.parties))
	for i := range fam.parties {
		rows[i] = map[string]any{"party": string(fam.parties[i].ID), "came": "self"}
	}
	return rows
}

// given pairs names with values and leaves out what is empty.
func given(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, is := pairs[i].(string); is && pairs[i+1] != "" {
			m[name] = pairs[i+1]
		}
	}
	return m
}

func fixed(pairs ...any) func(*family) map[string]any {
	return func(*family) map[string]any { return given(pairs...) }
}
