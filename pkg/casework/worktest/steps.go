package worktest

import (
	"context"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// F is short for the fields of an act.
type F = map[string]any

// Quarrel is an ordinary registration: two neighbours in the sunshine village.
func Quarrel() casework.Registration {
	return casework.Registration{
		Category: "02", Area: "150102001001", Summary: "Water leaks through the ceiling.", RiskBoxes: nil,
		Parties: []casemodel.Party{
			{Role: "applicant", Kind: "natural", Name: "Bao", Phone: "13947100001"},
			{Role: "respondent", Kind: "natural", Name: "Liu", Phone: "13947100002"},
		},
	}
}

// Register opens a case as the window clerk and returns its id.
func (w *World) Register(r casework.Registration) casemodel.ID {
	w.t.Helper()
	r.DuplicatesSeen = true
	if r.EarlierAs == "" {
		r.EarlierAs = casework.AsOther // the same people quarrel in every test
	}
	out, err := w.Desk.Register(context.Background(), w.Who["clerk"], r, casework.Input{})
	if err != nil {
		w.t.Fatalf("register: %v", err)
	}
	w.Cases = append(w.Cases, out.MatterID)
	return out.MatterID
}

// Must does one act as somebody and fails the test when it is refused.
func (w *World) Must(username string, id casemodel.ID, act string, fields F) casework.Outcome {
	w.t.Helper()
	out, err := w.Try(username, id, act, fields)
	if err != nil {
		w.t.Fatalf("%s as %s: %v", act, username, err)
	}
	return out
}

// Try does one act as somebody, at the matter's present version.
func (w *World) Try(username string, id casemodel.ID, act string, fields F) (casework.Outcome, error) {
	w.t.Helper()
	v := w.Matter(id).Version
	return w.Do(context.Background(), w.Who[username], id, act, casework.Input{Version: &v, Fields: fields})
}

// Matter reads a header past every permission.
func (w *World) Matter(id casemodel.ID) *casemodel.Matter {
	w.t.Helper()
	var m *casemodel.Matter
	err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		m, err = tx.Matter(id)
		return err
	})
	if err != nil {
		w.t.Fatalf("matter %s: %v", id, err)
	}
	return m
}

// Family reads every matter of a root.
func (w *World) Family(root casemodel.ID) []*casemodel.Matter {
	w.t.Helper()
	var all []*casemodel.Matter
	err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		all, err = tx.Family(root)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// Child returns the newest matter of a workflow under a root.
func (w *World) Child(root casemodel.ID, workflow string) *casemodel.Matter {
	w.t.Helper()
	var found *casemodel.Matter
	for _, m := range w.Family(root) {
		if m.Workflow == workflow && m.ID != root {
			found = m
		}
	}
	if found == nil {
		w.t.Fatalf("no %s under %s", workflow, root)
	}
	return found
}

// Parties returns the ids of a case's parties in order.
func (w *World) Parties(root casemodel.ID) []casemodel.ID {
	w.t.Helper()
	var ids []casemodel.ID
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		list, err := tx.Parties(root)
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return ids
}

// User returns the id of a person.
func (w *World) User(username string) string { return string(w.Who[username].UserID) }

// Body returns the id of a body.
func (w *World) Body(code string) string { return string(w.Bodies[code].ID) }

// Consents are the agreed answers of all parties.
func (w *World) Consents(root casemodel.ID) []any {
	parties := w.Parties(root)
	list := make([]any, 0, len(parties))
	for _, p := range parties {
		list = append(list, F{"party": string(p), "consent": "agreed", "way": "written"})
	}
	return list
}

// Pay is one obligation of the second party to the first.
func (w *World) Pay(root casemodel.ID, yuan, due string) []any {
	p := w.Parties(root)
	return []any{F{"debtor": string(p[1]), "creditor": string(p[0]), "kind": "pay", "what": "compensation", "amount": yuan, "due": due}}
}

// InSession leads a quarrel to a running people's mediation of the town and
// returns case and proceeding.
func (w *World) InSession(t testing.TB) (root, proceeding casemodel.ID) {
	t.Helper()
	return w.InSessionOf(t, Quarrel())
}

// InSessionOf does so with a registration of one's own.
func (w *World) InSessionOf(t testing.TB, r casework.Registration) (root, proceeding casemodel.ID) {
	t.Helper()
	root = w.Register(r)
	w.Must("triage", root, "accept", F{"risk": "blue"})
	w.Must("triage", root, "dispatch", F{"body": w.Body("TOWN")})
	proceeding = w.Child(root, "peoples_mediation").ID
	w.Must("mediator", proceeding, "ask_consent", nil)
	w.Must("mediator", proceeding, "all_consent", F{"consents": w.Consents(root)})
	w.Must("chair", proceeding, "appoint_mediator", F{"handler": w.User("mediator")})
	w.Must("mediator", proceeding, "give_rights_notice", F{"way": "signed"})
	parties := w.Parties(root)
	present := make([]any, 0, len(parties))
	for _, p := range parties {
		present = append(present, string(p))
	}
	w.Must("mediator", proceeding, "open_session", F{"present": present, "place": "room 1", "way": "joint"})
	return root, proceeding
}

// Signing leads a case to a text that waits for signatures.
func (w *World) Signing(t testing.TB, yuan, due string) (root, proceeding casemodel.ID) {
	t.Helper()
	root, proceeding = w.InSession(t)
	w.Must("mediator", proceeding, "propose_terms", F{"items": w.Pay(root, yuan, due)})
	w.Must("mediator", proceeding, "finalise_text", F{"total": yuan, "copies": "3"})
	for _, p := range w.Parties(root) {
		w.Must("mediator", proceeding, "record_signature", F{"party": string(p), "way": "wet"})
	}
	w.Must("mediator", proceeding, "record_signature", F{"user": w.User("mediator"), "way": "wet"})
	return root, proceeding
}

// RegisterAs opens a case as somebody else than the window clerk.
func (w *World) RegisterAs(username string, r casework.Registration) casemodel.ID {
	w.t.Helper()
	r.DuplicatesSeen = true
	if r.EarlierAs == "" {
		r.EarlierAs = casework.AsOther // the same people quarrel in every test
	}
	out, err := w.Desk.Register(context.Background(), w.Who[username], r, casework.Input{})
	if err != nil {
		w.t.Fatalf("register as %s: %v", username, err)
	}
	return out.MatterID
}
