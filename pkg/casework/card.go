package casework

import (
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
)

// enterParties writes the parties and issues each its own query code.
func (j *job) enterParties(m *casemodel.Matter, parties []casemodel.Party) error {
	j.fam.loaded["parties"] = true
	for i := range parties {
		p := &parties[i]
		p.ID, p.RootID, p.Count = j.tx.NewID(), m.ID, max(p.Count, 1)
		code, err := j.issueCode(p)
		if err != nil {
			return err
		}
		if err := j.tx.InsertParty(m.ID, i+1, p); err != nil {
			return err
		}
		j.out.Codes = append(j.out.Codes, code)
		j.fam.parties = append(j.fam.parties, *p)
	}
	return nil
}

func (j *job) firstCard() error {
	return j.tx.PutCard(&casemodel.Card{RootID: j.fam.root.ID, PartiesText: j.d.partiesText(j.fam.parties)})
}

// cardParties writes who is in dispute into the lists' line, and the search
// rows with it.
func (j *job) cardParties() error {
	card, err := j.tx.Card(j.fam.root.ID)
	if err != nil {
		return err
	}
	card.PartiesText = j.d.partiesText(j.fam.parties)
	if err := j.tx.PutCard(card); err != nil {
		return err
	}
	return j.index(j.fam.root)
}

func (d *Desk) partiesText(parties []casemodel.Party) string {
	names := make([]string, 0, len(parties))
	for _, p := range parties {
		if p.Present() && p.Name != "" {
			names = append(names, d.nameOf(p))
		}
	}
	return strings.Join(names, " ")
}

// nameOf writes a party's name, with how many stand behind it.
func (d *Desk) nameOf(p casemodel.Party) string {
	if p.Count <= 1 {
		return p.Name
	}
	return strings.NewReplacer("{name}", p.Name, "{n}", strconv.Itoa(p.Count)).Replace(d.Flows.Title("patterns", "many"))
}

// titleOf composes 某某与某某邻里纠纷 from the parties and the category.
func (d *Desk) titleOf(r Registration) string {
	first := func(role string) string {
		for _, p := range r.Parties {
			if p.Role == role && p.Name != "" {
				return d.nameOf(p)
			}
		}
		return ""
	}
	category := d.Flows.Title("patterns", "plain_category")
	if r.Category != "" {
		category = d.Flows.Title("categories", r.Category)
	}
	pattern := "case_title"
	if first("respondent") == "" {
		pattern = "one_side_title"
	}
	return strings.NewReplacer("{applicant}", first("applicant"), "{respondent}", first("respondent"), "{category}", category).
		Replace(d.Flows.Title("patterns", pattern))
}

// index writes what a search may find, per read class (engine rule T5):
// registration for names and facts, agreement for obligations. What was said
// in sittings is in no index at all.
func (j *job) index(m *casemodel.Matter) error {
	for _, load := range []func() error{j.fam.loadParties, j.fam.loadValues, j.fam.loadItems} {
		if err := load(); err != nil {
			return err
		}
	}
	title := m.Title
	if m.Kind == casemodel.KindSupervision {
		title = m.PublicTitle // who is in dispute finds the case, for those who may know
	}
	text := []string{title, m.Number, j.fam.value(m.ID, "summary"), j.fam.value(m.ID, "occurred_place")}
	if m.IsRoot() {
		for _, p := range j.fam.parties {
			text = append(text, p.Name)
		}
		for _, one := range j.fam.roster {
			text = append(text, one.Party.Name)
		}
	}
	// The initials stand in the text too, because hits are checked against it.
	registration := strings.Join(append(text, search.Initials(strings.Join(text, " "))...), "\n")
	if err := j.tx.PutSearch(m.ID, "registration", registration, search.Grams(registration)); err != nil {
		return err
	}
	var owed []string
	for _, it := range j.fam.items {
		if it.MatterID == m.ID && it.Active == 1 {
			owed = append(owed, it.What)
		}
	}
	if len(owed) == 0 {
		return nil
	}
	agreement := strings.Join(owed, "\n")
	return j.tx.PutSearch(m.ID, "agreement", agreement, search.Grams(agreement))
}
