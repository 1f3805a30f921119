package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Telling is a party who is expected at a sitting that is to come, and how he
// was told of it.
type Telling struct {
	Sitting casemodel.Sitting
	Room    string
	Matter  casemodel.Matter
	Party   casemodel.Party // masked
	Tries   []casemodel.SittingNotice
	State   string // casemodel.Told
}

// sittingsToTell is of how many sittings it is looked who is to be told: more
// than a centre holds in a week.
const sittingsToTell = 500

// ToTell lists who is still to be told of a sitting between two moments, in
// order of the hour: everybody expected who was not told himself. It holds what
// the actor may tell, and a talk with one side only for who conducts it.
func (d *Desk) ToTell(ctx context.Context, who casemodel.Actor, from, until casemodel.Instant) ([]Telling, error) {
	var list []Telling
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		list = nil
		rows, err := tx.Sittings(d.Gate.Now().Scope(who, "notify_sitting"), casemodel.Filter{Classes: []casemodel.Class{casemodel.Live}}, from, until, sittingsToTell)
		if err != nil {
			return err
		}
		jobs := map[casemodel.ID]*job{}
		for i := range rows {
			s := &rows[i]
			if s.State != casemodel.Planned {
				continue
			}
			j := jobs[s.RootID]
			if j == nil {
				if j, _, err = d.look(tx, who, s.MatterID); err != nil {
					return err
				}
				jobs[s.RootID] = j
			}
			if err := j.toTell(s, &list); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

func (j *job) toTell(s *casemodel.Sitting, list *[]Telling) error {
	m := j.fam.matter(s.MatterID)
	if !j.canRead(j.who, m, "registration") || s.Alone() && !j.mediatesNow(m) {
		return nil
	}
	notices, err := j.tx.SittingNotices(s.RootID)
	if err != nil {
		return err
	}
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	for _, p := range j.fam.parties {
		if !p.Present() || !slices.Contains(s.Expected, string(p.ID)) {
			continue
		}
		one := Telling{Sitting: *s, Room: j.placeOf(s), Matter: *m, Party: masked(p)}
		for _, n := range notices {
			if n.SittingID == s.ID && n.PartyID == p.ID {
				one.Tries = append(one.Tries, n)
			}
		}
		if one.State = casemodel.Told(one.Tries); one.State != casemodel.ToldServed && one.State != casemodel.ToldBare {
			*list = append(*list, one)
		}
	}
	return nil
}
