package web

import "github.com/jiefen/jiefen/casemodel"

// settled leads a quarrel to an agreement with one sum to be paid.
func (w *town) settled() (root casemodel.ID) { return w.settledFor("3000") }

// settledFor is settled for so many yuan.
func (w *town) settledFor(yuan string) (root casemodel.ID) {
	w.t.Helper()
	root, proceeding := w.inSession()
	p := w.parties(root)
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿维修费", "amount": yuan, "due": "2026-05-01"}}})
	w.must("mediator", proceeding, "finalise_text", f{"total": yuan})
	for _, party := range p {
		w.must("mediator", proceeding, "record_signature", f{"party": party, "way": "wet"})
	}
	w.must("mediator", proceeding, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
	w.must("seal", proceeding, "affix_seal", nil)
	return root
}

// failed leads a quarrel to where the centre decides what becomes of it.
func (w *town) failed() (root casemodel.ID) {
	w.t.Helper()
	root, proceeding := w.inSession()
	w.must("mediator", proceeding, "any_refuse", f{"party": w.parties(root)[1], "way": "present"})
	return root
}

// variety adds a matter of every kind that has a list of its own.
func (w *town) variety() {
	w.t.Helper()
	root := w.settled()
	w.failed()
	obligation := w.child(root, "performance_item")
	w.must("mediator", obligation, "perform_partly", f{"amount": "1000", "evidence": "收条"})
}
