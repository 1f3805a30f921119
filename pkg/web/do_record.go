package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// recordPages are the acts on a record that is written: it is put right, signed,
// and put right beside it.
var recordPages = map[string]ownPage{
	"proceeding.revise_record":     onRecord("lead.revise_record", beginRevision),
	"proceeding.sign_record":       onRecord("lead.sign_record", beginRecordSigning),
	"proceeding.replace_page":      onRecord("lead.replace_page", beginPage),
	"proceeding.supplement_record": onRecord("lead.supplement_record", beginRecord),
}

func onRecord(lead string, begin func(*Site, *visit, *casework.View, url.Values)) ownPage {
	page := work(lead, begin, ownHead, oneRecord)
	page.leads = recordDone
	return page
}

// recordDone goes back to the record after an act on it.
func recordDone(_ *Site, v *visit, now *casework.View) string {
	no, err := strconv.Atoi(v.form.Get(nameOf("record")))
	if err != nil {
		return ""
	}
	return recordPath(&now.Matter, no)
}

func recordPath(m *casemodel.Matter, no int) string {
	return "/matters/" + string(m.ID) + "/sessions/" + itoa(no)
}

// ownHead names the record in the head of its form.
func ownHead(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	no := p.values.Get(nameOf("record"))
	i := slices.IndexFunc(view.Sessions, func(one casemodel.Session) bool { return itoa(one.No) == no })
	if i >= 0 {
		p.Head = say("record.head", "act", p.Head, "record", s.recordTitle(&view.Sessions[i]))
	}
	return nil
}

// oneRecord carries the number along with the form once it is known: the words
// that are filled in are of that record, and written over no other.
func oneRecord(_ *Site, _ *visit, _ *casework.View, p *WorkPage) error {
	no, f := p.values.Get(nameOf("record")), p.Field("record")
	switch {
	case f == nil:
	case no == "" || f.Error != "": // it is still to be said which
		p.placed = slices.DeleteFunc(p.placed, func(name string) bool { return name == f.Name })
	default:
		p.Hidden = append(p.Hidden, Hidden{f.Name, no})
	}
	return nil
}

// recordAsked is the record that the address of a fresh form names: never one whose
// words a draft already holds.
func recordAsked(v *visit, view *casework.View, values url.Values) *casemodel.Session {
	no, err := strconv.Atoi(v.query("record"))
	i := slices.IndexFunc(view.Sessions, func(one casemodel.Session) bool { return one.No == no && one.Mode != "caucus" })
	if err != nil || i < 0 {
		return nil
	}
	values.Set(nameOf("record"), itoa(no))
	return &view.Sessions[i]
}

// beginPage names the page that cannot be read.
func beginPage(_ *Site, v *visit, view *casework.View, values url.Values) {
	if n, err := strconv.Atoi(v.query("page")); err == nil && recordAsked(v, view, values) != nil {
		values.Set(nameOf("page"), itoa(n))
	}
}

func beginRecord(_ *Site, v *visit, view *casework.View, values url.Values) {
	recordAsked(v, view, values)
}

// beginRevision fills in what is written, to be corrected and not typed anew: of
// the record the address names, else of the last that nobody signed. What would
// be left empty would be gone from it.
func beginRevision(_ *Site, v *visit, view *casework.View, values url.Values) {
	one := recordAsked(v, view, values)
	for i := len(view.Sessions) - 1; one == nil && i >= 0; i-- {
		s := &view.Sessions[i]
		signed := slices.ContainsFunc(view.Signings, func(g casework.Signing) bool { return g.ThingID == s.ID })
		if s.Mode != "caucus" && !s.Inquiry() && !signed {
			one = s
			values.Set(nameOf("record"), itoa(s.No))
		}
	}
	if one == nil {
		return
	}
	set(values, nameOf("place"), one.Place)
	set(values, nameOf("present"), one.Present)
	set(values, nameOf("text"), one.Text)
	set(values, nameOf("result"), one.Result)
	set(values, nameOf("began"), localMinute(one.Minutes.Began))
	set(values, nameOf("ended"), localMinute(one.Minutes.Ended))
	set(values, nameOf("interpreter"), one.Minutes.Interpreter)
	set(values, nameOf("read_by"), one.Minutes.ReadBy)
	tick(values, nameOf("pledge"), one.Minutes.Pledge)
	tick(values, nameOf("masters"), one.Minutes.Masters)
	setCame(values, one.Minutes.Came)
	for id, text := range one.Minutes.Said {
		set(values, nameOf(id), text)
	}
}

// beginRecordSigning names the supplement that is to be signed, and who read the
// record out to those who cannot read. Who signed is never taken for granted.
func beginRecordSigning(_ *Site, v *visit, view *casework.View, values url.Values) {
	one := recordAsked(v, view, values)
	if one == nil {
		return
	}
	if n, err := strconv.Atoi(v.query("supplement")); err == nil {
		values.Set(nameOf("supplement"), itoa(n))
	}
	set(values, nameOf("read_by"), one.Minutes.ReadBy)
}

// SignedText is a record, or a supplement to one, and how far it is signed.
type SignedText struct {
	Head   string // of a supplement
	Text   string
	Meta   string // who wrote it
	State  State
	Lines  []string // who signed, one line a time
	Hash   string   // the beginning of the SHA-256 of what was signed
	Broken bool     // the text is not the one that was signed
	Sign   string   // where a signature is written down
}

// recordState is that of a record, or a supplement: it is signed, and locked, or not.
func recordState(signings []casework.Signing, thing casemodel.ID) State {
	if slices.ContainsFunc(signings, func(one casework.Signing) bool { return one.ThingID == thing }) {
		return State{Title: say("record.signed"), Tint: "green", Icon: "lock"}
	}
	return State{Title: say("record.unsigned"), Tint: "amber", Icon: "hourglass"}
}

// signing tells how far a record or a supplement is signed.
func (s *Site) signing(v *visit, view *casework.View, thing casemodel.ID) SignedText {
	t := SignedText{State: recordState(view.Signings, thing)}
	for _, one := range view.Signings {
		if one.ThingID != thing {
			continue
		}
		names := s.each(ids(one.How.Parties), func(id string) string { return s.partyOf(view, casemodel.ID(id)) })
		line := say("record.filed", "on", one.On)
		if names != "" {
			line = say("record.by", "names", names, "on", one.On)
			if one.Filed == 1 {
				line += say("list.dot") + say("record.copy")
			}
		}
		line += howSigned(casework.How{Signer: one.How.Signer, ReadBy: one.How.ReadBy, Witness: one.How.Witness})
		t.Lines = append(t.Lines, line+say("list.dot")+say("record.noted", "name", s.userOf(v, one.AuthorID)))
		t.Hash, t.Broken = one.SHA256[:min(len(one.SHA256), 16)], t.Broken || !one.Holds
	}
	return t
}

func ids(list []casemodel.ID) []string {
	words := make([]string, len(list))
	for i, id := range list {
		words[i] = string(id)
	}
	return words
}

// ofRecord puts on the page of a record how far it is signed, what puts it
// right, and what can be done with it.
func (p *SittingPage) ofRecord(s *Site, v *visit, view *casework.View, one *casemodel.Session) {
	if one.Mode == "caucus" {
		return // nobody signs it
	}
	at := "/matters/" + string(view.Matter.ID) + "/do/"
	no := "?record=" + itoa(one.No)
	state := s.signing(v, view, one.ID)
	p.Signed = &state
	locked := len(state.Lines) > 0
	add := func(act, query string) {
		if canDo(view, act) {
			p.Acts = append(p.Acts, Button{Title: say("record.do." + act), Href: at + act + query})
		}
	}
	if locked {
		add("supplement_record", no)
	} else {
		if one.Inquiry() {
			add("revise_inquiry", no)
		} else {
			add("revise_record", no)
		}
	}
	add("sign_record", no)
	for _, more := range view.Supplements {
		if more.SessionID != one.ID {
			continue
		}
		row := s.signing(v, view, more.ID)
		row.Head, row.Text = say("record.supplement", "n", more.No), more.Text
		row.Meta = say("record.written", "name", s.userOf(v, more.AuthorID), "on", more.On)
		if canDo(view, "sign_record") {
			row.Sign = at + "sign_record" + no + "&supplement=" + itoa(more.No)
		}
		p.Supplements = append(p.Supplements, row)
	}
}

// supplementRecords are what puts a record right, on its paper.
func supplementRecords(view *casework.View, one *casemodel.Session) []record {
	rows := []record{}
	for _, more := range view.Supplements {
		if more.SessionID == one.ID {
			rows = append(rows, record{"no": more.No, "on": more.On, "text": more.Text})
		}
	}
	return rows
}
