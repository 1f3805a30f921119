package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/jiefen/jiefen/pkg/store"
)

// Jobs that run every second and find nothing to do are noted now and then
// only; what they got done, and what went wrong, sooner.
const (
	noteIdle = time.Minute
	noteBusy = 10 * time.Second
)

var errPanicked = errors.New("panicked: the log of the server has more")

// tasks remembers what was last noted of each job of this program.
type tasks struct {
	mu    sync.Mutex
	noted map[string]noted
}

type noted struct {
	at    time.Time
	fault string
}

// worth reports whether a run is worth a write, and takes it for noted.
func (t *tasks) worth(name string, n int, fault string, at time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.noted == nil {
		t.noted = map[string]noted{}
	}
	last := t.noted[name]
	since := at.Sub(last.at)
	if fault == last.fault && since < noteIdle && (n == 0 || since < noteBusy) {
		return false
	}
	t.noted[name] = noted{at, fault}
	return true
}

// noteRun writes down how a job went, for the page of the background jobs. That
// it could not be written is no reason to stop the job.
func (a *App) noteRun(ctx context.Context, name string, n int, err error) {
	fault := ""
	if err != nil {
		fault = err.Error()
	}
	if a.DB == nil || ctx.Err() != nil || !a.tasks.worth(name, n, fault, time.Now()) {
		return
	}
	server, _ := os.Hostname() // "" when the machine has no name
	err = a.DB.Do(ctx, func(tx *store.Tx) error {
		return tx.PutTaskRun(store.TaskRun{Name: name, Server: server, Count: n, Fault: fault})
	})
	if err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "a run was not noted", "job", name, "err", err)
	}
}
