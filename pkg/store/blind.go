package store

import (
	"crypto/subtle"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Labels of the blind indexes. They are part of the hashes: never change one.
const (
	blindID        = "id"
	blindIDTail    = "id4"
	blindPhone     = "phone"
	blindPhoneTail = "phone4"
	blindCode      = "code"
	blindPIN       = "pin:"
)

const tailLength = 4

// normalID writes an identity number the one way it is hashed.
func normalID(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}

// normalPhone keeps the digits; the country code of a mobile number is dropped.
func normalPhone(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if len(digits) == 13 && strings.HasPrefix(digits, "861") {
		return digits[2:]
	}
	return digits
}

// normalCode accepts a query code as a person types it.
func normalCode(s string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(s))
}

// tail is the last four characters of a number that has more than four.
func tail(number string) string {
	if len(number) <= tailLength {
		return ""
	}
	return number[len(number)-tailLength:]
}

// PartyByCode finds the party a query code was issued to. Whether the person
// who typed it is that party is a second question.
func (tx *Tx) PartyByCode(code string) (*casemodel.Party, error) {
	hash, err := tx.d.opts.Keys.Blind(blindCode, normalCode(code))
	if err != nil {
		return nil, err
	}
	row, err := take[partyRow](tx, "party", tx.db.Where("code_hash = ?", blob(hash)))
	if err != nil {
		return nil, err
	}
	p, err := tx.openParty(row)
	return &p, err
}

// PartyHasPIN reports whether this is the PIN on the party's paper.
func (tx *Tx) PartyHasPIN(party casemodel.ID, pin string) (bool, error) {
	row, err := take[partyRow](tx, "party", tx.db.Where("id = ?", party))
	if err != nil {
		return false, err
	}
	hash, err := tx.d.opts.Keys.Blind(blindPIN+string(party), pin)
	return len(hash) > 0 && subtle.ConstantTimeCompare(hash, row.PinHash) == 1, err
}

// PartiesByNumber lists the families in which somebody has this identity or
// phone number, or one that ends in these four characters.
func (tx *Tx) PartiesByNumber(number string) ([]casemodel.ID, error) {
	where, hashes, err := tx.d.numberIs(number)
	if err != nil || where == "" {
		return nil, err
	}
	var roots []casemodel.ID
	err = tx.db.Raw("SELECT DISTINCT p.root_id FROM party p WHERE "+where+" ORDER BY p.root_id DESC LIMIT 1000", hashes...).Scan(&roots).Error
	return roots, tx.wrap("find parties by number", err)
}

// numberIs is the predicate over party p for a whole number or a tail, "" when
// the text can be neither.
func (d *DB) numberIs(number string) (where string, hashes []any, err error) {
	id, phone := normalID(number), normalPhone(number)
	labels := [2]string{blindID, blindPhone}
	where = "(p.id_hash = ? OR p.phone_hash = ?)"
	if len(id) <= tailLength {
		labels = [2]string{blindIDTail, blindPhoneTail}
		where = "(p.id_tail_hash = ? OR p.phone_tail_hash = ?)"
		phone = id
	}
	if len(id) < tailLength {
		return "", nil, nil
	}
	for i, value := range []string{id, phone} {
		if value == "" {
			value = id // letters only: no phone, and no phone hashes like it
		}
		hash, err := d.opts.Keys.Blind(labels[i], value)
		if err != nil {
			return "", nil, err
		}
		hashes = append(hashes, blob(hash))
	}
	return where, hashes, nil
}
