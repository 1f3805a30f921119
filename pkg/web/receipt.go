package web

import (
	"time"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
)

// slip is what a receipt shows once: each party's query code. It travels in a
// sealed cookie and is stored nowhere.
type slip struct {
	User   casemodel.ID `json:"u"`
	Matter casemodel.ID `json:"m"`
	Codes  []Code       `json:"c"`
}

// Code is one party's way to look after the case.
type Code struct {
	Party casemodel.ID `json:"i,omitempty"`
	Name  string       `json:"n"`
	Code  string       `json:"c"`
	PIN   string       `json:"p,omitempty"`
}

// ReceiptPage is what the parties take home, a page for each.
type ReceiptPage struct {
	Shell
	Crumbs []Link
	Href   string
	Coded  bool // the codes stand here this once
	Slips  []Slip
}

// Slip is one party's page of the receipt. It holds nothing of the other side.
type Slip struct {
	Code
	Role, Centre, Number, Kind, Category, At, First, Body, Phone, Address, Hours string
	Next                                                                         []string
	Drawn                                                                        *Drawn
}

// Drawn is a code as a picture.
type Drawn struct {
	Path string
	Side int
}

// hand gives the next page the codes of an outcome. A second click gets the
// answer of the first, codes and all: the desk keeps it sealed for a week.
func (v *visit) hand(out casework.Outcome) error {
	given := slip{User: v.who.UserID, Matter: out.MatterID}
	for _, c := range out.Codes {
		given.Codes = append(given.Codes, Code{Party: c.Party, Name: shorten(c.Name, 20), Code: c.Code, PIN: c.PIN})
	}
	sealed, err := v.s.lock(receiptCookie, given)
	if err != nil {
		return err
	}
	v.setCookie(receiptCookie, sealed, 600)
	return nil
}

// receipt shows number and codes, to be printed. The codes are shown this once.
func (s *Site) receipt(v *visit) error {
	view, err := v.view()
	if err != nil {
		return err
	}
	page := ReceiptPage{
		Href:   "/matters/" + string(view.Matter.ID),
		Crumbs: []Link{{say("nav.matters"), "/matters"}, {matterName(&view.Matter, view.Flow), "/matters/" + string(view.Matter.ID)}, {say("receipt.title"), ""}},
	}
	var codes []Code
	if sealed, err := v.c.Cookie(receiptCookie); err == nil {
		var kept slip
		if s.unlock(receiptCookie, sealed, &kept) && kept.User == v.who.UserID && kept.Matter == view.Matter.ID {
			codes, page.Coded = kept.Codes, true
			v.setCookie(receiptCookie, "", -1)
		}
	}
	if page.Slips, err = s.slips(v, view, codes); err != nil {
		return err
	}
	page.Shell = v.shell(say("receipt.title"), "/matters")
	page.Printer = view.Centre.Title
	return v.ok("receipt", page)
}

// slips draws a page for each party that has a code, else for each that is
// present.
func (s *Site) slips(v *visit, view *casework.View, codes []Code) ([]Slip, error) {
	m := &view.Matter
	centre, err := s.desk.Body(v.ctx(), m.CentreID)
	if err != nil {
		return nil, err
	}
	common := Slip{
		Centre: centre.Title, Number: m.Number, Kind: view.Flow.Title, At: came(view), First: view.Registrar.Title, Body: view.Body.Title,
		Phone: centre.Phone, Address: centre.Address, Hours: s.desk.SettingWords(casework.OpeningHours), Next: s.next(view),
	}
	if m.Category != "" {
		common.Category = s.desk.Flows.Title("categories", m.Category)
	}
	roles := map[casemodel.ID]string{}
	for _, p := range view.Parties {
		roles[p.ID] = s.desk.Flows.Title("party_roles", p.Role)
	}
	var list []Slip
	if codes == nil {
		for _, p := range view.Parties {
			if p.Present() {
				codes = append(codes, Code{Party: p.ID, Name: partyTitle(p)})
			}
		}
	}
	for _, c := range codes {
		one := common
		one.Code, one.Role = c, roles[c.Party]
		if c.Name == "" {
			one.Name = say("party.nameless")
		}
		if c.Code != "" {
			if one.Drawn, err = drawn(c.Code); err != nil {
				return nil, err
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// came is when somebody was at the counter: of a case that was taken down on a
// sheet of the pad the hour that stands on it, else when it was registered.
func came(view *casework.View) string {
	fields := view.Fields
	if !view.Matter.IsRoot() {
		fields = view.RootFields
	}
	if fields["slip"] != "" {
		if at, err := time.Parse(time.RFC3339Nano, fields["applied_at"]); err == nil {
			return minute(casemodel.At(at))
		}
	}
	return minute(view.Matter.OpenedAt)
}

// drawn is a query code for a camera: the code alone, for an address would
// leave it in the history of whoever's phone it is.
func drawn(code string) (*Drawn, error) {
	rows, err := identity.Modules(code)
	if err != nil {
		return nil, err
	}
	side, path := squares(rows)
	return &Drawn{Path: path, Side: side}, nil
}

func shorten(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n++; n == most {
			return s[:i] + "…"
		}
	}
	return s
}
