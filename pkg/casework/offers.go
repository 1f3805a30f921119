package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// offerFields are what an act about an offer was told; all of it goes to sealed
// rows, and none to the journal.
var offerFields = []string{
	"party", "way", "kind", "amount", "text", "debtor", "creditor", "due_on", "every", "until", "expires_on", "to", "consent", "reason",
}

// makeOffer begins a chain of offers.
func makeOffer(j *job, c *call) error {
	o, err := j.offered(c)
	if err != nil {
		return err
	}
	if o.Terms.To != "" && !j.opposite(o.PartyID, o.Terms.To) {
		return casemodel.Bad("to", "offer.same_side")
	}
	return j.keepOffer(c, o)
}

// counterOffer answers an open offer by another one; the first stays open until
// something of the chain is accepted, or it is taken back.
func counterOffer(j *job, c *call) error {
	first, _, err := j.answered(c)
	if err != nil {
		return err
	}
	o, err := j.offered(c)
	if err != nil {
		return err
	}
	t := &o.Terms
	o.Answers, t.To = first.ID, first.PartyID
	if !c.in.Has("kind") {
		t.Kind = first.Terms.Kind
	}
	if t.Debtor == "" && t.Creditor == "" {
		t.Debtor, t.Creditor = first.Terms.Debtor, first.Terms.Creditor
	}
	return j.keepOffer(c, o)
}

// offered reads an offer from the act's fields and settles what they leave
// open: who would owe it to whom, where there is one on each side.
func (j *job) offered(c *call) (*casemodel.Offer, error) {
	if err := j.fam.loadParties(); err != nil {
		return nil, err
	}
	amount, _ := c.in.Money("amount")
	o := &casemodel.Offer{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, PartyID: c.in.ID("party"), On: c.on, Amount: amount,
		Text: c.in.Text("text"), State: casemodel.OfferOpen, AuthorID: c.who.UserID, Seq: c.seq,
		Terms: casemodel.Terms{
			Kind: c.in.Text("kind"), Debtor: c.in.ID("debtor"), Creditor: c.in.ID("creditor"), Due: c.in.Day("due_on"),
			Every: c.in.Text("every"), Until: c.in.Day("until"), To: c.in.ID("to"), Expires: c.in.Day("expires_on"), Way: c.in.Text("way"),
		},
	}
	t := &o.Terms
	if t.Kind == "" && amount > 0 {
		t.Kind = "pay"
	}
	switch {
	case !j.fam.party(o.PartyID).Present():
		return nil, casemodel.Bad("party", "field.no_such_party")
	case amount == 0 && o.Text == "":
		return nil, casemodel.Bad("amount", "offer.empty")
	case c.in.Has("amount") && amount <= 0:
		return nil, casemodel.Bad("amount", "guard.item_amount")
	case t.Kind == "":
		return nil, casemodel.Bad("kind", "field.missing")
	case t.Debtor != "" && t.Debtor == t.Creditor:
		return nil, casemodel.Bad("creditor", "offer.same_party")
	case t.Expires != "" && t.Expires < c.on:
		return nil, casemodel.Bad("expires_on", "offer.expired_already")
	case t.Until != "" && (t.Every == "" || t.Until < t.Due):
		return nil, casemodel.Bad("until", "offer.until")
	}
	if t.Debtor == "" && t.Creditor == "" {
		t.Debtor, t.Creditor = j.usualDebt()
	}
	return o, nil
}

// usualDebt: the one who was asked owes the one who asks, where there is one of
// each.
func (j *job) usualDebt() (debtor, creditor casemodel.ID) {
	for _, p := range j.fam.parties {
		side := &debtor
		switch {
		case !p.Present() || !p.Asks() && p.Role != "respondent":
			continue
		case p.Asks():
			side = &creditor
		}
		if *side != "" {
			return "", ""
		}
		*side = p.ID
	}
	return debtor, creditor
}

// keepOffer writes an offer. What the other side heard, or may be told, is
// out; everything else is for those who mediate.
func (j *job) keepOffer(c *call, o *casemodel.Offer) error {
	consent := c.in.Text("consent")
	if o.Terms.Way == "joint" || consent != "" {
		o.Released = 1
	}
	if err := j.tx.InsertOffer(o); err != nil {
		return err
	}
	if err := j.confide(c, o.ID); err != nil {
		return err
	}
	if o.Terms.Way != "joint" && consent != "" {
		if err := j.consented(c, o.ID, o.PartyID, c.on, consent); err != nil {
			return err
		}
	}
	quiet(c)
	return nil
}

// quiet takes what was typed about an offer out of the journal: which one it
// was stands there by its id alone.
func quiet(c *call) {
	if id := c.in.ID("offer"); id != "" {
		c.tell("offer", string(id))
	}
	delete(c.in, "offer")
	for _, f := range offerFields {
		delete(c.in, f)
	}
}

// answered is the offer an act answers, and all of its matter: it is open, the
// answering party may know of it and stands on the other side.
func (j *job) answered(c *call) (*casemodel.Offer, []casemodel.Offer, error) {
	o, all, err := j.offerNamed(c)
	if err != nil {
		return nil, nil, err
	}
	party := c.in.ID("party")
	switch state := o.StateOn(j.today); {
	case state != casemodel.OfferOpen:
		return nil, nil, casemodel.Bad("offer", "offer.not_open."+state)
	case o.Released == 0:
		return nil, nil, casemodel.Bad("offer", "offer.unreleased")
	case !j.fam.party(party).Present():
		return nil, nil, casemodel.Bad("party", "field.no_such_party")
	case !j.opposite(o.PartyID, party):
		return nil, nil, casemodel.Bad("party", "offer.same_side")
	case o.Terms.To != "" && o.Terms.To != party:
		return nil, nil, casemodel.Bad("party", "offer.not_addressed")
	}
	return o, all, nil
}

func (j *job) offerNamed(c *call) (*casemodel.Offer, []casemodel.Offer, error) {
	if err := j.fam.loadParties(); err != nil {
		return nil, nil, err
	}
	all, err := j.tx.Offers(c.m.ID)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(all, func(o casemodel.Offer) bool { return o.ID == c.in.ID("offer") })
	if i < 0 {
		return nil, nil, casemodel.Bad("offer", "field.no_such_offer")
	}
	return &all[i], all, nil
}

// opposite: they do not stand on the same side. Somebody who is neither asks
// nor is asked, as a third party who would pay, stands opposite to both.
func (j *job) opposite(a, b casemodel.ID) bool {
	side := func(id casemodel.ID) string {
		p := j.fam.party(id)
		switch {
		case p == nil:
			return ""
		case p.Asks():
			return "asks"
		case p.Role == "respondent":
			return "asked"
		}
		return string(id)
	}
	return side(a) != side(b)
}

// acceptOffer settles a chain: what else of it is open is closed.
func acceptOffer(j *job, c *call) error {
	o, all, err := j.answered(c)
	if err != nil {
		return err
	}
	head := headOf(all, o)
	for i := range all {
		one := &all[i]
		if one.ID == o.ID || headOf(all, one) != head || one.StateOn(j.today) != casemodel.OfferOpen {
			continue
		}
		one.State = casemodel.OfferClosed
		if err := j.tx.UpdateOffer(one); err != nil {
			return err
		}
	}
	return j.reply(c, o, casemodel.OfferAccepted)
}

// headOf is the offer a chain began with.
func headOf(all []casemodel.Offer, o *casemodel.Offer) casemodel.ID {
	id := o.ID
	for range all {
		i := slices.IndexFunc(all, func(one casemodel.Offer) bool { return one.ID == id })
		if i < 0 || all[i].Answers == "" {
			break
		}
		id = all[i].Answers
	}
	return id
}

func declineOffer(j *job, c *call) error {
	o, _, err := j.answered(c)
	if err != nil {
		return err
	}
	return j.reply(c, o, casemodel.OfferDeclined)
}

// withdrawOffer takes an offer back, by who made it, or an acceptance, by who
// gave it. A clause made of it stays where it is and is marked: finalise_text
// asks what becomes of it. What is in force is not taken back.
func withdrawOffer(j *job, c *call) error {
	o, _, err := j.offerNamed(c)
	if err != nil {
		return err
	}
	if err := j.fam.loadItems(); err != nil {
		return err
	}
	state := o.StateOn(j.today)
	if state != casemodel.OfferOpen && state != casemodel.OfferAccepted {
		return casemodel.Bad("offer", "offer.not_open."+state)
	}
	if slices.ContainsFunc(j.fam.items, func(it casemodel.Item) bool { return it.OfferID == o.ID && it.Active == 1 && it.ObligationID != "" }) {
		return casemodel.Bad("offer", "offer.in_force")
	}
	switch party := c.in.ID("party"); {
	case party == o.PartyID:
		return j.reply(c, o, casemodel.OfferWithdrawn)
	case state == casemodel.OfferAccepted && j.opposite(o.PartyID, party):
		return j.reply(c, o, casemodel.OfferOpen)
	}
	return casemodel.Bad("party", "offer.not_theirs")
}

// reply writes what became of an offer, and by whom.
func (j *job) reply(c *call, o *casemodel.Offer, state string) error {
	o.State = state
	if err := j.tx.UpdateOffer(o); err != nil {
		return err
	}
	r := &casemodel.Reply{
		ID: j.tx.NewID(), OfferID: o.ID, RootID: c.m.RootID, MatterID: c.m.ID, PartyID: c.in.ID("party"), On: c.on,
		Way: c.in.Text("way"), State: state, Text: c.in.Text("reason"), AuthorID: c.who.UserID, Seq: c.seq,
	}
	quiet(c)
	return j.tx.InsertReply(r)
}
