package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

var runOf = regexp.MustCompile(`action="/runs/([0-9a-f]+)/cancel"`)

// hanging is an office whose conversions go on until the file is there.
func (w *town) hanging() (loose func()) {
	w.t.Helper()
	dir := w.t.(*testing.T).TempDir() //nolint:errcheck,forcetypeassert // as anOffice asks
	w.anOffice(`while [ ! -e ` + dir + `/go ]; do sleep 0.05; done; ` + makesPDF)
	return func() {
		if err := os.WriteFile(filepath.Join(dir, "go"), nil, 0o600); err != nil {
			w.t.Error(err)
		}
	}
}

// until asks a page again and again: a run goes on beside the test.
func (c *client) until(path, text string) *answer {
	c.t.Helper()
	for range 2000 {
		if a := c.get(path); strings.Contains(a.body, text) {
			return a
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.t.Fatalf("%s never says %s:\n%s", path, text, c.get(path).body)
	return nil
}

// left are the files of runs on the disk.
func (w *town) leftOfRuns() int {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(w.site.runs.store.dir, "run-*"))
	if err != nil {
		w.t.Fatal(err)
	}
	return len(found)
}

// A long run says how far it is and which place a waiting one has; what came of
// it is there for some minutes, for who asked and for nobody else.
func TestALongRunSaysHowFarItIs(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		w.site.patience = time.Millisecond
		loose := w.hanging()
		proceeding := w.child(w.settled(), "peoples_mediation")
		base := w.serve()
		mediator, chair := w.as(base, "mediator"), w.as(base, "chair")
		mediator.get(runsPath).is(http.StatusOK).has("没有正在做的")
		at := "/matters/" + string(proceeding) + "/papers"
		batch := url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D04_rights", "D09_acceptance"}}
		for range 2 {
			mediator.post(at, batch).redirects(runsPath)
		}
		page := mediator.until(runsPath, "第 1 / 3 份").has("正在做", "停止", `http-equiv="refresh"`, "正在做的打印、下载")
		mediator.post(at, batch).redirects(runsPath)
		mediator.get(runsPath).has("排队", "排在第 1 位")
		mediator.post(at, batch).is(http.StatusConflict).has("您已有 3 项")
		chair.post(at, batch).redirects(runsPath)
		chair.get(runsPath).has("排在第 2 位")
		chair.post("/matters/"+string(proceeding)+"/papers", url.Values{"paper": {"D04_rights"}}).is(http.StatusOK) // what needs no office is not held up
		ids := runOf.FindAllStringSubmatch(page.body, -1)
		if len(ids) != 2 {
			t.Fatalf("%d runs", len(ids))
		}
		waits := runOf.FindStringSubmatch(mediator.get(runsPath).body)[1] // the latest stands first
		chair.post("/runs/"+waits+"/cancel", nil).is(http.StatusNotFound)
		mediator.post("/runs/"+waits+"/cancel", nil).redirects(runsPath)
		chair.get(runsPath).has("排在第 1 位")

		loose()
		mediator.until(runsPath, "做好了").has("已停止")
		chair.until(runsPath, "做好了")
		mediator.until(runsPath, "/runs/"+ids[0][1]+"/file")
		mediator.until(runsPath, "/runs/"+ids[1][1]+"/file")
		done := "/runs/" + ids[0][1] + "/file"
		names, _ := unpacked(t, mediator.get(done).is(http.StatusOK).body)
		if len(names) != 4 {
			t.Errorf("%q", names)
		}
		mediator.get(done).is(http.StatusOK) // again: the first download may have failed
		chair.get(done).is(http.StatusNotFound).has("只留 15 分钟")
		w.clock.Advance(runKept)
		mediator.get(done).is(http.StatusNotFound)
		mediator.get(runsPath).has("没有正在做的").lacks("做好了")
		if n := w.leftOfRuns(); n != 0 {
			t.Errorf("%d files are left", n)
		}
	})
}

// Calling off what goes ends the conversion, leaves no file and lets the next in.
func TestARunThatIsCalledOffLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		w.site.patience = time.Millisecond
		calls := w.anOffice(`exec sleep 300`)
		proceeding := w.child(w.settled(), "peoples_mediation")
		c := w.as(w.serve(), "mediator")
		at := "/matters/" + string(proceeding) + "/papers"
		c.post(at, url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D04_rights"}}).redirects(runsPath)
		id := runOf.FindStringSubmatch(c.until(runsPath, "第 1 / 2 份").body)[1]
		for wait := 0; calls() == 0; wait++ {
			if wait == 2000 {
				t.Fatal("the conversion does not begin")
			}
			time.Sleep(5 * time.Millisecond)
		}
		c.post("/runs/"+id+"/cancel", nil).redirects(runsPath)
		c.until(runsPath, "已停止，没有留下文件")
		c.get("/runs/" + id + "/file").is(http.StatusNotFound)
		for range 1000 {
			if w.leftOfRuns() == 0 {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if n := w.leftOfRuns(); n != 0 || calls() != 1 {
			t.Errorf("%d files, %d calls", n, calls())
		}
		c.post("/runs/"+id+"/cancel", nil).redirects(runsPath)
		c.get(runsPath).has("没有正在做的")
	})
}

// A run that breaks says so with the way on; a quick one answers at its own page
// as before.
func TestARunThatFailsSaysSo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		w.anOffice(`exit 3`)
		root := w.settled()
		c := w.as(w.serve(), "director")
		at := "/matters/" + string(root) + "/dossier"
		form := url.Values{"purpose": {"评查"}, "as": {"pdf"}}
		c.post(at, form).is(http.StatusServiceUnavailable).has(say("paper.no_pdf"), "评查")
		w.site.patience = time.Nanosecond
		c.post(at, form).redirects(runsPath)
		c.until(runsPath, "没有做成").has(say("paper.no_pdf"), at)
		if n := w.leftOfRuns(); n != 0 {
			t.Errorf("%d files are left", n)
		}
	})
}

// What a stopped program left is gone at the next start, and was noise: the key
// was in its memory alone.
func TestResultsAreUnreadableOnTheDiskAndGoneAfterARestart(t *testing.T) {
	dir := t.TempDir()
	store, err := openResults(dir)
	if err != nil {
		t.Fatal(err)
	}
	k, err := store.create()
	if err != nil {
		t.Fatal(err)
	}
	const said = "张三与李四的调解协议书"
	if _, err := k.Write([]byte(said)); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(k.file.Name())
	if err != nil || len(raw) != len(said) || strings.Contains(string(raw), "张三") {
		t.Errorf("%q, %v", raw, err)
	}
	if _, err := openResults(dir); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// The disk is bounded: more than it is to hold is refused in words.
func TestResultsAreBounded(t *testing.T) {
	store, err := openResults(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	store.most = 100
	one, err := store.create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.Write(make([]byte, 60)); err != nil {
		t.Fatal(err)
	}
	other, err := store.create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Write(make([]byte, 60)); !casemodel.Is(err, casemodel.Unavailable) {
		t.Errorf("%v", err)
	}
	one.remove()
	if _, err := other.Write(make([]byte, 60)); err != nil {
		t.Errorf("what was removed still counts: %v", err)
	}
	other.remove()
	if n := store.held.Load(); n != 0 {
		t.Errorf("%d bytes are held", n)
	}
}

// What was made is kept for who may still read it: when a right on the matter
// ended meanwhile, the next look takes the file away.
func TestAResultIsNotGivenToWhoMayReadNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		w.site.patience = time.Nanosecond
		first, second := w.register(quarrel()), w.register(quarrel())
		c := w.as(w.serve(), "director")
		form := tickedForm(first, second)
		form.Set("internal", "1")
		form.Set("as", "word")
		c.post(manyPath, form).redirects(runsPath)
		file := regexp.MustCompile(`/runs/[0-9a-f]+/file`).FindString(c.until(runsPath, "做好了").body)
		c.get(file).is(http.StatusOK)
		w.named(second)
		got := c.get(file).is(http.StatusForbidden).has(say("run.rights_ended"))
		if strings.Contains(got.body, "王志强") || w.leftOfRuns() != 0 {
			t.Errorf("%d files are left", w.leftOfRuns())
		}
		c.get(file).is(http.StatusNotFound)
		c.get(runsPath).has("没有正在做的")
	})
}

// Who calls a run off before it is made has taken nothing, and no journal says
// that he did.
func TestACalledOffRunIsInNoJournal(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		w.site.patience = time.Nanosecond
		w.anOffice(`exec sleep 300`)
		root := w.settled()
		proceeding := w.child(root, "peoples_mediation")
		c := w.as(w.serve(), "director")
		before, inPart := w.entries(root), w.entries(proceeding)
		c.post("/matters/"+string(proceeding)+"/papers", url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D04_rights"}}).redirects(runsPath)
		id := runOf.FindStringSubmatch(c.until(runsPath, "第 1 / 2 份").body)[1]
		c.post("/runs/"+id+"/cancel", nil).redirects(runsPath)
		c.until(runsPath, "已停止，没有留下文件")
		if a, b := w.entries(root), w.entries(proceeding); a != before || b != inPart {
			t.Errorf("%d and %d entries of what nobody got", a-before, b-inPart)
		}
	})
}

// A program that stops calls off what is still being made, with the conversion,
// and waits for it: nothing of it is written, on the disk or in a journal, when
// the database closes.
func TestAStopEndsRuns(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		w.site.patience = time.Millisecond
		w.anOffice(`sleep 300`)
		proceeding := w.child(w.settled(), "peoples_mediation")
		c := w.as(w.serve(), "mediator")
		at := "/matters/" + string(proceeding) + "/papers"
		before := w.entries(proceeding)
		form := url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D04_rights"}}
		for range 3 { // two go, one waits
			c.post(at, form).redirects(runsPath)
		}
		c.until(runsPath, "第 1 / 2 份")
		if err := w.site.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.leftOfRuns(); n != 0 || len(w.site.runs.all) != 0 || w.entries(proceeding) != before {
			t.Errorf("%d files, %d runs, %d entries", n, len(w.site.runs.all), w.entries(proceeding)-before)
		}
		c.post(at, form).is(http.StatusServiceUnavailable).has(say("run.closing"))
	})
}

// What is being written down as handed over is waited for, as long as the stop
// may take.
func TestAStopWaitsForWhatIsWrittenDown(t *testing.T) {
	q, err := newRuns(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := &run{state: runGoes, bound: true, over: make(chan struct{}), cancel: func() { t.Error("it was cut short") }}
	q.all, q.busy[false] = []*run{r}, 1
	written := make(chan struct{})
	q.going.Go(func() {
		<-written
		q.end(r, nil, casemodel.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)), nil)
	})
	short, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.close(short); !errors.Is(err, context.Canceled) {
		t.Errorf("it did not wait: %v", err)
	}
	close(written)
	r.cancel = func() {}
	if err := q.close(t.Context()); err != nil || r.state != runDone || len(q.all) != 0 {
		t.Errorf("%v, %s, %d", err, r.state, len(q.all))
	}
}

// While it is written down that a run is handed over, nobody calls it off: what
// the journal says was given is there to be taken.
func TestARunThatIsBeingWrittenDownIsHandedOver(t *testing.T) {
	q, err := newRuns(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	out, err := q.store.create()
	if err != nil {
		t.Fatal(err)
	}
	ended := casemodel.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	r := &run{state: runGoes, bound: true, over: make(chan struct{}), cancel: func() { t.Error("it was cut short") }}
	q.all, q.busy[false] = []*run{r}, 1
	q.drop(r) // the browser went away
	q.mu.Lock()
	q.stop(r) // or somebody pressed
	q.mu.Unlock()
	q.end(r, out, ended, out.finish())
	if r.state != runDone || r.kept == nil || len(q.all) != 1 {
		t.Errorf("%s, %v, %d", r.state, r.kept, len(q.all))
	}
	q.drop(r)
	if len(q.all) != 0 || r.kept != nil && r.kept.file != nil {
		t.Error("it stays after its time")
	}
}
