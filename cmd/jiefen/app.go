package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/pkg/web"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// App is the program put together: the database, the desk on it and who can
// sign in. Tests and demo open it as serve does.
type App struct {
	DB       *store.DB
	Desk     *casework.Desk
	Accounts *identity.Accounts
	Vault    *vault.Vault

	cfg   Config
	log   *slog.Logger
	clock *Clock
	site  *web.Site // nil until pages are served

	sweeping   sync.Mutex
	tasks      tasks
	background sync.WaitGroup
	stop       context.CancelFunc
}

func newApp(cfg Config, log *slog.Logger) *App {
	return &App{cfg: cfg, log: log, clock: newClock(cfg.Clock), stop: func() {}}
}

// OpenApp opens the database, which it makes when there is none, and loads
// definitions, policy and calendar. Anything that does not hold stops it.
func OpenApp(ctx context.Context, cfg Config, log *slog.Logger) (*App, error) {
	a := newApp(cfg, log)
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := a.openDB(ctx); err != nil {
		return nil, err
	}
	if err := a.furnish(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	return a, nil
}

// furnish loads what the desk works by and remembers it.
func (a *App) furnish(ctx context.Context) error {
	if err := templates.Speak(a.cfg.Language); err != nil {
		return err
	}
	if err := a.load(); err != nil {
		return err
	}
	if err := a.Desk.LoadCalendar(ctx); err != nil {
		return err
	}
	if err := a.Desk.LoadSettings(ctx); err != nil {
		return err
	}
	if err := a.remember(ctx); err != nil {
		return err
	}
	if err := a.refuseStrays(ctx); err != nil {
		return err
	}
	var err error
	if a.Vault, err = a.cfg.vault(); err != nil {
		return err
	}
	if a.cfg.Heif != heifOff {
		a.Vault.Heif = vault.FindHeif()
	}
	if a.cfg.Clamd != "" {
		a.Vault.Scanner = &vault.Scanner{Address: a.cfg.Clamd}
	}
	a.Accounts = identity.Open(a.DB, a.log)
	a.Accounts.Idle = a.Desk.Idle
	return nil
}

// load opens the desk under the definitions, the policy and the calendar.
func (a *App) load() error {
	flows, err := a.cfg.library()
	if err != nil {
		return fmt.Errorf("workflows:\n%w", err)
	}
	gate, err := policies.Open(casework.PolicyCatalogue(flows))
	if err != nil {
		return fmt.Errorf("policies:\n%w", err)
	}
	book, err := calendar.Embedded()
	if err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	a.Desk = casework.Open(a.DB, flows, gate, book, a.log)
	a.Desk.Data = a.cfg.Data
	return nil
}

// library loads the definitions, a site's own on top.
func (c Config) library() (*workflows.Library, error) {
	if c.Workflows == "" {
		return workflows.Shipped()
	}
	if _, err := os.Stat(c.Workflows); err != nil {
		return nil, err
	}
	return workflows.Shipped(os.DirFS(c.Workflows))
}

// remember holds every definition against what the database has seen under
// its number: running matters must not get other rules.
func (a *App) remember(ctx context.Context) error {
	return a.DB.Do(ctx, func(tx *store.Tx) error {
		for _, f := range a.Desk.Flows.Every() {
			if err := tx.SeenWorkflow(f.ID, f.Version, f.SHA); err != nil {
				return err
			}
		}
		return nil
	})
}

// refuseStrays stops a program that lacks what matters under way follow, a
// site's own definitions most likely: nobody could move them, and their clocks
// would fire into nothing.
func (a *App) refuseStrays(ctx context.Context) error {
	strays, err := a.strays(ctx)
	if err != nil {
		return err
	}
	var list []string
	for _, u := range strays {
		if u.Unclosed > 0 {
			list = append(list, fmt.Sprintf("%s@%d %s: %d open matters", u.Workflow, u.Version, u.State, u.Unclosed))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return fmt.Errorf("matters stand in states that no loaded definition has: is -workflows missing, or a file in it?\n%s", strings.Join(list, "\n"))
}

// strays are the states in use that are not loaded.
func (a *App) strays(ctx context.Context) ([]store.UsedState, error) {
	var used []store.UsedState
	err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.UsedStates()
		return err
	})
	return slices.DeleteFunc(used, func(u store.UsedState) bool {
		f := a.Desk.Flows.Flow(u.Workflow, u.Version)
		return f != nil && f.States.Get(u.State) != nil
	}), err
}

// openDB opens and, where it may, migrates the database.
func (a *App) openDB(ctx context.Context) error {
	keys, err := a.keys(ctx)
	if err != nil {
		return err
	}
	if a.DB, err = store.Open(ctx, a.cfg.DB, a.options(keys)); err != nil {
		return err
	}
	if err := a.migrate(ctx); err != nil {
		return errors.Join(err, a.DB.Close())
	}
	if err := a.checkKeys(ctx); err != nil {
		return errors.Join(err, a.DB.Close())
	}
	return nil
}

// checkKeys refuses keys that are not those of the database, and notes them
// there at the first start.
func (a *App) checkKeys(ctx context.Context) error {
	err := a.DB.Do(ctx, func(tx *store.Tx) error {
		noted, err := tx.CheckKeys()
		if err != nil || noted {
			return err
		}
		return tx.PutKeyCheck()
	})
	return a.cfg.aboutKeys(err)
}

// aboutKeys says what to do about the wrong keys.
func (c Config) aboutKeys(err error) error {
	if errors.Is(err, store.ErrOtherKeys) {
		return fmt.Errorf("the key file %s is not the one of this database: put the right one there or name it with -key-file, "+
			"or name the right database with -db (%w)", c.KeyFile, err)
	}
	return err
}

func (a *App) options(keys *store.Keyring) store.Options {
	return store.Options{Now: a.clock.Now, TestClock: a.clock.test, Keys: keys, Log: a.log}
}

// keys loads the key file, or makes one for a database that holds nothing yet:
// new keys for old data would only hide that the old ones are lost.
func (a *App) keys(ctx context.Context) (*store.Keyring, error) {
	ring, err := store.LoadKeys(a.cfg.KeyFile)
	if !errors.Is(err, fs.ErrNotExist) {
		return ring, err
	}
	db, err := store.Open(ctx, a.cfg.DB, a.options(nil))
	if err != nil {
		return nil, err
	}
	holds, err := holdsData(ctx, db)
	if err = errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	if holds {
		return nil, fmt.Errorf("the database holds data sealed with a key file that is not at %s: put it there or name it with -key-file", a.cfg.KeyFile)
	}
	return store.CreateKeys(a.cfg.KeyFile)
}

// holdsData reports whether somebody has worked with a database, or another
// server has noted its keys there.
func holdsData(ctx context.Context, db *store.DB) (bool, error) {
	if has, err := db.HasSchema(ctx); err != nil || !has {
		return false, err
	}
	found := false
	err := db.Read(ctx, func(tx *store.Tx) error {
		keys, err := tx.KeysNoted()
		if err != nil {
			return err
		}
		bodies, err := tx.Bodies(store.BodyFilter{Limit: 1})
		found = keys || len(bodies) > 0
		return err
	})
	return found, err
}

var errOlder = errors.New("the database was made for an older program: back it up, then run jiefen migrate, or serve -migrate")

// migrate makes the tables of a new database; an older one waits for somebody
// who has a backup.
func (a *App) migrate(ctx context.Context) error {
	migrated, err := a.DB.Migrated(ctx)
	if err != nil || migrated {
		return err
	}
	has, err := a.DB.HasSchema(ctx)
	if err != nil {
		return err
	}
	if has && !a.cfg.Migrate {
		return errOlder
	}
	return a.DB.Migrate(ctx)
}

// Sweep fires what fell due; two never run at once. What that leaves to be
// done in other families is done too, and so is what waits there for reasons
// of its own when a clock could not fire.
func (a *App) Sweep(ctx context.Context) (int, error) {
	a.sweeping.Lock()
	defer a.sweeping.Unlock()
	fired, err := a.Desk.Sweep(ctx)
	_, undelivered := a.Desk.Deliver(ctx)
	return fired, errors.Join(err, undelivered)
}

// Close ends the background work and what people asked for that takes its time,
// anchors the journal a last time and closes the database.
func (a *App) Close(ctx context.Context) error {
	a.stop()
	a.Desk.Rest()
	var err error
	if a.site != nil {
		err = a.site.Close(ctx)
	}
	a.background.Wait()
	_, anchor := a.DB.WriteAnchor(ctx, a.cfg.Data)
	return errors.Join(err, anchor, a.DB.Close())
}
