package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// offerRow is the table's form: what is offered is sealed.
type offerRow struct {
	casemodel.Offer
	Sealed []byte
}

// wholeOffer is what is sealed of an offer that says more than words and a sum.
type wholeOffer struct {
	Text  string          `json:"text,omitempty"`
	Terms casemodel.Terms `json:"terms"`
}

// Offers loads the proposals made in a matter, as they were written. Who may
// read which is the caller's question.
func (tx *Tx) Offers(matter casemodel.ID) ([]casemodel.Offer, error) {
	rows, err := find[offerRow](tx, "offers", tx.db.Where("matter_id = ?", matter).Order("seq, id"))
	if err != nil {
		return nil, err
	}
	offers := make([]casemodel.Offer, len(rows))
	for i, r := range rows {
		offers[i] = r.Offer
		said, err := tx.unseal("offer", "sealed", r.ID, r.Sealed)
		if err != nil {
			return nil, err
		}
		rest, parts := strings.CutPrefix(said, inParts)
		if !parts {
			offers[i].Text = said
			continue
		}
		var whole wholeOffer
		if err := json.Unmarshal([]byte(rest), &whole); err != nil {
			return nil, fmt.Errorf("offer %s: %w", r.ID, err)
		}
		offers[i].Text, offers[i].Terms = whole.Text, whole.Terms
	}
	return offers, nil
}

// InsertOffer writes a proposal.
func (tx *Tx) InsertOffer(o *casemodel.Offer) error {
	said := o.Text
	if !o.Terms.IsZero() {
		b, err := json.Marshal(wholeOffer{o.Text, o.Terms})
		if err != nil {
			return fmt.Errorf("offer %s: %w", o.ID, err)
		}
		said = inParts + string(b)
	}
	sealed, err := tx.seal("offer", "sealed", o.ID, said)
	if err != nil {
		return err
	}
	return tx.insert("offer", &offerRow{*o, sealed})
}

// UpdateOffer writes the answer to a proposal and whether it was released; its
// words and its sum do not change.
func (tx *Tx) UpdateOffer(o *casemodel.Offer) error {
	return tx.change("offer", "UPDATE offer SET state = ?, released = ? WHERE id = ?", o.State, o.Released, o.ID)
}

// replyRow is the table's form: the words are sealed.
type replyRow struct {
	casemodel.Reply
	Sealed []byte
}

// Replies loads the answers to the offers of a matter.
func (tx *Tx) Replies(matter casemodel.ID) ([]casemodel.Reply, error) {
	rows, err := find[replyRow](tx, "replies", tx.db.Where("matter_id = ?", matter).Order("seq, id"))
	if err != nil {
		return nil, err
	}
	replies := make([]casemodel.Reply, len(rows))
	for i, r := range rows {
		replies[i] = r.Reply
		if replies[i].Text, err = tx.unseal("offer_reply", "sealed", r.ID, r.Sealed); err != nil {
			return nil, err
		}
	}
	return replies, nil
}

// InsertReply writes an answer.
func (tx *Tx) InsertReply(r *casemodel.Reply) error {
	sealed, err := tx.seal("offer_reply", "sealed", r.ID, r.Text)
	if err != nil {
		return err
	}
	return tx.insert("reply", &replyRow{*r, sealed})
}

// Confidants loads who may read what was said in confidence in a matter.
func (tx *Tx) Confidants(matter casemodel.ID) ([]casemodel.Confidant, error) {
	return find[casemodel.Confidant](tx, "confidants", tx.db.Where("matter_id = ?", matter).Order("seq, thing_id, user_id"))
}

// AddConfidants lets people read what was said in confidence; who may already
// stays as they are.
func (tx *Tx) AddConfidants(rows ...casemodel.Confidant) error {
	for _, c := range rows {
		_, err := tx.exec("add confidant",
			"INSERT INTO confidant (thing_id, user_id, root_id, matter_id, from_id, seq) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (thing_id, user_id) DO NOTHING",
			c.ThingID, c.UserID, c.RootID, c.MatterID, c.FromID, c.Seq)
		if err != nil {
			return err
		}
	}
	return nil
}

// Disclosures loads the consents to let something of a matter out of confidence.
func (tx *Tx) Disclosures(matter casemodel.ID) ([]casemodel.Disclosure, error) {
	return find[casemodel.Disclosure](tx, "disclosures", tx.db.Where("matter_id = ?", matter).Order("seq, thing_id"))
}

// InsertDisclosure writes one.
func (tx *Tx) InsertDisclosure(d *casemodel.Disclosure) error { return tx.insert("disclosure", d) }
