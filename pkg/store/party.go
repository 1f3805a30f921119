package store

import (
	"encoding/json"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
)

// partyRow is a party as it stands in the table: names in clear, because lists
// and duplicates need them; what finds or reaches the person sealed.
type partyRow struct {
	ID            casemodel.ID
	RootID        casemodel.ID
	Seq           int
	Role          string
	Kind          string
	Name          string
	Doc           string
	Sealed        []byte
	IDHash        []byte
	IDTailHash    []byte
	PhoneHash     []byte
	PhoneTailHash []byte
	CodeHash      []byte
	PinHash       []byte
	EndedOn       casemodel.Day
}

var partyRows = lazily[partyRow]()

func (partyRow) TableName() string { return "party" }

// partyDoc is the clear part, for figures and flags.
type partyDoc struct {
	Count       int           `json:"count,omitempty"`
	Sex         string        `json:"sex,omitempty"`
	BornOn      casemodel.Day `json:"born_on,omitempty"`
	IDType      string        `json:"id_type,omitempty"`
	SafeContact string        `json:"safe_contact,omitempty"`
	HideAddress bool          `json:"hide_address,omitempty"`
	Needs       []string      `json:"needs,omitempty"`
}

// onePerson is the doc of most: one person, of whom no more is told.
const onePerson = `{"count":1}`

// partySecret is the sealed part.
type partySecret struct {
	IDNo            string                     `json:"id_no,omitempty"`
	Phone           string                     `json:"phone,omitempty"`
	Phone2          string                     `json:"phone2,omitempty"`
	Address         string                     `json:"address,omitempty"`
	Reach           string                     `json:"reach,omitempty"` // free text; a neighbour's number stands there
	Representatives []casemodel.Representative `json:"representatives,omitempty"`
}

// Parties loads the parties of some families in the order they were entered,
// those who left included. Their numbers are clear: keep them out of every log.
func (tx *Tx) Parties(roots ...casemodel.ID) ([]casemodel.Party, error) {
	q := tx.of(roots)
	return tx.loadParties(q.sql+" ORDER BY seq, id", q.args...)
}

// loadParties loads parties and opens what is sealed of them.
func (tx *Tx) loadParties(where string, args ...any) ([]casemodel.Party, error) {
	rows, err := partyRows().load(tx, where, args...)
	if err != nil {
		return nil, err
	}
	parties := make([]casemodel.Party, len(rows))
	for i := range rows {
		if parties[i], err = tx.openParty(&rows[i]); err != nil {
			return nil, err
		}
	}
	return parties, nil
}

// InsertParty writes a party of a family at place seq; with a Code or a PIN
// only their hashes are kept.
func (tx *Tx) InsertParty(root casemodel.ID, seq int, p *casemodel.Party) error {
	row, err := tx.sealParty(p)
	if err != nil {
		return err
	}
	row.RootID, row.Seq = root, seq
	p.RootID = root
	return partyRows().insert(tx, row)
}

// UpdateParty rewrites a party. Its query code and PIN stay unless new ones
// are given.
func (tx *Tx) UpdateParty(p *casemodel.Party) error {
	row, err := tx.sealParty(p)
	if err != nil {
		return err
	}
	kept := []string{"id", "root_id", "seq"}
	if p.Code == "" {
		kept = append(kept, "code_hash")
	}
	if p.PIN == "" {
		kept = append(kept, "pin_hash")
	}
	return tx.rewrite("party", row, kept, "id = ?", p.ID)
}

// EndParty notes the day on which a party left.
func (tx *Tx) EndParty(id casemodel.ID, on casemodel.Day) error {
	return tx.change("party", "UPDATE party SET ended_on = ? WHERE id = ?", on, id)
}

func (tx *Tx) sealParty(p *casemodel.Party) (*partyRow, error) {
	doc, err := json.Marshal(partyDoc{p.Count, p.Sex, p.BornOn, p.IDType, p.SafeContact, p.HideAddress, p.Needs})
	if err != nil {
		return nil, fmt.Errorf("write party: %w", err)
	}
	secret, err := json.Marshal(partySecret{p.IDNo, p.Phone, p.Phone2, p.Address, p.Reach, p.Representatives})
	if err != nil {
		return nil, fmt.Errorf("write party: %w", err)
	}
	row := &partyRow{ID: p.ID, Role: p.Role, Kind: p.Kind, Name: p.Name, Doc: string(doc), EndedOn: p.EndedOn}
	if row.Sealed, err = tx.seal("party", "sealed", p.ID, string(secret)); err != nil {
		return nil, err
	}
	return row, tx.blindParty(p, row)
}

func (tx *Tx) blindParty(p *casemodel.Party, row *partyRow) error {
	id, phone := normalID(p.IDNo), normalPhone(p.Phone)
	for _, b := range []struct {
		into         *[]byte
		label, value string
	}{
		{&row.IDHash, blindID, id},
		{&row.IDTailHash, blindIDTail, tail(id)},
		{&row.PhoneHash, blindPhone, phone},
		{&row.PhoneTailHash, blindPhoneTail, tail(phone)},
		{&row.CodeHash, blindCode, normalCode(p.Code)},
		{&row.PinHash, blindPIN + string(p.ID), p.PIN},
	} {
		hash, err := tx.d.opts.Keys.Blind(b.label, b.value)
		if err != nil {
			return err
		}
		*b.into = hash
	}
	return nil
}

func (tx *Tx) openParty(row *partyRow) (casemodel.Party, error) {
	var doc partyDoc
	var secret partySecret
	text, err := tx.unseal("party", "sealed", row.ID, row.Sealed)
	if err != nil {
		return casemodel.Party{}, err
	}
	if err := json.Unmarshal([]byte(text), &secret); err != nil {
		return casemodel.Party{}, fmt.Errorf("read party %s: its sealed part is malformed", row.ID)
	}
	if err := json.Unmarshal([]byte(row.Doc), &doc); err != nil {
		return casemodel.Party{}, fmt.Errorf("read party %s: %w", row.ID, err)
	}
	return casemodel.Party{
		ID: row.ID, RootID: row.RootID, Role: row.Role, Kind: row.Kind, Name: row.Name, EndedOn: row.EndedOn,
		Count: doc.Count, Sex: doc.Sex, BornOn: doc.BornOn, IDType: doc.IDType, SafeContact: doc.SafeContact,
		HideAddress: doc.HideAddress, Needs: doc.Needs,
		IDNo: secret.IDNo, Phone: secret.Phone, Phone2: secret.Phone2, Address: secret.Address, Reach: secret.Reach,
		Representatives: secret.Representatives,
	}, nil
}
