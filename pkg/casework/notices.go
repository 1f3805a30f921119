package casework

import (
	"context"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Notice is what somebody was told, as it may be read now: a kind, the number
// and public title of the matter, and the act it is about by its title.
type Notice struct {
	Source string
	Kind   string // its sentence is notice.<kind>
	At     casemodel.Instant
	Unread bool
	Matter casemodel.Matter // zero when it is about none; never with a title
	Act    string           // title of the event or of the deadline, "" for none or withheld
}

// noticesAtOnce is a page of them.
const noticesAtOnce = 40

// freeNotices are the kinds that are about no matter, by the office they belong
// to.
var freeNotices = map[string]string{"dead_letter": "jobs"}

// reader is through what an actor reads notices: in the seat they sit in.
func (d *Desk) reader(who casemodel.Actor) store.Noticed {
	to := store.Noticed{UserID: who.UserID, Scope: d.Gate.Now().Scope(who, "see")}
	for kind, office := range freeNotices {
		if d.office(who, office, "list", "") == nil {
			to.Free = append(to.Free, kind)
		}
	}
	if d.Traces(who) {
		to.Free = append(to.Free, "reveals")
	}
	return to
}

// Unread counts the notices an actor has not read, up to 99; 100 is more.
func (d *Desk) Unread(ctx context.Context, who casemodel.Actor) (n int, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.Unread(d.reader(who))
		return err
	})
	return n, err
}

// Notices lists what an actor was told, the newest first, and how to go on.
// What one may no longer know of is not among them.
func (d *Desk) Notices(ctx context.Context, who casemodel.Actor, after string) (list []Notice, next string, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Notices(d.reader(who), noticeAfter(after), noticesAtOnce+1)
		if err != nil {
			return err
		}
		if len(rows) > noticesAtOnce {
			rows = rows[:noticesAtOnce]
			last := rows[len(rows)-1]
			next = last.At.String() + "~" + last.Source
		}
		list, err = d.readNotices(tx, who, rows)
		return err
	})
	return list, next, err
}

// noticeAfter reads where a list goes on; anything else begins anew.
func noticeAfter(text string) store.Notice {
	at, source, ok := strings.Cut(text, "~")
	if !ok {
		return store.Notice{}
	}
	moment, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return store.Notice{}
	}
	return store.Notice{At: casemodel.At(moment), Source: source}
}

func (d *Desk) readNotices(tx *store.Tx, who casemodel.Actor, rows []store.Notice) ([]Notice, error) {
	var ids []casemodel.ID
	for _, n := range rows {
		if n.MatterID != "" {
			ids = append(ids, n.MatterID)
		}
	}
	found, err := tx.MattersByID(ids...)
	if err != nil {
		return nil, err
	}
	matters := make(map[casemodel.ID]*casemodel.Matter, len(found))
	for i := range found {
		found[i].Title = found[i].PublicTitle
		matters[found[i].ID] = &found[i]
	}
	open, err := d.unsealed(tx, who, rows, matters)
	if err != nil {
		return nil, err
	}
	list := make([]Notice, len(rows))
	for i, n := range rows {
		list[i] = Notice{Source: n.Source, Kind: n.Kind, At: n.At, Unread: n.ReadAt.IsZero()}
		if m := matters[n.MatterID]; m != nil {
			list[i].Matter = *m
			list[i].Act = d.actTitle(m, n.Act)
			if d.withheld(m, n.Act) && !open[m.ID] {
				list[i].Kind, list[i].Act = Withheld, ""
			}
		}
	}
	return list, nil
}

// withheld reports whether only named readers may know that the act was done.
func (d *Desk) withheld(m *casemodel.Matter, act string) bool {
	flow := d.Flows.Flow(m.Workflow, m.WorkflowVersion)
	return flow != nil && flow.Sealed(act)
}

// unsealed asks about those matters whose sealed acts somebody was told of.
func (d *Desk) unsealed(tx *store.Tx, who casemodel.Actor, rows []store.Notice, matters map[casemodel.ID]*casemodel.Matter) (map[casemodel.ID]bool, error) {
	var ids []casemodel.ID
	for _, n := range rows {
		if m := matters[n.MatterID]; m != nil && d.withheld(m, n.Act) {
			ids = append(ids, m.ID)
		}
	}
	return tx.Visible(d.Gate.Now().Scope(who, "read.sealed"), ids...)
}

// actTitle is what the workflow calls an act, or the rules a deadline.
func (d *Desk) actTitle(m *casemodel.Matter, act string) string {
	if act == "" {
		return ""
	}
	if flow := d.Flows.Flow(m.Workflow, m.WorkflowVersion); flow != nil && flow.Act(act) != nil {
		return flow.Act(act).Title
	}
	if rule, known := d.Flows.Rules.Get(act); known {
		return rule.Title
	}
	return ""
}

// ReadNotices marks some of an actor's own notices as read.
func (d *Desk) ReadNotices(ctx context.Context, who casemodel.Actor, sources ...string) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error { return tx.ReadNotices(who.UserID, sources...) })
}

// ReadAllNotices marks everything that an actor may read of what they were told
// up to a moment, as its String writes it, as read; up to now when it is none.
func (d *Desk) ReadAllNotices(ctx context.Context, who casemodel.Actor, until string) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		at := tx.Now()
		if t, err := time.Parse(time.RFC3339Nano, until); err == nil {
			at = casemodel.At(t)
		}
		return tx.ReadAllNotices(d.reader(who), at)
	})
}
