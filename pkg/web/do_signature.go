package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// SignaturePage is the list of who has signed and who has not: one form a name,
// one key a signature.
type SignaturePage struct {
	*DoPage
	Places  []SignPlace
	Ways    []Option
	Help    []Field // who signs in another's place, reads out and sees it
	Missing int
	Table   []SignTick // who may sign together, when more than one is missing
	Once    []Hidden   // of the form they share
	Then    string     // what comes when nobody is missing
	Running []Clock
	Text    []string
	Open    bool // the form for everybody else stands open
	Near    []string
}

// SignTick is one of those who sign at the same table.
type SignTick struct{ Name, Value, Title string }

// SignPlace is one place under the agreement.
type SignPlace struct {
	Name, Meta string
	State      State
	Hidden     []Hidden // of its own form; none once it is filled
	Party      bool     // of a party, who may need help or be signed for
	Needs      string   // what the party needs, to be helped with before it signs
	Signer     string   // the guardian of who is no adult
}

func fillSignatures(s *Site, _ *visit, view *casework.View, page *DoPage) (any, error) {
	p := &SignaturePage{DoPage: page, Running: runningClocks(view), Open: len(page.Faults) > 0 || len(view.Signatures) == 0}
	for _, f := range page.Fields {
		if f.Name == nameOf("way") {
			p.Ways = f.Options
		}
		if slices.Contains([]string{"f.signer", "f.authority", "f.checked", "f.read_by", "f.witness"}, f.Name) {
			p.Help = append(p.Help, f)
		}
	}
	rows := s.signatures(view)
	for i, one := range view.Signatures {
		place := SignPlace{Name: rows[i].Name, Meta: rows[i].Meta, State: rows[i].State}
		if one.On == "" {
			place.Hidden = s.placeOf(page, one)
			place.help(view, one.Party)
			p.Missing++
			if place.Needs == "" { // who needs help signs in the own place, where it is asked for
				p.Table = append(p.Table, tickOf(one, rows[i].Name))
			}
		}
		p.Places = append(p.Places, place)
	}
	if p.Table = together(p.Table); len(p.Table) > 0 {
		p.Once = s.placeOf(page, casework.Signature{})[1:]
	}
	for i := range view.Items {
		if view.Items[i].MatterID == view.Matter.ID {
			p.Text = append(p.Text, s.itemLine(view, &view.Items[i]))
		}
	}
	p.Then = s.sealing(view, p.Missing)
	p.Near = s.nearSums(view, totalOf(view))
	return p, nil
}

func tickOf(one casework.Signature, name string) SignTick {
	if one.Party == "" {
		return SignTick{nameOf("user"), string(one.User.ID), name}
	}
	return SignTick{nameOf("parties"), string(one.Party), name}
}

// together are those of a table who may go into one record: every party, and
// the first of the mediators. One alone signs in the own place.
func together(missing []SignTick) []SignTick {
	user := false
	missing = slices.DeleteFunc(missing, func(t SignTick) bool {
		second := user && t.Name == nameOf("user")
		user = user || t.Name == nameOf("user")
		return second
	})
	if len(missing) < 2 {
		return nil
	}
	return missing
}

// help fills in what a place asks for because of who signs there.
func (p *SignPlace) help(view *casework.View, id casemodel.ID) {
	i := slices.IndexFunc(view.Parties, func(one casemodel.Party) bool { return one.ID == id })
	if id == "" || i < 0 {
		return
	}
	party := view.Parties[i]
	p.Party = true
	var needs []string
	for _, need := range []string{"illiterate", "minor"} {
		if slices.Contains(party.Needs, need) {
			needs = append(needs, say("sign.need."+need))
		}
	}
	p.Needs = strings.Join(needs, "")
	for _, r := range party.Representatives {
		if r.Kind == "guardian" && slices.Contains(party.Needs, "minor") {
			p.Signer = r.Name
		}
	}
}

// placeOf is what the form of one place carries: its own one-time word, so that
// two places are two acts.
func (s *Site) placeOf(page *DoPage, one casework.Signature) []Hidden {
	who := Hidden{nameOf("party"), string(one.Party)}
	if one.Party == "" {
		who = Hidden{nameOf("user"), string(one.User.ID)}
	}
	own := make([]Hidden, 0, len(page.Hidden)+1)
	own = append(own, who)
	for _, h := range page.Hidden {
		if h.Name == "_once" {
			h.Value = token()
		}
		own = append(own, h)
	}
	return own
}

// sealing says what the text waits for.
func (s *Site) sealing(view *casework.View, missing int) string {
	if missing > 0 {
		return say("sign.missing", "n", missing)
	}
	if slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == "affix_seal" }) {
		return say("sign.seal_now")
	}
	for _, r := range view.Refused {
		if r.ID == "affix_seal" && len(r.Needs) > 0 {
			return say("sign.seal_by", "who", strings.Join(s.whoMay(r.Needs), say("list.or")))
		}
	}
	return say("sign.all")
}

// nextSignature stays on the list while somebody has not signed.
func nextSignature(view *casework.View) string {
	for _, one := range view.Signatures {
		if one.On == "" {
			return "/do/record_signature"
		}
	}
	return ""
}
