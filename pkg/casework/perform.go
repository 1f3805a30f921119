package casework

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// perform ends an obligation: what is owed is paid, or done.
func perform(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	values := j.fam.values[c.m.ID]
	rest, owed := workflows.Rest(values)
	if amount, given := c.in.Money("amount"); given && owed && amount != rest {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "perform.amount", Field: "amount", Args: map[string]any{"rest": rest.String()}}
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
	amount, _ := c.in.Money("amount")
	paid, err := casemodel.ParseMoney(j.fam.values[c.m.ID]["paid"])
	if err != nil {
		paid = 0 // nothing was paid before
	}
	c.put("paid", (paid + amount).String())
	return nil
}
