package web

import (
	"cmp"
	"encoding/json"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/workflows"
)

// Session is one sitting, as far as the reader may know of it.
type Session struct {
	Href, Title, On, Place, Author, Present, Result, Text string
	Secret                                                bool
	Signed                                                State  // none for what nobody signs
	Let                                                   string // how its side agreed that it be told
	Disclose                                              string // where that agreement is written down
}

// Paper is one file of a matter. Hash is the beginning of its SHA-256, by which
// a copy on a desk is told from the one that was handed in.
type Paper struct{ Href, Name, Document, Type, Size, Class, Who, At, Hash string }

func (s *Site) sittings(v *visit, view *casework.View, page *MatterPage) {
	page.Arranged = s.arranged(v, view)
	for _, one := range view.Sessions {
		row := Session{
			Href:  "/matters/" + string(view.Matter.ID) + "/sessions/" + itoa(one.No),
			Title: s.recordTitle(&one),
			On:    shortDay(one.On, localDay(view.Now)), Place: one.Place, Author: s.userOf(v, one.AuthorID),
			Present: one.Present, Result: s.desk.Flows.Title("session_results", one.Result), Text: one.Text,
			Secret: one.Mode == "caucus" && one.Released == 0,
		}
		if one.Mode != "caucus" {
			row.Signed = recordState(view.Signings, one.ID)
		}
		if one.Side != "" {
			row.Title += say("session.side", "party", s.partyOf(view, one.Side))
		}
		for _, d := range view.Disclosed {
			if d.ThingID == one.ID {
				row.Let = say("ladder.let", "way", s.desk.Flows.Title("consent_ways", d.Way), "on", shortDay(d.On, localDay(view.Now)))
			}
		}
		if row.Secret && canDo(view, "disclose") {
			row.Disclose = "/matters/" + string(view.Matter.ID) + "/do/disclose?f.thing=" + string(one.ID) + "&f.party=" + string(one.Side)
		}
		page.Sessions = append(page.Sessions, row)
	}
	page.Ladder = s.ladder(view)
}

func (s *Site) papers(v *visit, view *casework.View) []Paper {
	list := make([]Paper, 0, len(view.Files))
	for _, f := range view.Files {
		kind := strings.TrimPrefix(strings.ToLower(path.Ext(f.Name)), ".")
		document := say("document." + cmp.Or(f.Document, "other"))
		if f.SessionID != "" {
			document += say("list.dot") + s.recordNamed(v, view, string(f.SessionID))
		}
		list = append(list, Paper{
			Href: "/matters/" + string(view.Matter.ID) + "/files/" + string(f.ID), Name: f.Name, Type: strings.ToUpper(kind),
			Document: document, Size: size(f.Size), Class: s.classOf(&f), Who: s.userOf(v, f.OwnerID), At: short(f.CreatedAt, view.Now), Hash: f.SHA256[:min(len(f.SHA256), 8)],
		})
	}
	return list
}

// classOf is who may read a file, and that nobody has looked at it for viruses
// yet, or that no picture can be made of it.
func (s *Site) classOf(f *casemodel.File) string {
	class := say("word.read." + f.Read)
	if f.Scan == vault.Waits {
		class += " · " + say("file.not_yet_scanned")
	}
	if s.vault.Undrawn(f.Type) {
		class += " · " + say("file.no_preview")
	}
	return class
}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt((bytes+1023)>>10, 10) + " KB"
	}
	return strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64) + " MB"
}

// papersDue are the papers that fell due, by their names in the catalogue.
func papersDue(view *casework.View) []Fact {
	list := make([]Fact, 0, len(view.Documents))
	for _, d := range view.Documents {
		list = append(list, Fact{say("document." + d.Name), string(d.On)})
	}
	return list
}

// registered shows values of a registration, which no act declares.
func (s *Site) registered(id, value string) string {
	switch id {
	case "claims":
		var claims []casework.Claim
		if json.Unmarshal([]byte(value), &claims) != nil {
			return value
		}
		lines := make([]string, len(claims))
		for i, c := range claims {
			lines[i] = c.Text
			if c.Amount > 0 {
				lines[i] = strings.TrimSpace(c.Text + " " + yuan(c.Amount))
			}
		}
		return strings.Join(lines, "\n")
	case "applied_at":
		if t, err := time.Parse(time.RFC3339Nano, value); err == nil {
			return minute(casemodel.At(t))
		}
	case "anonymous":
		return say("form.yes")
	case "risk_boxes":
		return s.each(strings.Fields(value), func(box string) string { return say("riskbox." + box) })
	case "amount", "paid":
		if m, err := casemodel.ParseMoney(value); err == nil {
			return yuan(m)
		}
	}
	return value
}

// LinkRow is a matter of another family and how it belongs to this one.
type LinkRow struct {
	Relation, Title, Href string
	State                 State
}

func linkRow(flow *workflows.Flow, l casework.LinkView) LinkRow {
	way := "word.link_back."
	if l.Out {
		way = "word.link."
	}
	title := l.Title
	if l.Number != "" && !strings.Contains(title, l.Number) {
		title = strings.TrimSpace(title + " " + l.Number)
	}
	return LinkRow{say(way + l.Kind), title, "/matters/" + string(l.ID), stateOf(flow, l.State)}
}
