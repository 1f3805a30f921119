package main

import (
	"context"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// demoTown is everybody of the demonstration, by username, and by
// username@body where somebody works in a second one.
type demoTown struct {
	who       map[string]casemodel.Actor
	bodies    map[string]casemodel.ID // by code
	rooms     map[string]casemodel.ID // by name
	elsewhere []casemodel.Area        // places that can wait until people can sign in
}

// fillDemo writes bodies, accounts and the places around them into an empty
// database, all or nothing. One hash serves every account.
func fillDemo(ctx context.Context, db *store.DB, passwordHash string) (*demoTown, error) {
	areas, err := demoAreas()
	if err != nil {
		return nil, err
	}
	bodies, err := demoBodies(areas)
	if err != nil {
		return nil, err
	}
	accounts, err := demoAccounts()
	if err != nil {
		return nil, err
	}
	rooms, err := demoRooms()
	if err != nil {
		return nil, err
	}
	here, elsewhere := around(areas, bodies)
	var town *demoTown
	err = db.Do(ctx, func(tx *store.Tx) error {
		town = &demoTown{who: map[string]casemodel.Actor{}, bodies: map[string]casemodel.ID{}, rooms: map[string]casemodel.ID{}, elsewhere: elsewhere}
		if err := tx.InsertAreas(here); err != nil {
			return err
		}
		kinds := map[string]string{}
		for i := range bodies {
			b := bodies[i].Body
			b.ID, b.ParentID = tx.NewID(), town.bodies[bodies[i].parent]
			if err := tx.InsertBody(&b); err != nil {
				return err
			}
			town.bodies[b.Code], kinds[b.Code] = b.ID, b.Kind
		}
		for _, one := range rooms {
			r := one.Room
			r.ID, r.BodyID = tx.NewID(), town.bodies[one.body]
			if err := tx.InsertRoom(&r); err != nil {
				return err
			}
			town.rooms[r.Name] = r.ID
		}
		for _, a := range accounts {
			if err := town.employ(tx, a, kinds[a.body], passwordHash); err != nil {
				return fmt.Errorf("demo account %s: %w", a.username, err)
			}
		}
		return tx.PutSetting(demoMark, "yes", "")
	})
	return town, err
}

// employ makes a membership, and the account with the first one.
func (t *demoTown) employ(tx *store.Tx, a demoAccount, kind, passwordHash string) error {
	first, known := t.who[a.username]
	user := first.UserID
	if !known {
		user = tx.NewID()
		err := tx.InsertUser(&casemodel.User{
			ID: user, Username: a.username, Name: a.name, Phone: a.phone, PasswordHash: passwordHash, Active: 1, Version: 1, CreatedAt: tx.Now(),
		})
		if err != nil {
			return err
		}
	}
	body := t.bodies[a.body]
	m := casemodel.Membership{ID: tx.NewID(), UserID: user, BodyID: body, Roles: a.roles, Active: 1, Since: tx.Now(), Until: casemodel.Never}
	if kind == "grid" {
		m.GridID = body
	}
	if err := tx.InsertMembership(&m); err != nil {
		return err
	}
	who, err := casework.ActorOf(tx, m.ID)
	if err != nil {
		return err
	}
	if !known {
		t.who[a.username] = who
	}
	t.who[a.username+"@"+a.body] = who
	return nil
}

// around parts the places: the county where the bodies are with what lies in
// it and over it, and all others.
func around(areas []casemodel.Area, bodies []bodyRow) (here, elsewhere []casemodel.Area) {
	counties, homes := map[string]bool{}, map[string]bool{}
	for _, b := range bodies {
		homes[b.AreaID] = true
	}
	for _, a := range areas {
		if homes[a.ID] && a.A3 != "" {
			counties[a.A3] = true
		}
	}
	for _, a := range areas {
		if homes[a.ID] || counties[a.A3] {
			here = append(here, a)
			continue
		}
		elsewhere = append(elsewhere, a)
	}
	return here, elsewhere
}
