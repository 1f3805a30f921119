package worktest

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Fill makes plausible input for declared fields, as a person would who fills
// in what is compulsory and, half the time, the rest.
func (w *World) Fill(rng *rand.Rand, m *casemodel.Matter, fields []workflows.Field) F {
	in := F{}
	for _, f := range fields {
		if !f.Required && rng.IntN(2) == 0 {
			continue
		}
		if v := w.value(rng, m, f); v != nil {
			in[f.ID] = v
		}
	}
	return in
}

func (w *World) value(rng *rand.Rand, m *casemodel.Matter, f workflows.Field) any {
	switch f.Type {
	case "text", "longtext":
		return "words of " + f.ID
	case "date":
		return string(m.StateOn)
	case "datetime":
		return "2026-03-05T09:00:00+08:00"
	case "money":
		return strconv.Itoa(100 + rng.IntN(3)*1000)
	case "int":
		return "3"
	case "bool":
		return true
	case "choice":
		return f.Options[rng.IntN(len(f.Options))].Value
	case "choices":
		return []any{f.Options[rng.IntN(len(f.Options))].Value}
	case "area":
		return m.AreaID
	case "user", "users":
		id := w.somebody(rng, m, f)
		if id == "" {
			return nil
		}
		if f.Type == "users" {
			return []any{id}
		}
		return id
	case "body":
		return w.someBody(rng, f.Kinds)
	case "party", "parties", "consents", "attendance", "items":
		return w.ofParties(rng, m, f)
	case "room", "sitting":
		return w.ofSittings(rng, m, f.Type)
	case "matter":
		return string(w.another(rng, m))
	case "offer", "confided", "record":
		return w.said(rng, m, f)
	}
	return nil // files are uploaded by the tests that are about them
}

func (w *World) somebody(rng *rand.Rand, m *casemodel.Matter, f workflows.Field) string {
	body := casemodel.ID("")
	if f.Of == "body" {
		body = m.BodyID
	}
	users, err := w.Users(context.Background(), body, f.Role, "", 50)
	if err != nil || len(users) == 0 {
		return ""
	}
	return string(users[rng.IntN(len(users))].ID)
}

func (w *World) someBody(rng *rand.Rand, kinds []string) string {
	var fits []string
	for _, b := range w.Bodies {
		if len(kinds) == 0 || slices.Contains(kinds, b.Kind) {
			fits = append(fits, string(b.ID))
		}
	}
	slices.Sort(fits)
	if len(fits) == 0 {
		return ""
	}
	return fits[rng.IntN(len(fits))]
}

func (w *World) ofParties(rng *rand.Rand, m *casemodel.Matter, f workflows.Field) any {
	parties := w.Parties(m.RootID)
	if len(parties) == 0 {
		return nil
	}
	switch f.Type {
	case "party":
		return string(parties[rng.IntN(len(parties))])
	case "parties":
		all := make([]any, len(parties))
		for i, p := range parties {
			all[i] = string(p)
		}
		return all
	case "consents":
		return w.Consents(m.RootID)
	case "attendance":
		return []any{F{"party": string(parties[0]), "came": "self"}}
	}
	if len(parties) < 2 {
		return nil
	}
	item := F{"debtor": string(parties[1]), "creditor": string(parties[0]), "kind": "pay", "what": "pay", "amount": "100", "due": "2026-05-01"}
	switch rng.IntN(4) {
	case 0:
		item["every"], item["until"] = "month", "2026-08-01"
	case 1:
		item["paid_now"] = true
	case 2:
		item = F{"debtor": string(parties[1]), "creditor": string(parties[0]), "kind": "refrain", "what": "keep quiet"}
	}
	return []any{item}
}

// said is an offer, or something said in confidence, of a matter.
func (w *World) said(rng *rand.Rand, m *casemodel.Matter, f workflows.Field) any {
	var ids []string
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		offers, err := tx.Offers(m.ID)
		for _, o := range offers {
			ids = append(ids, string(o.ID))
		}
		if err != nil || f.Type == "offer" {
			return err
		}
		sessions, err := tx.Sessions(m.ID)
		for _, s := range sessions {
			ids = append(ids, string(s.ID))
		}
		return err
	})
	if err != nil || len(ids) == 0 {
		return nil
	}
	return ids[rng.IntN(len(ids))]
}

func (w *World) another(rng *rand.Rand, m *casemodel.Matter) casemodel.ID {
	if len(w.Cases) == 0 {
		return m.RootID
	}
	return w.Cases[rng.IntN(len(w.Cases))]
}

// Open asks the desk what an actor may do with a matter; nil when the actor
// may not know of it.
func (w *World) Open(username string, id casemodel.ID) []casework.Choice {
	v, err := w.Case(context.Background(), w.Who[username], id)
	if err != nil {
		return nil
	}
	return v.Choices
}

// ofSittings is a room the matter may sit in, or one of its sittings.
func (w *World) ofSittings(rng *rand.Rand, m *casemodel.Matter, kind string) any {
	var ids []casemodel.ID
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		if kind == "room" {
			rooms, err := tx.Rooms(m.BodyID, m.CentreID)
			for _, r := range rooms {
				ids = append(ids, r.ID)
			}
			return err
		}
		all, err := tx.Arranged(m.RootID)
		for _, s := range all {
			if s.MatterID == m.ID && s.Ahead() {
				ids = append(ids, s.ID)
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(ids) == 0 {
		return nil
	}
	return string(ids[rng.IntN(len(ids))])
}
