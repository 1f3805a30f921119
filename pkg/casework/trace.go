package casework

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// looks remembers when a person last opened a case, so that a page that is
// drawn anew is not another look.
type looks struct {
	mu      sync.Mutex
	last    map[[2]casemodel.ID]casemodel.Instant
	writing sync.WaitGroup
}

// anew reports whether a look is to be written down: the first within a
// minute, and of a sealed case each.
func (l *looks) anew(user, root casemodel.ID, now casemodel.Instant, always bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := [2]casemodel.ID{user, root}
	if was, there := l.last[key]; there && !always && now.Before(was.Add(time.Minute)) {
		return false
	}
	if l.last == nil || len(l.last) > mostLooks {
		l.last = map[[2]casemodel.ID]casemodel.Instant{} // all within the last minute is too much to remember; one look too many is written
	}
	l.last[key] = now
	return true
}

const mostLooks = 10_000

// patience is how long a reader waits for his look to be written. While others
// write for longer, it is written behind his back.
const patience = 200 * time.Millisecond

// Opened writes down that an actor has opened a case. It never fails what is
// shown, nor holds it up: a look that cannot be written is logged.
func (d *Desk) Opened(ctx context.Context, who casemodel.Actor, m *casemodel.Matter, now casemodel.Instant) {
	if !d.looks.anew(who.UserID, m.RootID, now, m.Sealed == 1) {
		return
	}
	done, root := make(chan struct{}), m.RootID
	d.looks.writing.Go(func() {
		defer close(done)
		d.noteSeen(ctx, who, root, "", now)
	})
	select {
	case <-done:
	case <-time.After(patience):
	}
}

func (d *Desk) noteSeen(ctx context.Context, who casemodel.Actor, root, file casemodel.ID, now casemodel.Instant) {
	ctx = context.WithoutCancel(ctx) // who closes the page has seen it all the same
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		return tx.NoteSeen(store.Seen{RootID: root, UserID: who.UserID, BodyID: who.BodyID, On: today(now), FileID: file, LastAt: now})
	})
	if err != nil {
		d.Log.Error("note who looked", "matter", root, "err", err)
	}
}

// Trace is who has seen a case, and what of it.
type Trace struct {
	View   *View
	Opened []Opening
	Files  []Opening
	Told   []Look // whole numbers and addresses shown, and prints, the latest first
}

// Opening is a person's looks at a case, or at one file of it, of one day.
type Opening struct {
	User, Body    casemodel.ID
	On            casemodel.Day
	First, Last   casemodel.Instant
	Times         int
	File          string // its name, "" for what who asks may not open himself
	FileWithdrawn bool
}

// Look is one entry about a whole number shown or a paper printed.
type Look struct {
	Act, Actor    string
	User, Body    casemodel.ID
	At            casemodel.Instant
	Matter        casemodel.ID
	Party         casemodel.ID
	Field, Reason string
	Document      string
	Outside       bool // beyond the person's own matters
}

// Trace answers who has seen a case. It asks read.trace; who may not is told
// who may.
func (d *Desk) Trace(ctx context.Context, who casemodel.Actor, id casemodel.ID) (*Trace, error) {
	t := &Trace{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if answer := j.may(who, m, "read.trace", "read"); !answer.Allow {
			return j.refuse(m, j.flow(m), "read.trace", answer)
		}
		if t.View, err = j.view(m); err != nil {
			return err
		}
		if err := t.openings(j, m.RootID); err != nil {
			return err
		}
		told, err := tx.ToldInFamily(m.RootID, mostTold, "reveal", "print", "issue_paper")
		if err != nil {
			return err
		}
		for i := range told {
			t.Told = append(t.Told, lookOf(&told[i]))
		}
		return nil
	})
	return t, err
}

const mostTold = 1000

// openings lists the looks; the name of a file is for who may open the file.
func (t *Trace) openings(j *job, root casemodel.ID) error {
	rows, err := j.tx.SeenOf(root)
	if err != nil {
		return err
	}
	for _, r := range rows {
		o := Opening{User: r.UserID, Body: r.BodyID, On: r.On, First: r.FirstAt, Last: r.LastAt, Times: r.Times}
		if r.FileID == "" {
			t.Opened = append(t.Opened, o)
			continue
		}
		f, err := j.tx.File(r.FileID)
		if err != nil && !casemodel.Is(err, casemodel.NotFound) {
			return err
		}
		if f != nil {
			o.FileWithdrawn = f.Detached == 1
			open := false
			if of := j.fam.matter(f.MatterID); of != nil {
				if open, err = j.opens(j.who, of, f); err != nil {
					return err
				}
			}
			if open {
				o.File = f.Name
			}
		}
		t.Files = append(t.Files, o)
	}
	return nil
}

func lookOf(e *store.Told) Look {
	l := Look{Act: e.Act, Actor: e.ActorName, User: e.ActorID, Body: e.BodyID, At: e.At, Matter: e.MatterID}
	var said struct {
		Fields  map[string]string `json:"fields"`
		Outside bool              `json:"outside"`
	}
	if json.Unmarshal(e.Payload, &said) == nil { // an erased one shows who and when
		l.Field, l.Reason, l.Document = said.Fields["field"], said.Fields["reason"], said.Fields["document"]
		l.Party, l.Outside = casemodel.ID(said.Fields["party"]), said.Outside
	}
	return l
}

// ManyReveals is how many whole numbers a day one person may be shown before
// the director hears of it where nobody set another figure (users.md F19).
const ManyReveals = 30

// Revealer is one person's whole numbers of a day.
type Revealer struct {
	User, Body casemodel.ID
	Name       string
	On         casemodel.Day
	N, Outside int
	Over       bool // more than a day may have
	Reasons    map[string]int
	Matters    []casemodel.ID
	Names      []string // of the matters: number, else procedure
}

// Striking reports whether the director has to look: too many of a day, or one
// outside the person's own matters.
func (r *Revealer) Striking() bool { return r.Over || r.Outside > 0 }

// tellOfMany tells the director of the case's centre, and who heads the body of
// the person, of whole numbers too many of a day; once, for a notice has one source.
func (d *Desk) tellOfMany(tx *store.Tx, who casemodel.Actor, root casemodel.ID) error {
	on := today(tx.Now())
	n, err := tx.CountReveals(who.UserID, startOf(on))
	if err != nil || n <= d.SettingNumber(RevealsADay) {
		return err
	}
	m, err := tx.Matter(root)
	if err != nil {
		return err
	}
	told := store.Notice{Source: "reveals:" + string(who.UserID) + ":" + string(on), Kind: "reveals"}
	if err := tx.NotifyDesk(told, m.CentreID, []string{"centre_director"}, who.UserID); err != nil {
		return err
	}
	return tx.NotifyDesk(told, who.BodyID, []string{"centre_director", "pmc_chair", "dept_head"}, who.UserID)
}

// Traces reports whether there are matters whose trace the actor may read.
func (d *Desk) Traces(who casemodel.Actor) bool {
	return len(d.Gate.Now().Scope(who, "read.trace").Allow) > 0
}

// Reveals counts, person by person and day by day, the whole numbers shown
// between two days in matters whose trace the actor may read; the striking
// ones first.
func (d *Desk) Reveals(ctx context.Context, who casemodel.Actor, from, to casemodel.Day) ([]Revealer, error) {
	if !d.Traces(who) {
		return nil, &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "reveals.forbidden",
			Needs: d.Gate.Now().Needs([]string{"matter"}, "*", casemodel.Live, "read.trace", nil),
		}
	}
	scope := d.Gate.Now().Scope(who, "read.trace")
	var list []Revealer
	var told []store.Told
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if told, err = tx.Reveals(scope, startOf(from), startOf(legal(day(to).Add(1)))); err != nil {
			return err
		}
		list = byPerson(told, d.SettingNumber(RevealsADay))
		return d.nameMatters(tx, list)
	})
	return list, err
}

func (d *Desk) nameMatters(tx *store.Tx, list []Revealer) error {
	var ids []casemodel.ID
	for i := range list {
		ids = append(ids, list[i].Matters...)
	}
	found, err := tx.MattersByID(ids...)
	if err != nil {
		return err
	}
	names := map[casemodel.ID]string{}
	for i := range found {
		names[found[i].ID] = found[i].Number
		if flow := d.Flows.Flow(found[i].Workflow, found[i].WorkflowVersion); found[i].Number == "" && flow != nil {
			names[found[i].ID] = flow.Title
		}
	}
	for i := range list {
		for _, id := range list[i].Matters {
			list[i].Names = append(list[i].Names, names[id])
		}
	}
	return nil
}

// startOf is the midnight a day begins with.
func startOf(d casemodel.Day) casemodel.Instant { return casemodel.At(day(d).Start()) }

func byPerson(told []store.Told, many int) []Revealer {
	var list []Revealer
	at := map[string]int{}
	for i := range told {
		l := lookOf(&told[i])
		on := today(l.At)
		key := string(l.User) + string(on)
		n, known := at[key]
		if !known {
			n = len(list)
			at[key] = n
			list = append(list, Revealer{User: l.User, Body: l.Body, Name: l.Actor, On: on, Reasons: map[string]int{}})
		}
		r := &list[n]
		r.N++
		r.Over = r.N > many
		r.Reasons[l.Reason]++
		if l.Outside {
			r.Outside++
		}
		if !slices.Contains(r.Matters, l.Matter) {
			r.Matters = append(r.Matters, l.Matter)
		}
	}
	slices.SortStableFunc(list, func(a, b Revealer) int {
		switch {
		case a.Striking() != b.Striking():
			return map[bool]int{true: -1, false: 1}[a.Striking()]
		case a.On != b.On:
			return map[bool]int{true: -1, false: 1}[a.On > b.On]
		}
		return b.N - a.N
	})
	return list
}
