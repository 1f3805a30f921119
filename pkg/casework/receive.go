package casework

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Receipt is one payment, or deed, under an obligation of a case.
type Receipt struct {
	Obligation casemodel.ID
	Amount     casemodel.Money // 0: all of the rest, or what is no sum
	PaidOn     casemodel.Day
	Evidence   string
	Payer      string // who paid, when it was not the debtor
}

// mostReceipts are taken in one go.
const mostReceipts = 500

var errOnlyTried = errors.New("nothing is kept of a trial")

// Receive writes many payments of one case down, all of them or none. Each goes
// through the same act as one that is typed alone: what is paid in full ends its
// obligation, what is less is a part. Faults come back by the number of the
// row; with any, or when it is only tried, nothing at all was written.
//
// Errors for the person as of Do; Invalid without a field for no rows or too many.
func (d *Desk) Receive(ctx context.Context, who casemodel.Actor, root casemodel.ID, rows []Receipt, key string, try bool) (Outcome, map[int]error, error) {
	if len(rows) == 0 || len(rows) > mostReceipts {
		return Outcome{}, nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "receive.rows", Args: map[string]any{"most": mostReceipts}}
	}
	sent, err := json.Marshal(rows)
	if err != nil {
		return Outcome{}, nil, err
	}
	var out Outcome
	faults := map[int]error{}
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		clear(faults)
		do := func() error {
			if err := d.receive(tx, who, root, rows, &out, faults); err != nil {
				return err
			}
			if try || len(faults) > 0 {
				return errOnlyTried
			}
			return nil
		}
		if try {
			return do()
		}
		sum := sha256.Sum256(sent)
		return once(tx, who, Input{Key: key, Hash: sum[:]}, &out, do)
	})
	if errors.Is(err, errOnlyTried) {
		return Outcome{}, faults, nil
	}
	return out, faults, err
}

func (d *Desk) receive(tx *store.Tx, who casemodel.Actor, root casemodel.ID, rows []Receipt, out *Outcome, faults map[int]error) error {
	if err := tx.LockRoots(root); err != nil {
		return err
	}
	fam, err := openFamily(tx, root)
	if err != nil {
		return err
	}
	j := d.job(tx, fam, who, out)
	if !j.may(who, fam.root, "see", "read").Allow {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	if err := fam.all(); err != nil {
		return err
	}
	out.MatterID = root
	for i, r := range rows {
		err := j.receiveOne(r)
		var refused *casemodel.Error
		switch {
		case err == nil:
		case errors.As(err, &refused):
			faults[i] = refused
		default:
			return err
		}
	}
	if len(faults) > 0 {
		return nil // the rest of the work is for nothing
	}
	return j.finish()
}

// receiveOne asks and does as Do would.
func (j *job) receiveOne(r Receipt) error {
	m := j.fam.matter(r.Obligation)
	if m == nil || m.Kind != casemodel.KindObligation {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	if !j.canRead(j.who, m, "agreement") { // who may not know what is owed learns nothing from a refusal
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	fields := map[string]any{"evidence": r.Evidence}
	if r.PaidOn != "" {
		fields["paid_on"] = string(r.PaidOn)
	}
	if r.Payer != "" {
		fields["payer"] = r.Payer
	}
	act := "perform"
	if rest, owed := workflows.Rest(j.fam.values[m.ID]); owed && r.Amount > 0 {
		fields["amount"] = r.Amount.String()
		if r.Amount < rest {
			act = "perform_partly"
		}
	}
	version := m.Version
	c := &call{m: m, act: act, raw: fields, who: j.who}
	if err := j.ask(c, Input{Version: &version, Fields: fields}); err != nil {
		return err
	}
	return j.fire(c)
}

// Paid is one payment as the journal has it.
type Paid struct {
	Obligation casemodel.ID
	Seq        int
	On         casemodel.Day // when it was paid
	Amount     casemodel.Money
	Evidence   string
	Payer      string
	By         string // who wrote it down
	Late       bool   // paid after the day that was agreed
	Whole      bool   // it ended the obligation
}

// Performance is what became of an agreement: every obligation with what it is
// about, and every payment, the oldest first.
type Performance struct {
	View  *View
	Rows  []Owing
	Paid  []Paid
	Total casemodel.Money // of sums, all of them
	Done  casemodel.Money
	Shown []Owing // the rows of the page that was asked for; Paid is what was paid for these
	Neighbours
}

// Owing is one obligation.
type Owing struct {
	Matter  casemodel.Matter
	Flow    *workflows.Flow
	Item    casemodel.Item
	Due     casemodel.Day
	Amount  casemodel.Money
	Paid    casemodel.Money
	Sum     bool // it is a sum that is owed
	Choices []Choice
}

// Rest is what is still to be paid, 0 where nothing is owed any more.
func (o Owing) Rest() casemodel.Money {
	if NothingOwed(o.Matter.State) {
		return 0
	}
	return max(o.Amount-o.Paid, 0)
}

// OwingOnAPage is how many obligations stand on one page.
const OwingOnAPage = 50

// Performance reads it for a case; obligations whose agreement the actor may
// not read are not there.
func (d *Desk) Performance(ctx context.Context, who casemodel.Actor, id casemodel.ID) (*Performance, error) {
	return d.performance(ctx, who, id, func(p *Performance) { p.Shown = p.Rows })
}

// PerformancePage reads it with the payments of one page alone: the journals of
// five hundred obligations are not read for fifty rows. Rows keep their order
// by day and clause when they are paid, so that no page loses or doubles one.
func (d *Desk) PerformancePage(ctx context.Context, who casemodel.Actor, id casemodel.ID, at PageAt) (*Performance, error) {
	return d.performance(ctx, who, id, func(p *Performance) { p.turn(at) })
}

// turn chooses the rows of a page; one that begins nowhere is the first.
func (p *Performance) turn(at PageAt) {
	is := func(id casemodel.ID) int {
		return slices.IndexFunc(p.Rows, func(o Owing) bool { return id != "" && o.Matter.ID == id })
	}
	from := 0
	if i := is(at.After); i >= 0 {
		from = i + 1
	} else if i := is(at.Before); i >= 0 {
		from = max(0, i-OwingOnAPage)
	}
	to := min(from+OwingOnAPage, len(p.Rows))
	p.Shown = p.Rows[from:to]
	if from > 0 && from < len(p.Rows) {
		p.Prev = p.Rows[from].Matter.ID
	}
	if to < len(p.Rows) {
		p.Next = p.Rows[to-1].Matter.ID
	}
}

func (d *Desk) performance(ctx context.Context, who casemodel.Actor, id casemodel.ID, choose func(p *Performance)) (*Performance, error) {
	p := &Performance{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if !m.IsRoot() {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
		}
		*p = Performance{}
		if p.View, err = j.view(m); err != nil {
			return err
		}
		for _, child := range p.View.Children {
			if child.Matter.Kind == casemodel.KindObligation && j.canRead(who, j.fam.matter(child.Matter.ID), "agreement") {
				p.add(j, child)
			}
		}
		slices.SortStableFunc(p.Rows, func(a, b Owing) int {
			return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Item.Seq, b.Item.Seq), cmp.Compare(a.Matter.ID, b.Matter.ID))
		})
		choose(p)
		return p.payments(j)
	})
	return p, err
}

func (p *Performance) add(j *job, child Child) {
	m := child.Matter
	o := Owing{Matter: m, Flow: child.Flow, Choices: child.Choices, Due: casemodel.Day(j.fam.value(m.ID, "due_on")), Paid: child.Paid}
	if child.Deed != nil {
		o.Item = *child.Deed
	}
	if o.Amount, o.Sum = child.Owed, child.Owed > 0; o.Sum && !slices.Contains(notOwed, m.State) {
		p.Total += o.Amount
		p.Done += o.Paid
	}
	p.Rows = append(p.Rows, o)
}

// payments reads them out of the journals.
func (p *Performance) payments(j *job) error {
	for _, o := range p.Shown {
		if j.fam.acts[o.Matter.ID]["perform"].Seq == 0 && j.fam.acts[o.Matter.ID]["perform_partly"].Seq == 0 {
			continue
		}
		entries, err := j.tx.Journal(o.Matter.ID, 0, 0)
		if err != nil {
			return err
		}
		payloads, err := j.tx.Payloads(o.Matter.ID)
		if err != nil {
			return err
		}
		before := casemodel.Money(0)
		for _, e := range entries {
			if e.Act != "perform" && e.Act != "perform_partly" {
				continue
			}
			var said struct {
				Fields map[string]string `json:"fields"`
				Paid   string            `json:"paid"`
			}
			if raw := payloads[e.Seq]; raw != nil {
				if err := json.Unmarshal(raw, &said); err != nil {
					return err
				}
			}
			one := Paid{Obligation: o.Matter.ID, Seq: e.Seq, Evidence: said.Fields["evidence"], Payer: said.Fields["payer"], By: e.ActorName, Whole: e.Act == "perform"}
			one.On = casemodel.Day(cmp.Or(said.Fields["paid_on"], string(e.On)))
			one.Amount, _ = casemodel.ParseMoney(cmp.Or(said.Fields["amount"], said.Paid)) // a thing or a deed has none
			if one.Whole && o.Sum {
				one.Amount = o.Amount - before
			}
			before += one.Amount
			one.Late = o.Due != "" && one.On > o.Due
			p.Paid = append(p.Paid, one)
		}
	}
	slices.SortStableFunc(p.Paid, func(a, b Paid) int { return cmp.Compare(a.On, b.On) })
	return nil
}

// notOwed are the ends of an obligation of which nothing is owed any more, and
// nothing was paid for it.
var notOwed = []string{"annulled", "cancelled", "renegotiated", "superseded", "waived"}

// NothingOwed reports whether an obligation in a state has ended without being
// performed: whatever was agreed, there is no rest to ask for.
func NothingOwed(state string) bool { return slices.Contains(notOwed, state) }
