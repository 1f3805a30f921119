package web

import (
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
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
	Name string `json:"n"`
	Code string `json:"c"`
	PIN  string `json:"p,omitempty"`
}

// ReceiptPage is what a party takes home.
type ReceiptPage struct {
	Shell
	Crumbs  []Link
	Href    string
	Number  string
	Name    string // of the procedure
	At      string
	Centre  string
	Codes   []Code
	Waiting Due
}

// hand gives the next page the codes of an outcome. A second click gets the
// answer of the first, codes and all: the desk keeps it sealed for a week.
func (v *visit) hand(out casework.Outcome) error {
	given := slip{User: v.who.UserID, Matter: out.MatterID}
	for _, c := range out.Codes {
		given.Codes = append(given.Codes, Code{Name: shorten(c.Name, 20), Code: c.Code, PIN: c.PIN})
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
		Href: "/matters/" + string(view.Matter.ID), Number: view.Matter.Number, Name: view.Flow.Title, At: minute(view.Matter.OpenedAt), Centre: view.Centre.Title,
		Crumbs: []Link{{say("nav.matters"), "/matters"}, {matterName(&view.Matter, view.Flow), "/matters/" + string(view.Matter.ID)}, {say("receipt.title"), ""}},
	}
	if sealed, err := v.c.Cookie(receiptCookie); err == nil {
		var kept slip
		if s.unlock(receiptCookie, sealed, &kept) && kept.User == v.who.UserID && kept.Matter == view.Matter.ID {
			page.Codes = kept.Codes
			v.setCookie(receiptCookie, "", -1)
		}
	}
	page.Shell = v.shell(say("receipt.title"), "/matters")
	page.Printer = view.Centre.Title
	return v.ok("receipt", page)
}

func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
