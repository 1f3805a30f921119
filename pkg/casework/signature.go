package casework

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Signature is one place under an agreement, a party's or a mediator's. On and
// Way are empty while it is missing.
type Signature struct {
	Party         casemodel.ID // of a party: the parties' own right gives its name
	User          Named        // or of a mediator
	On            casemodel.Day
	Way, WayTitle string // an option of the record's field
	Text          string // SHA-256 of the text that was signed
	How           How    // by whom and before whom, where it was not simply signed
}

// signatures tells who has signed the text and, as long as it lies for
// signing, who has not: the values all_signed and a_mediator_signed ask.
func (j *job) signatures(v *View, m *casemodel.Matter) error {
	flow := j.flow(m)
	if !v.Can["read.agreement"] || flow.Record("record_signature") == nil {
		return nil
	}
	open := flow.RecordOpen(m.State, "record_signature")
	for _, p := range j.fam.parties {
		side := p.Present() && (p.Asks() || p.Role == "respondent")
		s := j.signedBy(m, p.ID)
		if s.On != "" || open && side && len(j.annexed(m, p.ID)) == 0 {
			v.Signatures = append(v.Signatures, s)
		}
	}
	for _, id := range j.mediators(m) {
		s := j.signed(m, "signed_by."+string(id))
		if s.On == "" && !open {
			continue
		}
		name, err := j.userName(id)
		if err != nil {
			return err
		}
		s.User = Named{ID: id, Title: name}
		v.Signatures = append(v.Signatures, s)
	}
	return nil
}

// signedBy is how one party signed, or somebody on a roster.
func (j *job) signedBy(m *casemodel.Matter, party casemodel.ID) Signature {
	s := j.signed(m, "signed."+string(party))
	s.Party = party
	if how := j.fam.value(m.ID, "signed_how."+string(party)); how != "" {
		if err := json.Unmarshal([]byte(how), &s.How); err != nil {
			j.d.Log.Error("signature", "party", party, "err", err)
		}
	}
	return s
}

// signed reads what recordSignature kept: the day and the way.
func (j *job) signed(m *casemodel.Matter, field string) Signature {
	on, rest, _ := strings.Cut(j.fam.value(m.ID, field), " ")
	way, text, _ := strings.Cut(rest, " ")
	s := Signature{On: casemodel.Day(on), Way: way, WayTitle: way, Text: text}
	rec := j.flow(m).Record("record_signature")
	if rec == nil { // signed with the act itself, all together
		return s
	}
	for _, f := range rec.Fields {
		for _, o := range f.Options {
			if f.ID == "way" && o.Value == way {
				s.WayTitle = o.Title
			}
		}
	}
	return s
}

// mediators are who may sign as one: the handler first, who mediates with
// them, and who signed before they were replaced.
func (j *job) mediators(m *casemodel.Matter) []casemodel.ID {
	var ids []casemodel.ID
	if m.HandlerID != "" {
		ids = append(ids, m.HandlerID)
	}
	for _, p := range j.fam.participants {
		if p.UserID != "" && j.mediates(m, p.UserID) {
			ids = append(ids, p.UserID)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(j.fam.values[m.ID])) {
		if id, is := strings.CutPrefix(field, "signed_by."); is {
			ids = append(ids, casemodel.ID(id))
		}
	}
	var each []casemodel.ID
	for _, id := range ids {
		if !slices.Contains(each, id) {
			each = append(each, id)
		}
	}
	return each
}
