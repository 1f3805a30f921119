package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// lockWait is less than the five seconds that who asks for the write lock of
// SQLite waits for it, and more than a page takes on a machine that is busy.
const lockWait = 4 * time.Second

// Looking at a form writes nothing, whatever stands beside it: while somebody
// else holds the one write lock of SQLite, every form opens at once.
func TestNoFormWaitsForTheWriteLock(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	fresh, failed, settled := w.register(quarrel()), w.failed(), w.settled()
	running, _ := w.inSession()
	forms := append(w.errands(), w.before(fresh, running, failed, settled)...)
	base, people := w.serve(), map[string]*client{}
	for _, e := range forms {
		if people[e.who] == nil {
			people[e.who] = w.as(base, e.who)
		}
	}
	let := sync.OnceFunc(w.holdWriteLock())
	defer let()
	for _, e := range forms {
		began := time.Now()
		people[e.who].get(e.path).is(http.StatusOK)
		if took := time.Since(began); took > lockWait {
			t.Fatalf("%s for %s waited %s", e.path, e.who, took)
		}
	}
	if len(forms) < 60 {
		t.Errorf("only %d forms were looked at", len(forms))
	}
	let()
	w.Rest()
	w.as(base, "director").get("/matters/" + string(fresh) + "/seen").has("苏日娜") // the look was written all the same
}

// before are the acts that somebody has before them in any part of these
// cases, each once.
func (w *town) before(roots ...casemodel.ID) []errand {
	w.t.Helper()
	var all []errand
	seen := map[string]bool{}
	for _, who := range slices.Sorted(maps.Keys(w.who)) {
		for _, root := range roots {
			for _, id := range w.family(root) {
				view, err := w.Case(w.t.Context(), w.who[who], id)
				if casemodel.Is(err, casemodel.NotFound) {
					continue
				}
				if err != nil {
					w.t.Fatal(err)
				}
				for _, c := range view.Choices {
					name := view.Flow.ID + "." + view.Matter.State + "." + c.ID
					if seen[name] {
						continue
					}
					seen[name] = true
					all = append(all, errand{name, who, "/matters/" + string(id) + "/do/" + c.ID})
				}
			}
		}
	}
	return all
}

func (w *town) family(root casemodel.ID) (ids []casemodel.ID) {
	w.t.Helper()
	err := w.DB.Read(w.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Family(root)
		for _, m := range all {
			ids = append(ids, m.ID)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return ids
}

// holdWriteLock keeps every other writer out until it is let go.
func (w *town) holdWriteLock() (release func()) {
	w.t.Helper()
	held, done, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- w.DB.Do(context.Background(), func(*store.Tx) error {
			close(held)
			<-done
			return nil
		})
	}()
	<-held
	return func() {
		close(done)
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	}
}
