package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// frozenText is an agreement's text in the one form its SHA-256 is taken of:
// every clause with its sum in fen, and what stands beneath them. Its order and
// its names are part of the hash and stay as they are.
type frozenText struct {
	Form   int            `json:"form"` // of this very layout
	Items  []frozenClause `json:"items"`
	Total  string         `json:"total"`
	Breach string         `json:"breach"`
	Copies string         `json:"copies"`
	Annex  []frozenShare  `json:"annex,omitempty"` // who gets what of it, where a side has a roster
	More   string         `json:"more,omitempty"`  // what else was agreed

	Replaces string `json:"replaces,omitempty"` // of the earlier agreement: all, or which clauses

	Left []LeftClaim `json:"left,omitempty"` // what it does not settle
}

type frozenClause struct {
	Debtor     casemodel.ID  `json:"debtor"`
	Creditor   casemodel.ID  `json:"creditor"`
	Payer      string        `json:"payer"`
	Kind       string        `json:"kind"`
	What       string        `json:"what"`
	AmountKind string        `json:"amount_kind"`
	Fen        int64         `json:"fen"`
	Share      string        `json:"share"`
	Due        casemodel.Day `json:"due"`
	Until      casemodel.Day `json:"until"`
	Every      string        `json:"every"`
	PaidNow    bool          `json:"paid_now"`
}

// textHash is the SHA-256 of a text: of the clauses given and, for what stands
// beneath them, of what is typed now, else of what is on file.
func (j *job) textHash(m *casemodel.Matter, items []casemodel.Item, in casemodel.Fields) (string, error) {
	_, hash, err := j.frozen(m, items, in)
	return hash, err
}

// frozen is a text in the form its hash is taken of, and the hash.
func (j *job) frozen(m *casemodel.Matter, items []casemodel.Item, in casemodel.Fields) (text, hash string, err error) {
	beneath := func(field string) string {
		if v, given := in[field]; given {
			return workflows.Write(v)
		}
		return j.fam.value(m.ID, field)
	}
	form := frozenText{
		Form: 1, Total: beneath("total"), Breach: beneath("breach"), Copies: beneath("copies"), More: beneath("clauses"), Annex: j.frozenShares(m),
		Replaces: strings.TrimSpace(beneath("replaces") + " " + beneath("replaced_items")), Left: j.textLeft(m),
	}
	for _, it := range items {
		form.Items = append(form.Items, frozenClause{
			it.Debtor, it.Creditor, it.Payer, it.Kind, it.What, it.AmountKind, int64(it.Amount), it.Share, it.DueOn, it.UntilOn, it.Every, it.PaidNow,
		})
	}
	b, err := json.Marshal(form)
	if err != nil {
		return "", "", fmt.Errorf("freeze text: %w", err)
	}
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:]), nil
}

// lying are the clauses of the text that is not in force yet, in their order.
func (j *job) lying(m *casemodel.Matter) []casemodel.Item {
	var items []casemodel.Item
	for _, it := range j.fam.items {
		if owed(&it, m) {
			items = append(items, it)
		}
	}
	slices.SortStableFunc(items, func(a, b casemodel.Item) int { return a.Seq - b.Seq })
	return items
}

// finaliseText freezes the text: from here on its hash must stay.
func finaliseText(j *job, c *call) error {
	for _, load := range []func() error{j.fam.loadItems, j.fam.loadValues} {
		if err := load(); err != nil {
			return err
		}
	}
	items := c.in.Items("items")
	if len(items) == 0 {
		items = j.lying(c.m)
	}
	if err := j.nameInText(c.m, items); err != nil {
		return err
	}
	if _, err := j.replaced(c, c.in.Text("replaces"), c.in.Text("replaced_items")); err != nil {
		return err
	}
	beneath := casemodel.Fields{}
	for _, field := range []string{"total", "breach", "clauses", "copies", "replaces", "replaced_items"} {
		if v, given := c.in[field]; given {
			beneath[field] = v
			continue
		}
		beneath[field] = "" // the final text is what is sent: what was left out of it is gone
		if j.fam.value(c.m.ID, field) != "" {
			c.put(field, "")
		}
	}
	hash, err := j.textHash(c.m, items, beneath)
	if err != nil {
		return err
	}
	c.put("text_sha256", hash)
	return nil
}

// asFrozen refuses what would leave another text under the signatures than the
// one that was signed: whatever the act, and through whatever door. Going back
// to the session makes them void first, and is the way to change it.
func (j *job) asFrozen(c *call) error {
	if c.flow.Record("record_signature") == nil || !c.flow.RecordOpen(c.before.State, "record_signature") {
		return nil
	}
	for _, load := range []func() error{j.fam.loadItems, j.fam.loadValues, j.fam.loadParties} {
		if err := load(); err != nil {
			return err
		}
	}
	if !j.anySigned(c.m) {
		return nil
	}
	hash, err := j.textHash(c.m, j.lying(c.m), nil)
	if err != nil {
		return err
	}
	if hash != j.fam.value(c.m.ID, "text_sha256") {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "text.frozen", Stage: c.m.State}
	}
	return nil
}

func (j *job) anySigned(m *casemodel.Matter) bool {
	for field := range maps.Keys(j.fam.values[m.ID]) {
		if (strings.HasPrefix(field, "signed.") || strings.HasPrefix(field, "signed_by.")) && j.fam.value(m.ID, field) != "" {
			return true
		}
	}
	return false
}
