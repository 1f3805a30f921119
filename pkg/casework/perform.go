package casework

import (
	"cmp"
	"slices"

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

// waiveDebt: only who is owed lets go of it.
func waiveDebt(j *job, c *call) error {
	if err := j.fam.loadItems(); err != nil {
		return err
	}
	party := c.in.ID("party")
	i := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ObligationID == c.m.ID })
	if party != "" && i >= 0 && j.fam.items[i].Creditor != "" && j.fam.items[i].Creditor != party {
		return casemodel.Bad("party", "perform.not_creditor")
	}
	return nil
}
