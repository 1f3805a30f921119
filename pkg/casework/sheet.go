package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// PrintSheet writes down that a paper of a matter is printed, and opens the
// numbers that stand on it when whole is asked for: each of them is a reveal of
// its own with the reason. It returns the parties with whole numbers, nil
// without them; who has left stays masked. A hidden address never leaves this
// way.
func (d *Desk) PrintSheet(ctx context.Context, who casemodel.Actor, id casemodel.ID, document string, whole bool, reason string) ([]casemodel.Party, error) {
	return d.print(ctx, who, id, "print", map[string]any{"document": document}, whole, reason, &Outcome{})
}

// Printing is a paper that is made of a template.
type Printing struct {
	Paper   string // D15_agreement
	Version string // of the template, in words
	SHA256  string // of the template's file
	Whole   bool   // with whole numbers
	Reason  string // for these
}

// PrintPaper is PrintSheet for a paper made of a template: which one it was is
// written down with it.
func (d *Desk) PrintPaper(ctx context.Context, who casemodel.Actor, id casemodel.ID, p Printing) ([]casemodel.Party, error) {
	return d.print(ctx, who, id, "print", p.fields(), p.Whole, p.Reason, &Outcome{})
}

func (p Printing) fields() map[string]any {
	return map[string]any{"document": p.Paper, "template": p.Version, "template_sha": p.SHA256}
}

func (d *Desk) print(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string, fields map[string]any, whole bool, reason string, out *Outcome) ([]casemodel.Party, error) {
	var shown []casemodel.Party
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		shown = nil
		*out = Outcome{}
		if err := d.step(tx, who, id, act, Input{Fields: fields}, out); err != nil || !whole {
			return err
		}
		root, err := tx.RootOf(id)
		if err != nil {
			return err
		}
		parties, err := tx.Parties(root)
		if err != nil {
			return err
		}
		for i := range parties {
			hidden := masked(parties[i])
			if p := &parties[i]; p.Present() {
				if err := d.revealAll(tx, who, id, p, reason); err != nil {
					return err
				}
				hidden.IDNo, hidden.Phone, hidden.Phone2 = p.IDNo, p.Phone, p.Phone2 // what was written down, and nothing else
			}
			shown = append(shown, hidden)
		}
		return d.tellOfMany(tx, who, root)
	})
	return shown, err
}

// revealAll writes down every number of a party that is printed whole.
func (d *Desk) revealAll(tx *store.Tx, who casemodel.Actor, id casemodel.ID, p *casemodel.Party, reason string) error {
	for field, value := range map[string]string{"phone": p.Phone, "phone2": p.Phone2, "id_no": p.IDNo} {
		if value == "" {
			continue
		}
		in := Input{Fields: map[string]any{"party": string(p.ID), "field": field, "reason": reason}}
		if err := d.step(tx, who, id, "reveal", in, &Outcome{}); err != nil {
			return err
		}
	}
	return nil
}
