package casework

import (
	"context"
	"encoding/json"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
)

// List is one page of the matters an actor may know of, driven by one view.
// Titles are shown only where read.registration allows; a search asks only
// what the actor may read (engine rules T5, T6).
func (d *Desk) List(ctx context.Context, who casemodel.Actor, f casemodel.Filter) (casemodel.Page, error) {
	var page casemodel.Page
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		page, err = d.list(tx, who, f, func([]casemodel.Matter) error { return nil })
		return err
	})
	return page, err
}

// Listed is List with what Rows reads of the same matters, both asked for at
// once: a page of rows needs one errand less.
func (d *Desk) Listed(ctx context.Context, who casemodel.Actor, f casemodel.Filter, fields ...string) (casemodel.Page, map[casemodel.ID]*Row, error) {
	var page casemodel.Page
	var rows map[casemodel.ID]*Row
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		page, err = d.list(tx, who, f, func(items []casemodel.Matter) (err error) {
			rows, err = d.rows(tx, who, items, fields)
			return err
		})
		return err
	})
	return page, rows, err
}

// Lists is Listed for several filters: all are asked for at once, and what Rows
// reads of their matters is asked once for all of them, however many lists a
// matter stands in.
func (d *Desk) Lists(ctx context.Context, who casemodel.Actor, filters []casemodel.Filter, fields ...string) ([]casemodel.Page, map[casemodel.ID]*Row, error) {
	pages := make([]casemodel.Page, len(filters))
	var rows map[casemodel.ID]*Row
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		gate := d.Gate.Now()
		see, read := gate.Scope(who, "see"), searched(gate, who)
		lists := make([]func() error, len(filters))
		for i, f := range filters {
			lists[i] = func() (err error) {
				pages[i], err = tx.List(see, read, able(gate, who, f), search.Query(f.Query))
				return err
			}
		}
		if err := tx.AtOnce(lists...); err != nil {
			return err
		}
		var items []casemodel.Matter
		seen := map[casemodel.ID]bool{}
		for _, page := range pages {
			for i := range page.Items {
				if m := &page.Items[i]; !seen[m.ID] {
					seen[m.ID] = true
					items = append(items, *m)
				}
			}
		}
		if len(items) == 0 {
			return nil
		}
		var err error
		if rows, err = d.rows(tx, who, items, fields); err != nil {
			return err
		}
		for _, page := range pages { // what was found readable for the rows is not asked again
			if err := d.hideTitles(tx, read["read.registration"], page.Items); err != nil {
				return err
			}
		}
		return nil
	})
	return pages, rows, err
}

// list asks with the total what besides asks about the page's matters, and then
// hides their titles: by what was found readable already, if that was asked.
func (d *Desk) list(tx *store.Tx, who casemodel.Actor, f casemodel.Filter, besides func([]casemodel.Matter) error) (casemodel.Page, error) {
	gate := d.Gate.Now()
	f, read := able(gate, who, f), searched(gate, who)
	return tx.List(gate.Scope(who, "see"), read, f, search.Query(f.Query), func(items []casemodel.Matter) error {
		if err := besides(items); err != nil {
			return err
		}
		return d.hideTitles(tx, read["read.registration"], items)
	})
}

// searched are the read acts a list may ask about what only readers of more may
// know.
func searched(gate *policies.Snapshot, who casemodel.Actor) map[string]casemodel.Scope {
	read := map[string]casemodel.Scope{}
	for _, act := range []string{"read.registration", "read.agreement"} {
		read[act] = gate.Scope(who, act)
	}
	return read
}

// able limits a filter to what the actor may do an act on, when it asks for
// that: by the policy's own lines, as a single matter is asked.
func able(gate *policies.Snapshot, who casemodel.Actor, f casemodel.Filter) casemodel.Filter {
	f.Within = nil
	if f.Can != "" {
		f.Within = []casemodel.Scope{gate.Scope(who, f.Can)}
	}
	return f
}

// hideTitles leaves only the public title where the registration may not be
// read: the matter's own, or the case's whose title it bears.
func (d *Desk) hideTitles(tx *store.Tx, scope casemodel.Scope, items []casemodel.Matter) error {
	ids := make([]casemodel.ID, 0, 2*len(items))
	for i := range items {
		ids = append(ids, items[i].ID, items[i].RootID)
	}
	visible, err := tx.Visible(scope, ids...)
	if err != nil {
		return err
	}
	for i := range items {
		if !visible[items[i].ID] || !visible[items[i].RootID] {
			items[i].Title = items[i].PublicTitle
		}
	}
	return nil
}

// Count answers how many matters List finds by each filter; 1,001 is more than
// 1,000.
func (d *Desk) Count(ctx context.Context, who casemodel.Actor, filters ...casemodel.Filter) ([]int, error) {
	counts := make([]int, len(filters))
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		gate := d.Gate.Now()
		scope, read := gate.Scope(who, "see"), searched(gate, who)
		questions := make([]func() error, len(filters))
		for i, f := range filters {
			questions[i] = func() (err error) {
				counts[i], err = tx.Count(scope, read, able(gate, who, f), search.Query(f.Query))
				return err
			}
		}
		return tx.AtOnce(questions...)
	})
	return counts, err
}

// Rated counts what the visits that List finds by a filter, and that were made,
// were told of satisfaction.
func (d *Desk) Rated(ctx context.Context, who casemodel.Actor, f casemodel.Filter) (casemodel.Rated, error) {
	var r casemodel.Rated
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		gate := d.Gate.Now()
		f := able(gate, who, f)
		f.Kinds, f.Classes, f.States = []casemodel.Kind{casemodel.KindFollowUp}, nil, []string{"done", "verified"}
		r, err = tx.Rated(gate.Scope(who, "see"), searched(gate, who), f, search.Query(f.Query))
		return err
	})
	return r, err
}

// Cards returns the list lines of cases whose registration the actor may read.
func (d *Desk) Cards(ctx context.Context, who casemodel.Actor, roots []casemodel.ID) (map[casemodel.ID]casemodel.Card, error) {
	cards := map[casemodel.ID]casemodel.Card{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		visible, err := tx.Visible(d.Gate.Now().Scope(who, "read.registration"), roots...)
		if err != nil {
			return err
		}
		all, err := tx.Cards(roots...)
		for id, card := range all {
			if visible[id] {
				cards[id] = card
			}
		}
		return err
	})
	return cards, err
}

// Agreed returns by when obligations are to be performed, of those whose
// registration the actor may read.
func (d *Desk) Agreed(ctx context.Context, who casemodel.Actor, ids ...casemodel.ID) (map[casemodel.ID]casemodel.Day, error) {
	days := map[casemodel.ID]casemodel.Day{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		visible, err := tx.Visible(d.Gate.Now().Scope(who, "read.registration"), ids...)
		if err != nil {
			return err
		}
		values, err := tx.Fields(ids...)
		for id := range visible {
			days[id] = casemodel.Day(values[id]["due_on"])
		}
		return err
	})
	return days, err
}

// Withheld stands for an act of which only named readers may know what it was.
const Withheld = "withheld"

// Line is a journal entry as an actor may read it: the act and its legal date
// for who may see the matter, what was typed only by its read class.
type Line struct {
	casemodel.Entry
	Title  string            `json:"title"`
	Fields map[string]string `json:"fields,omitempty"`
	Why    string            `json:"why,omitempty"`
	Erased string            `json:"erased,omitempty"`
	Behalf string            `json:"behalf,omitempty"`
	Before map[string]string `json:"before,omitempty"`
}

// Journal lists a matter's entries from after a sequence number on.
func (d *Desk) Journal(ctx context.Context, who casemodel.Actor, id casemodel.ID, after, limit int) ([]Line, error) {
	var lines []Line
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		told, err := tx.ToldOf(id, after, limit)
		if err != nil {
			return err
		}
		lines, err = j.lines(m, told, j.rights(m))
		return err
	})
	return lines, err
}

// lines puts entries into what an actor may read of them.
func (j *job) lines(m *casemodel.Matter, told []store.Told, can map[string]bool) ([]Line, error) {
	lines := make([]Line, 0, len(told))
	for i := range told {
		line, err := j.line(m, told[i].Entry, told[i].Payload, can)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (j *job) line(m *casemodel.Matter, e casemodel.Entry, payload []byte, can map[string]bool) (Line, error) {
	line := Line{Entry: e, Title: e.Act}
	if j.flow(m).Sealed(e.Act) && !can["read.sealed"] {
		line.Entry = casemodel.Entry{MatterID: e.MatterID, RootID: e.RootID, Seq: e.Seq, At: e.At, On: e.On, Act: Withheld}
		line.Title = ""
		return line, nil
	}
	if a := j.flow(m).Act(e.Act); a != nil {
		line.Title = a.Title
	}
	if e.OnBehalfOf != "" {
		name, err := j.userName(e.OnBehalfOf)
		if err != nil && !casemodel.Is(err, casemodel.NotFound) {
			return line, err
		}
		line.Behalf = name
	}
	if !can["read.registration"] || len(e.PayloadDigest) == 0 {
		return line, nil
	}
	if len(payload) == 0 {
		_, erased, err := j.tx.Payload(m.ID, e.Seq)
		line.Erased = erased
		return line, err
	}
	var body struct {
		Fields map[string]string `json:"fields"`
		Why    string            `json:"why"`
		Before map[string]string `json:"before"`
	}
	if err := json.Unmarshal(payload, &body); err != nil {
		return line, nil //nolint:nilerr // an old payload of another shape shows its entry only
	}
	line.Why = body.Why
	if (e.Act == "attach" || ofEvidence(e.Act)) && !can[readAct(body.Fields["read"])] {
		return line, nil // what was attached, and the words about it, are of the class chosen for it
	}
	line.Fields = map[string]string{}
	for field, value := range body.Fields {
		if can[readAct(j.wroteClass(m, e.Act, field))] && (m.Kind != casemodel.KindApproval || field != "input") {
			line.Fields[field] = value
		}
	}
	line.Before = body.Before // what may be amended is registration data
	return line, nil
}

// Reveal gives one whole number of one party and journals who asked why
// (decision on F19: the team dials without a reason). Every look is a look: a
// key that would make two of them one is set aside, so that see and reveal are
// asked each time, and the number is read in the transaction that wrote it down.
func (d *Desk) Reveal(ctx context.Context, who casemodel.Actor, id casemodel.ID, in Input) (string, error) {
	in.Key, in.Hash = "", nil
	var value string
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		if err := d.step(tx, who, id, "reveal", in, &Outcome{}); err != nil {
			return err
		}
		root, err := tx.RootOf(id)
		if err != nil {
			return err
		}
		parties, err := tx.Parties(root)
		if err != nil {
			return err
		}
		value = wholeNumber(parties, asText(in.Fields["party"]), asText(in.Fields["field"]))
		return d.tellOfMany(tx, who, root)
	})
	if err != nil {
		return "", err // what was not written down is not told
	}
	return value, nil
}

func wholeNumber(parties []casemodel.Party, id, field string) string {
	for _, p := range parties {
		if string(p.ID) == id {
			return map[string]string{"phone": p.Phone, "phone2": p.Phone2, "id_no": p.IDNo, "address": p.Address}[field]
		}
	}
	return ""
}

func asText(v any) string { s, _ := v.(string); return s }
