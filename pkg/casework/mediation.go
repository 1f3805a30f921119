package casework

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// allConsent keeps each party's answer under its own name.
func allConsent(_ *job, c *call) error {
	for _, consent := range c.in.Consents("consents") {
		c.put("consent."+string(consent.Party), consent.Consent+" "+consent.Way)
	}
	return nil
}

// anyRefuse ends the proceeding without blame (《人民调解法》17).
func anyRefuse(j *job, c *call) error {
	if party := c.in.ID("party"); party != "" {
		c.put("consent."+string(party), "refused "+c.in.Text("way"))
		return j.outcome(c, party, "R30")
	}
	return nil
}

// appointMediator opens the windows of those who mediate together.
func appointMediator(j *job, c *call) error {
	for _, id := range c.in.IDs("co_mediators") {
		if err := j.join(c.m, casemodel.PartCoMediator, id, ""); err != nil {
			return err
		}
	}
	return nil
}

// challengeMediator keeps a mediator away when the chair so decides.
func challengeMediator(j *job, c *call) error {
	if !c.in.Bool("recuse") || c.m.HandlerID == "" {
		return nil
	}
	return j.recuse(c.m.HandlerID, "recused", "challenge")
}

func (j *job) recuse(user casemodel.ID, state, reason string) error {
	r := casemodel.Recusal{ID: j.tx.NewID(), RootID: j.fam.root.ID, UserID: user, State: state, Reason: reason, At: j.tx.Now()}
	j.fam.recusals = append(j.fam.recusals, r)
	return j.tx.AddRecusal(r)
}

// backToSession makes the signatures void: they were for a text that goes, and
// who was named in it is named in none.
func backToSession(j *job, c *call) error {
	if err := j.unname(c.m); err != nil {
		return err
	}
	return voidSignatures(j, c)
}

func voidSignatures(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	for _, prefix := range []string{"signed.", "signed_by.", "signed_how."} {
		for field := range j.fam.values[c.m.ID] {
			if len(field) > len(prefix) && field[:len(prefix)] == prefix {
				c.put(field, "")
			}
		}
	}
	return nil
}

// terms replaces the agreement text by the items the act brings; the old rows
// stay, inactive, under their version.
func (j *job) terms(c *call, act *workflows.Act) error {
	i := slices.IndexFunc(act.Fields, func(f workflows.Field) bool { return f.Type == "items" })
	if i < 0 {
		return nil
	}
	brought := c.in.Items(act.Fields[i].ID)
	if len(brought) == 0 {
		return nil
	}
	if err := j.fam.loadItems(); err != nil {
		return err
	}
	version, gone := 1, []*casemodel.Item(nil)
	for k := range j.fam.items {
		it := &j.fam.items[k]
		if it.MatterID != c.m.ID {
			continue
		}
		version = max(version, it.TextVersion+1)
		if it.Active == 1 && it.ObligationID == "" {
			it.Active, gone = 0, append(gone, it)
		}
	}
	rows := make([]*casemodel.Item, len(brought))
	for k := range brought {
		it := brought[k]
		it.ID, it.RootID, it.MatterID, it.Seq, it.TextVersion, it.Active = j.tx.NewID(), c.m.RootID, c.m.ID, k+1, version, 1
		if it.PaidNow || c.in.Bool("paid_now") {
			it.PaidNow, it.AtTable = true, 1
		}
		rows[k] = &it
	}
	if err := j.keepTerms(gone, rows); err != nil {
		return err
	}
	for _, it := range rows {
		j.fam.items = append(j.fam.items, *it)
	}
	if j.dry {
		return nil
	}
	if err := j.index(c.m); err != nil {
		return err
	}
	return j.cardAmount()
}

// keepTerms writes an agreement's rows, unless the job only foresees.
func (j *job) keepTerms(gone, rows []*casemodel.Item) error {
	if j.dry {
		return nil
	}
	for _, it := range gone {
		if err := j.tx.UpdateItem(it); err != nil {
			return err
		}
	}
	return j.tx.InsertItems(rows...)
}

// cardAmount shows in lists what the agreements of the case are worth in sums.
func (j *job) cardAmount() error {
	card, err := j.tx.Card(j.fam.root.ID)
	if err != nil {
		return missing(err, "", "matter.not_found")
	}
	sum := casemodel.Money(0)
	for _, it := range j.fam.items {
		divided := it.ObligationID != "" && it.ObligationID == it.MatterID // its shares count
		if it.Active == 1 && it.AmountKind == "sum" && it.TemplateID == "" && !divided && !j.supplanted(&it) {
			sum += it.Amount
		}
	}
	if card.Amount == sum {
		return nil
	}
	card.Amount = sum
	return j.tx.PutCard(card)
}

// recordSignature keeps who signed, when, how and which text, one row a name:
// one alone, or all who sat at the table and signed in the same way.
func recordSignature(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	text := j.fam.value(c.m.ID, "text_sha256")
	c.tell("text_sha256", text)
	on := c.in.Day("signed_on")
	if on == "" {
		on = c.on
	}
	if on > c.on {
		return casemodel.Bad("signed_on", "date.future")
	}
	how, signed := strings.TrimSpace(string(on)+" "+c.in.Text("way")+" "+text), false
	help, err := signedHow(c)
	if err != nil {
		return err
	}
	for _, field := range []string{"party", "parties"} {
		for _, id := range slices.Concat(c.in.IDs(field), []casemodel.ID{c.in.ID(field)}) {
			if id == "" {
				continue
			}
			if p := j.fam.party(id); p == nil || !p.Present() {
				return casemodel.Bad(field, "field.no_such_party")
			}
			c.put("signed_how."+string(id), help)
			c.put("signed."+string(id), how)
			signed = true
		}
	}
	if user := c.in.ID("user"); user != "" {
		if user != c.m.HandlerID && !j.mediates(c.m, user) {
			return casemodel.Bad("user", "field.not_mediator")
		}
		c.put("signed_by."+string(user), how)
		signed = true
	}
	if !signed {
		return casemodel.Bad("party", "field.signer_missing")
	}
	return nil
}

// How tells who signed in a party's place, on what authority, and who read the
// text out and saw it signed.
type How struct {
	Signer    string `json:"signer,omitempty"`
	Authority string `json:"authority,omitempty"` // of an agent: special, and it was checked
	ReadBy    string `json:"read_by,omitempty"`
	Witness   string `json:"witness,omitempty"`

	Proof casemodel.ID `json:"proof,omitempty"` // the photograph of the sheet, one for all who signed on it
}

func signedHow(c *call) (string, error) {
	how := How{c.in.Text("signer"), c.in.Text("authority"), c.in.Text("read_by"), c.in.Text("witness"), c.in.ID("file")}
	if how == (How{}) {
		return "", nil
	}
	b, err := json.Marshal(how)
	return string(b), err
}

func (j *job) mediates(m *casemodel.Matter, user casemodel.ID) bool {
	return slices.ContainsFunc(j.fam.participants, func(p casemodel.Participant) bool {
		return p.MatterID == m.ID && p.UserID == user && p.Role == casemodel.PartCoMediator && p.Until == casemodel.Never
	})
}

// takeEffect: the agreement binds from the latest of signatures and seal;
// every party that agreed has its outcome from this day.
func takeEffect(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	on := c.on
	if seal := c.in.Day("seal_on"); seal != "" {
		if seal > j.today {
			return casemodel.Bad("seal_on", "date.future")
		}
		on = seal
		for field, value := range j.fam.values[c.m.ID] {
			if len(value) >= 10 && (len(field) > 7 && field[:7] == "signed." || len(field) > 10 && field[:10] == "signed_by.") {
				on = on.Later(casemodel.Day(value[:10]))
			}
		}
	}
	c.put("effective_on", string(on))
	if j.fallen(c.m.ID) { // of an earlier text of this mediation
		c.put(voidOn, "")
	}
	if c.act == "make_agreement" { // its text lies for nobody: who is named in it signs with the act
		if err := j.nameInText(c.m, c.in.Items("items")); err != nil {
			return err
		}
	}
	j.binds(c)
	if len(c.in.Items("items")) > 0 { // a text that comes with the act is all of it, and binds once it is kept
		for _, field := range []string{"total", "breach", "clauses", "copies", "replaces", "replaced_items"} {
			if !c.in.Has(field) && j.fam.value(c.m.ID, field) != "" {
				c.put(field, "")
			}
		}
	} else if err := j.forceText(c.m, on); err != nil {
		return err
	}
	return j.outcomes(c, "R11")
}

// affixSealPartial binds those who signed; the rest stays open in the same
// proceeding (F10).
func affixSealPartial(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	if c.in.Day("seal_on") > j.today {
		return casemodel.Bad("seal_on", "date.future")
	}
	if j.fam.value(c.m.ID, "replaces") != "" { // who has not signed keeps what was agreed with them
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "supersede.partial"}
	}
	for _, p := range j.fam.parties {
		if j.fam.value(c.m.ID, "signed."+string(p.ID)) != "" {
			if err := j.outcome(c, p.ID, "R11"); err != nil {
				return err
			}
		}
	}
	if err := j.debtorsSigned(c); err != nil {
		return err
	}
	if j.fallen(c.m.ID) {
		c.put(voidOn, "")
	}
	if err := j.forceText(c.m, cmp.Or(c.in.Day("seal_on"), c.on)); err != nil {
		return err
	}
	return voidSignatures(j, c)
}

// debtorsSigned: nobody of a roster is bound by a text whose debtor is not.
func (j *job) debtorsSigned(c *call) error {
	b := j.binds(c)
	for i := range j.fam.items {
		it := &j.fam.items[i]
		if owed(it, c.m) && it.AmountKind == "sum" && b.through(j, c.m, it.Creditor) && !b.bound(j, c.m, it.Debtor) {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "roster.debtor_unsigned"}
		}
	}
	return nil
}
