package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
)

const (
	mostSlips    = 100 // of one print run
	slipsShown   = 200
	mostBlank    = 2000 // sheets nobody has used: more were never printed for one counter
	longestWhy   = 100
	slipWorkDays = 1 // within so many working days of the visit an entry is not late
)

// blank reports whether a sheet waits to be entered.
func blank(s *casemodel.Slip) bool { return s.RootID == "" && s.Spoilt == "" }

// PrintSlips adds blank sheets to the pad of the actor's body, and writes into
// the log of the administration that they were printed. The same request once
// more, as of a second click or a page that is loaded again, gives the same
// sheets and takes no number; of the input only Key and Hash count.
func (d *Desk) PrintSlips(ctx context.Context, who casemodel.Actor, n int, in Input) ([]casemodel.Slip, error) {
	if n < 1 || n > mostSlips {
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "pad.bad_n", Field: "n", Args: map[string]any{"max": mostSlips}}
	}
	var sheets []casemodel.Slip
	err := d.DB.Do(ctx, func(tx *store.Tx) (err error) {
		if in.Key != "" {
			replay, err := tx.Once(string(who.UserID), in.Key, in.Hash)
			if err != nil {
				return err
			}
			if replay != nil {
				return json.Unmarshal(replay.Answer, &sheets)
			}
		}
		if sheets, err = tx.PrintSlips(n, casemodel.Slip{BodyID: who.BodyID, ByID: who.UserID, ByName: who.Name}); err != nil {
			return err
		}
		if in.Key != "" {
			answer, err := json.Marshal(sheets)
			if err != nil {
				return fmt.Errorf("slips printed: %w", err)
			}
			if err := tx.SaveOnce(string(who.UserID), in.Key, 200, "", 0, answer); err != nil {
				return err
			}
		}
		return record(tx, who, Deed{"slips_printed", "slip", string(who.BodyID), sheets[0].Number() + "–" + sheets[n-1].Number(), nil})
	})
	return sheets, err
}

// Slips is the pad of the actor's body, the latest sheet first.
func (d *Desk) Slips(ctx context.Context, who casemodel.Actor) (sheets []casemodel.Slip, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		sheets, err = tx.Slips(who.BodyID, slipsShown)
		return err
	})
	return sheets, err
}

// BlankSlips are the sheets of the pad nothing came of yet, the earliest first;
// from and to are numbers, 0 for all.
func (d *Desk) BlankSlips(ctx context.Context, who casemodel.Actor, from, to int) (sheets []casemodel.Slip, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		sheets, err = tx.BlankSlips(who.BodyID, from, to, mostBlank)
		return err
	})
	return sheets, err
}

// SpoilSlip says that nothing comes of a sheet.
func (d *Desk) SpoilSlip(ctx context.Context, who casemodel.Actor, typed, why string) error {
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > longestWhy {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "pad.no_why", Field: "why", Args: map[string]any{"max": longestWhy}}
	}
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		s, err := blankSlip(tx, who.BodyID, typed)
		if err != nil {
			return err
		}
		s.Spoilt, s.UsedAt, s.UsedBy = why, tx.Now(), who.Name
		if err := missing(tx.EndSlip(s), "slip", "pad.used"); err != nil {
			return err
		}
		return record(tx, who, Deed{"slip_spoilt", "slip", string(who.BodyID), s.Number(), []Change{{Field: "spoilt", After: why}}})
	})
}

// blankSlip finds a sheet of a pad that nothing came of yet.
func blankSlip(tx *store.Tx, body casemodel.ID, typed string) (*casemodel.Slip, error) {
	no := casemodel.SlipNo(typed)
	if no == 0 {
		return nil, casemodel.Bad("slip", "pad.bad_no")
	}
	s, err := tx.Slip(body, no)
	if err != nil {
		return nil, missing(err, "slip", "pad.none")
	}
	if !blank(s) {
		return nil, casemodel.Bad("slip", "pad.used")
	}
	return s, nil
}

// fromSlip reads the sheet of a registration that is entered afterwards, and
// says of which day the case is: of the day of the entry, when it came within a
// working day of the visit, so that no clock is over before anybody could keep
// it; else of the visit's own. The visit itself keeps its hour.
func (r *Registration) fromSlip(j *job, in *Input) (*casemodel.Slip, error) {
	if r.Slip = strings.TrimSpace(r.Slip); r.Slip == "" {
		if strings.TrimSpace(r.SlipWhy) != "" {
			return nil, casemodel.Bad("slip", "pad.no_number")
		}
		return nil, nil //nolint:nilnil // it was not taken down on one
	}
	s, err := blankSlip(j.tx, j.who.BodyID, r.Slip)
	if err != nil {
		return nil, err
	}
	switch r.SlipWhy = strings.TrimSpace(r.SlipWhy); {
	case r.AppliedAt.IsZero():
		return nil, casemodel.Bad("applied_at", "pad.no_hour")
	case j.tx.Now().Before(r.AppliedAt):
		return nil, casemodel.Bad("applied_at", "date.future")
	case r.AppliedAt.Before(casemodel.At(s.PrintedAt.Time().Truncate(time.Minute))): // a visit is written down to the minute
		return nil, casemodel.Bad("applied_at", "pad.before_printed")
	case r.SlipWhy == "":
		return nil, casemodel.Bad("slip_why", "field.missing")
	}
	if faults := tooLong("slip_why", r.SlipWhy, longestWhy); faults != nil {
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: faults}
	}
	visit := calendar.DayOf(r.AppliedAt.Time())
	if in.On == "" && j.book.AddWorking(visit, slipWorkDays) < day(j.today) {
		in.On = casemodel.Day(visit.String())
	}
	in.Why, r.Slip = r.SlipWhy, s.Number()
	return s, nil
}

// useSlip writes into which case a sheet was entered.
func (j *job) useSlip(s *casemodel.Slip, root casemodel.ID) error {
	if s == nil {
		return nil
	}
	s.RootID, s.UsedAt, s.UsedBy = root, j.tx.Now(), j.who.Name
	return missing(j.tx.EndSlip(s), "slip", "pad.used")
}
