package store

import "github.com/jiefen/jiefen/casemodel"

var (
	participants = lazily[casemodel.Participant]()
	recusals     = lazily[casemodel.Recusal]()
	links        = lazily[casemodel.Link]()
	samples      = lazily[casemodel.QualitySample]()
)

// Participants loads all windows of some families, open and closed.
func (tx *Tx) Participants(roots ...casemodel.ID) ([]casemodel.Participant, error) {
	q := tx.of(roots)
	return participants().load(tx, q.sql+" ORDER BY id", q.args...)
}

// CoMediates tells which of some matters somebody mediates beside who is in
// charge.
func (tx *Tx) CoMediates(user casemodel.ID, matters ...casemodel.ID) (map[casemodel.ID]bool, error) {
	is := map[casemodel.ID]bool{}
	if user == "" || len(matters) == 0 {
		return is, nil
	}
	q := tx.among("matter_id", matters)
	all, err := participants().load(tx, "user_id = ? AND role = ? AND until = ? AND "+q.sql, append([]any{user, casemodel.PartCoMediator, casemodel.Never}, q.args...)...)
	for i := range all {
		is[all[i].MatterID] = true
	}
	return is, err
}

// AddParticipant opens a window; an absent end is Never.
func (tx *Tx) AddParticipant(p casemodel.Participant) error {
	if p.ID == "" {
		p.ID = tx.NewID()
	}
	if p.Since.IsZero() {
		p.Since = tx.Now()
	}
	if p.Until.IsZero() {
		p.Until = casemodel.Never
	}
	return participants().insert(tx, &p)
}

// EndParticipant sets the moment from which the window is closed. It may lie
// ahead: a body reads on for 30 days after the closing.
func (tx *Tx) EndParticipant(id casemodel.ID, at casemodel.Instant) error {
	return tx.later("end participant", missing("participant"), "UPDATE matter_participant SET until = ? WHERE id = ?", at, id)
}

// Links loads the relations of a matter to other families, from either end.
func (tx *Tx) Links(matter casemodel.ID) ([]casemodel.Link, error) {
	return links().load(tx, "from_id = ? OR to_id = ? ORDER BY id", matter, matter)
}

// AddLink relates two matters.
func (tx *Tx) AddLink(l casemodel.Link) error {
	if l.ID == "" {
		l.ID = tx.NewID()
	}
	if l.Since.IsZero() {
		l.Since = tx.Now()
	}
	if l.Until.IsZero() {
		l.Until = casemodel.Never
	}
	return tx.insert("link", &l)
}

// EndLink ends a relation; its row stays.
func (tx *Tx) EndLink(id casemodel.ID, at casemodel.Instant) error {
	return tx.change("link", "UPDATE matter_link SET until = ? WHERE id = ?", at, id)
}

// Recusals loads the declared ties in some families and the decisions over them.
func (tx *Tx) Recusals(roots ...casemodel.ID) ([]casemodel.Recusal, error) {
	q := tx.of(roots)
	return recusals().load(tx, q.sql+" ORDER BY id", q.args...)
}

// AddRecusal writes a tie or a decision.
func (tx *Tx) AddRecusal(r casemodel.Recusal) error {
	if r.ID == "" {
		r.ID = tx.NewID()
	}
	if r.At.IsZero() {
		r.At = tx.Now()
	}
	return tx.insert("recusal", &r)
}

// SetRecusal turns a declared tie into recused or waived.
func (tx *Tx) SetRecusal(id casemodel.ID, state string) error {
	return tx.change("recusal", "UPDATE recusal SET state = ? WHERE id = ?", state, id)
}

// Samples loads who was asked to check which matter.
func (tx *Tx) Samples(matters ...casemodel.ID) ([]casemodel.QualitySample, error) {
	if len(matters) == 0 {
		return nil, nil
	}
	among := tx.among("matter_id", matters)
	return samples().load(tx, among.sql+" ORDER BY id", among.args...)
}

// AddSample opens a matter to the person who checks it.
func (tx *Tx) AddSample(s casemodel.QualitySample) error {
	if s.ID == "" {
		s.ID = tx.NewID()
	}
	return tx.insert("sample", &s)
}

// CloseSample ends the checking.
func (tx *Tx) CloseSample(id casemodel.ID) error {
	return tx.change("sample", "UPDATE quality_sample SET open = 0 WHERE id = ?", id)
}
