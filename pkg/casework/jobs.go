package casework

import (
	"context"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Jobs is what the program does by itself: how its tasks last went, and the
// work between matters that is not delivered. It holds no case content, only
// ids.
type Jobs struct {
	Now     casemodel.Instant
	Runs    []Run
	Counts  []LetterCount
	Letters []Letter
	More    bool // there are others than these
}

// Run is how a task last went.
type Run struct {
	Name, Server string
	At, Fine     casemodel.Instant
	Count        int
	Fault        string
}

// LetterCount is how much of a kind is not delivered.
type LetterCount struct {
	Kind                string
	Waiting, Held, Dead int
}

// Letter is work left in another matter that is not done yet.
type Letter struct {
	ID, Matter casemodel.ID
	Kind       string
	RunAt      casemodel.Instant
	Attempts   int
	Held, Dead bool
	Fault      string
}

const lettersShown = 100

// Jobs shows what runs in the background.
func (d *Desk) Jobs(ctx context.Context, who casemodel.Actor) (*Jobs, error) {
	if err := d.Office(who, "jobs", "list"); err != nil {
		return nil, err
	}
	all := &Jobs{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		all.Now = tx.Now()
		runs, err := tx.TaskRuns()
		if err != nil {
			return err
		}
		for _, r := range runs {
			all.Runs = append(all.Runs, Run{r.Name, r.Server, r.RanAt, r.FineAt, r.Count, r.Fault})
		}
		counts, err := tx.OutboxCounts()
		if err != nil {
			return err
		}
		for _, c := range counts {
			all.Counts = append(all.Counts, LetterCount(c))
		}
		letters, err := tx.Outgoing(lettersShown + 1)
		all.More = len(letters) > lettersShown
		for _, l := range letters[:min(len(letters), lettersShown)] {
			all.Letters = append(all.Letters, Letter{
				ID: l.ID, Matter: l.MatterID, Kind: l.Kind, RunAt: l.RunAt, Attempts: l.Attempts,
				Held: tx.Now().Before(l.LockedUntil), Dead: l.Dead == 1, Fault: l.LastError,
			})
		}
		return err
	})
	return all, err
}

// DeadLetters counts the work between matters that was given up, for who may
// see it.
func (d *Desk) DeadLetters(ctx context.Context, who casemodel.Actor) (n int, err error) {
	all, err := d.Jobs(ctx, who)
	if err != nil {
		return 0, err
	}
	for _, c := range all.Counts {
		n += c.Dead
	}
	return n, nil
}

// ReviveLetter lets one that was given up run again.
func (d *Desk) ReviveLetter(ctx context.Context, who casemodel.Actor, id casemodel.ID) error {
	return d.letter(ctx, who, id, Deed{Act: "letter_revived"}, func(tx *store.Tx) error { return tx.ReviveDead(id, tx.Now()) })
}

// DropLetter crosses off one that was given up, for a reason.
func (d *Desk) DropLetter(ctx context.Context, who casemodel.Actor, id casemodel.ID, reason string) error {
	if err := d.Office(who, "jobs", "edit"); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return casemodel.Bad("reason", "field.missing")
	}
	deed := Deed{Act: "letter_dropped", Changes: []Change{{Field: "reason", After: reason}}}
	return d.letter(ctx, who, id, deed, func(tx *store.Tx) error { return tx.DropDead(id) })
}

func (d *Desk) letter(ctx context.Context, who casemodel.Actor, id casemodel.ID, deed Deed, do func(*store.Tx) error) error {
	if err := d.Office(who, "jobs", "edit"); err != nil {
		return err
	}
	deed.Kind, deed.About, deed.Title = "letter", string(id), string(id)
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return record(tx, who, deed)
	})
}
