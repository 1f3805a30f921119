package casework

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
)

// sampleShare: of so many records made on the spot one is checked (users.md F1),
// and of any at all at least one.
const sampleShare = 10

// checking are the roles that are asked to check what others did.
var checking = []string{"judicial_assistant", "centre_director"}

// DrawSamples draws, once a week has passed, at least every tenth record that
// was made on the spot in it, centre by centre, and opens each to somebody who
// had no part in it. It returns how many were drawn. A second server, or a
// second run, finds the week drawn.
func (d *Desk) DrawSamples(ctx context.Context) (drawn int, err error) {
	week, cases, err := d.lastWeek(ctx)
	if err != nil {
		return 0, err
	}
	centres := map[casemodel.ID][]casemodel.Matter{}
	for _, m := range cases {
		centres[m.CentreID] = append(centres[m.CentreID], m)
	}
	for centre, among := range centres {
		n, err := d.drawWeek(ctx, week, centre, among)
		if err != nil {
			return drawn, err
		}
		drawn += n
	}
	return drawn, nil
}

// lastWeek is the Monday of the week that has passed, and what was made on the
// spot in it by centres for which nobody has drawn yet.
func (d *Desk) lastWeek(ctx context.Context) (week casemodel.Day, cases []casemodel.Matter, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		now := calendar.DayOf(tx.Now().Time())
		monday := now.Add(-7 - (int(now.Weekday())+6)%7)
		week = casemodel.Day(monday.String())
		done, err := tx.SampleDraws(week)
		if err != nil {
			return err
		}
		cases, err = tx.SpotCases(casemodel.At(monday.Start()), casemodel.At(monday.Add(7).Start()))
		cases = slices.DeleteFunc(cases, func(m casemodel.Matter) bool {
			return slices.ContainsFunc(done, func(one store.SampleDraw) bool { return one.CentreID == m.CentreID })
		})
		return err
	})
	return week, cases, err
}

func (d *Desk) drawWeek(ctx context.Context, week casemodel.Day, centre casemodel.ID, among []casemodel.Matter) (drawn int, err error) {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return 0, fmt.Errorf("seed of a draw: %w", err)
	}
	seed := hex.EncodeToString(random)
	ids := make([]casemodel.ID, len(among))
	for i := range among {
		ids[i] = among[i].ID
	}
	picked := Draw(seed, ids)
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		drawn = 0
		first, err := tx.InsertSampleDraw(store.SampleDraw{CentreID: centre, Week: week, Seed: seed, Among: len(ids), Drawn: len(picked)})
		if err != nil || !first {
			return err
		}
		for i, id := range picked {
			at := slices.IndexFunc(among, func(m casemodel.Matter) bool { return m.ID == id })
			user, err := d.checker(tx, &among[at], i)
			if err != nil {
				return err
			}
			if err := openSample(tx, id, user); err != nil {
				return err
			}
			drawn++
		}
		return nil
	})
	return drawn, err
}

// Draw picks every tenth of a list, one at least, by its seed: the same seed and
// list give the same, whoever draws and in whatever order the list comes.
func Draw(seed string, ids []casemodel.ID) []casemodel.ID {
	mark := func(id casemodel.ID) string {
		sum := sha256.Sum256([]byte(seed + " " + string(id)))
		return hex.EncodeToString(sum[:])
	}
	all := slices.SortedFunc(slices.Values(ids), func(a, b casemodel.ID) int {
		if mark(a) < mark(b) {
			return -1
		}
		return 1
	})
	return all[:(len(all)+sampleShare-1)/sampleShare]
}

// checker is who looks at a record another made: somebody of a judicial office
// of the place, in turn; where there is none, of the centre's directors.
func (d *Desk) checker(tx *store.Tx, m *casemodel.Matter, turn int) (casemodel.ID, error) {
	var offices []casemodel.Body
	for _, area := range []string{m.A5, m.A4, m.A3} {
		if area == "" {
			continue
		}
		found, err := tx.Bodies(store.BodyFilter{Kind: "judicial_office", Area: area, Active: true})
		if err != nil {
			return "", err
		}
		offices = append(offices, found...)
	}
	for _, from := range []struct {
		role   string
		bodies []casemodel.Body
	}{{"judicial_assistant", offices}, {"centre_director", []casemodel.Body{{ID: m.CentreID}}}} {
		var fit []casemodel.ID
		for _, b := range from.bodies {
			members, err := tx.MembershipsOfBody(b.ID)
			if err != nil {
				return "", err
			}
			for _, one := range members {
				if one.Active == 1 && one.BodyID != m.RegisteredBodyID && one.UserID != m.RegisteredByID && slices.Contains(one.Roles, from.role) {
					fit = append(fit, one.UserID)
				}
			}
		}
		if len(fit) > 0 {
			return fit[turn%len(fit)], nil
		}
	}
	return "", fmt.Errorf("nobody can check %s", m.ID)
}

// openSample opens a case with its proceedings to who checks it, once.
func openSample(tx *store.Tx, root, user casemodel.ID) error {
	family, err := tx.Family(root)
	if err != nil {
		return err
	}
	ids := make([]casemodel.ID, len(family))
	for i, m := range family {
		ids[i] = m.ID
	}
	there, err := tx.Samples(ids...)
	if err != nil {
		return err
	}
	for _, m := range family {
		known := slices.ContainsFunc(there, func(s casemodel.QualitySample) bool { return s.MatterID == m.ID && s.UserID == user && s.Open == 1 })
		if known || m.Kind != casemodel.KindCase && m.Kind != casemodel.KindProceeding {
			continue
		}
		if err := tx.AddSample(casemodel.QualitySample{MatterID: m.ID, UserID: user, Open: 1}); err != nil {
			return err
		}
	}
	return nil
}

// callIn has a case checked that was not drawn: by who is named, else by who
// calls it in. Who handled it checks nothing.
func callIn(j *job, c *call) error {
	user := c.in.ID("checker")
	if user == "" {
		user = c.who.UserID
	}
	mine := func(m *casemodel.Matter) bool { return m.HandlerID == user || m.RegisteredByID == user }
	if slices.ContainsFunc(j.fam.matters, mine) {
		return casemodel.Bad("checker", "guard.other_person")
	}
	return openSample(j.tx, c.m.RootID, user)
}

// verifyRecord is the end of one's checking of a case.
func verifyRecord(j *job, c *call) error {
	if err := j.fam.loadSamples(); err != nil {
		return err
	}
	for _, s := range j.fam.samples {
		if s.Open == 1 && s.UserID == c.who.UserID {
			if err := j.tx.CloseSample(s.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
