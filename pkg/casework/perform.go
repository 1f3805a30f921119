package casework

import (
	"cmp"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// perform ends an obligation: what is owed is paid, or done.
func perform(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	if err := paidInTime(j, c); err != nil {
		return err
	}
	values := j.fam.values[c.m.ID]
	rest, owed := workflows.Rest(values)
	if amount, given := c.in.Money("amount"); given && owed && amount != rest {
		args := map[string]any{"rest": rest.String()}
		if amount > rest {
			args["over"] = (amount - rest).String()
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "perform.over", Field: "amount", Args: args}
		}
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "perform.amount", Field: "amount", Args: args}
	}
	if owed {
		c.put("paid", values["amount"])
	}
	delete(c.in, "amount") // the amount owed stays what the agreement says
	if owed {
		c.tell("paid", rest.String())
	}
	return nil
}

// performPartly adds to what was paid; the rest stays owed.
func performPartly(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	if err := paidInTime(j, c); err != nil {
		return err
	}
	amount, _ := c.in.Money("amount")
	paid, err := casemodel.ParseMoney(j.fam.values[c.m.ID]["paid"])
	if err != nil {
		paid = 0 // nothing was paid before
	}
	c.put("paid", (paid + amount).String())
	return nil
}

// paidInTime: nothing is paid tomorrow.
func paidInTime(j *job, c *call) error {
	if on := c.in.Day("paid_on"); on > cmp.Or(c.on, j.today) && on > j.today {
		return casemodel.Bad("paid_on", "date.future")
	}
	return nil
}

// waiveDebt: only who is owed lets go of it, and of no more than he says. What
// was let go of, and what of the duty stays owed, is kept with it.
func waiveDebt(j *job, c *call) error {
	for _, load := range []func() error{j.fam.loadItems, j.fam.loadValues} {
		if err := load(); err != nil {
			return err
		}
	}
	it, later := j.laterOf(c.m)
	if party := c.in.ID("party"); party != "" && it != nil && it.Creditor != "" && it.Creditor != party {
		return casemodel.Bad("party", "perform.not_creditor")
	}
	if c.follow { // as one of those that the first one said
		return nil
	}
	if !c.in.Has("later") {
		c.in["later"] = "this"
	}
	w := j.waiving(c.m, later)
	n, sum, left := 1, w.This, w.Later
	if c.in.Text("later") == "later" {
		n, sum, left = 1+w.N, w.This+w.Later, 0
	}
	for field, value := range map[string]string{"waived_n": strconv.Itoa(n), "waived_sum": sum.String(), "waived_left": left.String()} {
		c.put(field, value)
		c.tell(field, value)
	}
	return nil
}

// Waiving is what somebody lets go of who lets go of an obligation: the rest of
// this one, and of those of the same duty that come after it and are written
// down already.
type Waiving struct {
	This  casemodel.Money // fen
	N     int             // how many come after it
	Later casemodel.Money // fen
	More  bool            // the duty has no agreed end, or more of it than is written down
}

func (j *job) waiving(m *casemodel.Matter, later []*casemodel.Matter) Waiving {
	w := Waiving{N: len(later)}
	w.This, _ = workflows.Rest(j.fam.values[m.ID])
	for _, one := range later {
		rest, _ := workflows.Rest(j.fam.values[one.ID])
		w.Later += rest
	}
	last := m
	if len(later) > 0 {
		last = later[len(later)-1]
	}
	if it, _ := j.laterOf(last); it != nil && it.Every != "" {
		_, w.More = j.dutyAfter(*it)
	}
	return w
}
