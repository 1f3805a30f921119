package web

import (
	"archive/zip"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// closedDoors are the addresses that the reader of planted sentences does not ask,
// with why nothing of a case comes out of them. Whoever adds an address opens it
// there or says here why not.
var closedDoors = map[string]string{
	"GET /files/:file/small":            "one's own upload, which no act has used yet",
	"GET /workflows/:id":                "a drawing of states",
	"GET /deadlines/:id":                "a rule",
	"GET /admin/users/:id":              "an account",
	"GET /admin/bodies/:id":             "a body",
	"GET /admin/rooms/:id":              "a room",
	"GET /admin/areas/:id":              "an area",
	"GET /admin/areas/imports/:id":      "a list of areas",
	"GET /admin/calendars/previews/:id": "what a calendar would move: asked by who keeps calendars, with numbers of matters alone",
	"GET /admin/papers/:paper":          "a template",
	"GET /admin/papers/:paper/file":     "a template",
	"GET /matters/new/:workflow":        "reached by its links",
	"POST /matters/:id/performance":     "leads back to its page, which is opened",
	"POST /matters/:id/do/:act":         "leads back to a page, or is the page of the act again, which is opened",
	"POST /matters/:id/reveal":          "numbers of a party",
	"POST /matters/:id/photo":           "answers that a photo is there",
	"POST /schedule/plan":               "titles of what the reader may arrange, as lists show them, and what was typed",
	"POST /matters/:id/roster":          "leads back to its page, or is the page again, which is opened",
	"POST /volumes/pdf":                 "the papers of volumes, which are opened one by one, by another program",
	"POST /volumes/lend":                "leads back to the list, or is the list again, which is opened",
	"POST /slips":                       "blank sheets",
	"POST /slips/spoil":                 "leads back to the pad",
	"POST /volumes/return":              "leads back to the list, or is the list again, which is opened",
	"GET /admin/clauses/:clause":        "words that no case has",
	"GET /runs/:id/file":                "what a door that is opened has made, for who opened it",
	"POST /runs/:id/cancel":             "leads back to the list of one's own runs, which is opened",
	"POST /papers":                      "forms that no case has",
}

// shows are the addresses of a post that answers with something of a case.
var shows = []string{
	"POST /search", "POST /search/quick", "POST /cases/new/similar", "POST /matters/:id/sheet", "POST /matters/:id/slip", "POST /matters/:id/papers",
	"POST /matters/:id/pack", "POST /matters/:id/bundle", "POST /matters/:id/dossier", "POST /volumes/draw", "POST /cases/new/card", "POST /print", "POST /print/papers",
}

// ofOneself are the forms of the office, of one's account and of what is not
// registered yet: they lead back to a page that is opened.
var ofOneself = regexp.MustCompile(`^/(admin/|me(/|$)|login|logout|session/|drafts/|views|home/steps|notices/|files$|schedule/leave|cases/new$|cases/on-the-spot$|matters/new/|own/)`)

// The doors that a planted sentence is looked for at come from the table of
// addresses: a new one stands in it, or is named as one that says nothing.
func TestEveryDoorIsAskedForPlantedSentences(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		known := map[string]bool{}
		for _, one := range slices.Concat(shows, slices.Collect(maps.Keys(closedDoors))) {
			known[one] = true
		}
		for _, route := range w.site.routes() {
			name := route.method + " " + route.path
			switch {
			case route.method == http.MethodGet && (!strings.Contains(route.path, ":") || strings.HasPrefix(route.path, "/matters/:id")):
				if closedDoors[name] != "" {
					t.Errorf("%s is opened all the same", name)
				}
			case route.method == http.MethodPost && ofOneself.MatchString(route.path):
			case !known[name]:
				t.Errorf("nobody looks for a planted sentence at %s", name)
			}
			delete(known, name)
		}
		for name := range known {
			t.Errorf("there is no %s", name)
		}
	})
}

// sat plants what belongs to sittings besides their records: who came along and
// for whom, the letter into a detention house, how one side was asked to come
// alone, what was said at parting, a photo that was handed over in confidence
// and what the mediator thinks of it.
func (w *town) sat(proceeding casemodel.ID, p []string, base string) []plant {
	w.t.Helper()
	last := func() casemodel.Sitting {
		view, err := w.Case(w.t.Context(), w.who["mediator"], proceeding)
		if err != nil {
			w.t.Fatal(err)
		}
		return view.Arranged[len(view.Arranged)-1]
	}
	w.must("mediator", proceeding, "schedule", f{"sitting_at": "2026-03-02T10:00", "place": "第一看守所", "way": "detention", "expected": []any{p[0], p[1]}})
	w.must("mediator", proceeding, "start_sitting", f{"sitting": string(last().ID), "letter": "植入会见函", "came": []any{
		f{"party": p[0], "came": "self", "with": "植入陪同", "relation": "植入关系", "capacity": "care", "admitted": "refused"},
		f{"party": p[1], "came": "agent", "name": "植入代理", "authority": "special", "checked": true},
	}})
	w.must("mediator", proceeding, "schedule", f{"sitting_at": "2026-03-04T10:00", "place": "社区活动室", "way": "first", "expected": []any{p[0]}})
	one := last()
	w.must("mediator", proceeding, "notify_sitting", f{"sitting": string(one.ID), "party": p[0], "way": "call_out", "outcome": "told", "proof": "植入单约"})
	c, home := w.as(base, "mediator"), "/matters/"+string(proceeding)
	form := c.form(home + "/do/add_evidence")
	for name, value := range map[string]string{"f.title": "植入物证", "f.kind": "photo", "f.party": p[0], "f.proves": "植入证明", "f.form": "original", "f.read": "sessions", "f.pages": "1"} {
		form.Set(name, value)
	}
	c.uploads(home+"/do/add_evidence", form, "f.files.new", sent{"植入照片.txt", []byte("植入字迹")}).redirects(home + "/evidence")
	w.must("mediator", proceeding, "weigh_evidence", f{"no": "1", "weight": "植入认定"})

	mediator, both := []string{"mediator"}, []string{"mediator", "chair"}
	page := regexp.MustCompile(`^(part )?/matters/[^/]+(/do/.*)?$`)
	shown := regexp.MustCompile(`^(part )?/matters/[^/]+(/evidence|/seen|/do/.*|/journal.*|/files/.*|/papers|/dossier)?$|^packed [^ ]+/(bundle|dossier internal)$`)
	return []plant{
		{"植入会见函", mediator, page},
		{"植入陪同", mediator, page},
		{"植入关系", mediator, page},
		{"植入代理", mediator, page},
		{"植入单约", mediator, page},
		{"植入物证", both, shown},
		{"植入证明", both, shown},
		{"植入照片", both, shown},
		{"植入字迹", both, regexp.MustCompile(`^(part )?/matters/[^/]+/files/|^packed [^ ]+/(bundle|dossier internal)$`)},
		{"植入认定", both, shown},
	}
}

// prints asks for everything that is printed, packed or sent out.
func (r *reader) prints(family []casemodel.ID) {
	offered := regexp.MustCompile(`name="paper" value="([^"!]*)"`)
	for _, id := range family {
		at := "/matters/" + string(id)
		if m := r.w.header(id); m.Kind != casemodel.KindCase && m.Kind != casemodel.KindProceeding {
			continue // what is offered there is offered at the case too
		}
		for _, one := range offered.FindAllStringSubmatch(r.got[at+"/papers"], -1) {
			a := r.post(at+"/papers", url.Values{"paper": {one[1]}})
			r.got["paper "+at+" "+one[1]] = unzipped(r.t, r.told(one[1], a))
		}
		for _, kind := range []string{"internal", "outward"} {
			r.got["packed "+at+"/dossier "+kind] = unzipped(r.t, r.post(at+"/dossier", url.Values{"purpose": {"核对"}, "kind": {kind}, "as": {"word"}}))
		}
		for _, door := range []string{"/slip", "/pack", "/bundle"} {
			r.got["packed "+at+door] = unzipped(r.t, r.told(door, r.post(at+door, url.Values{"purpose": {"核对"}, "n": {"1"}})))
		}
	}
	rows := url.Values{"list": {"matters"}}
	for _, id := range family {
		rows.Add("m", string(id))
	}
	r.got["listed"] = r.post("/print", rows).body
	rows["receipt"], rows["internal"], rows["outward"], rows["as"] = []string{"1"}, []string{"1"}, []string{"1"}, []string{"word"}
	for _, paper := range []string{"D15_agreement", "D21_follow_up"} { // each paper is opened by itself above
		rows.Set("paper", paper)
		r.got["many "+paper] = unzipped(r.t, r.told(manyPath, r.post(manyPath, rows)))
	}
	r.got["drawn"] = r.post("/volumes/draw", url.Values{"n": {"5"}, "seed": {"1"}, "from": {"2026-01-01"}, "until": {"2026-12-31"}}).body
	r.got["card"] = r.post("/cases/new/card", url.Values{"parties.0.name": {"王志强"}, "parties.0.id_no": {"150102198501011232"}}).body
}

// unzipped is what an answer says, with everything packed into it.
func unzipped(t testing.TB, a *answer) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(a.body), int64(len(a.body)))
	if err != nil {
		return a.body
	}
	var all strings.Builder
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name + "\n")
		all.WriteString(unzipped(t, &answer{t: t, body: string(text)}))
	}
	return all.String() + markup.ReplaceAllString(all.String(), "")
}

// A guard that forgot one family of what is confidential is seen: the note of
// one side let out with its photo, the talk with one side arranged as one with
// both, what was asked for the mediators' own use written as an inquiry of the
// volume.
func TestALeakOfEachFamilyIsSeen(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, all := planting(w)
		base := w.serve()
		proceeding := w.child(root, "peoples_mediation")
		all = append(all, w.sat(proceeding, w.parties(root), base)...)
		if found := leaks("chair", w.reads(base, "chair", root), all); len(found) > 0 {
			t.Fatalf("before: %v", found)
		}
		view, err := w.Case(t.Context(), w.who["mediator"], proceeding)
		if err != nil {
			t.Fatal(err)
		}
		err = w.DB.Do(t.Context(), func(tx *store.Tx) error {
			for i := range view.Sessions {
				one := view.Sessions[i]
				if err := tx.ReleaseSession(one.ID); err != nil {
					return err
				}
				if one.Mode == casemodel.ModeInside {
					one.ID, one.No, one.Mode = tx.NewID(), 900+i, casemodel.ModeInquiry
					if err := tx.InsertSession(&one); err != nil {
						return err
					}
				}
			}
			sits, err := tx.Arranged(root)
			if err != nil {
				return err
			}
			for i := range sits {
				if sits[i].Mode == "first" {
					sits[i].Mode = "joint"
					return tx.UpdateSitting(&sits[i])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		found := strings.Join(leaks("chair", w.reads(base, "chair", root), all), "\n")
		for _, text := range []string{"植入caucus", "植入笔录照片caucus", "植入单约", "植入调查askedtrue", "另答乙Z"} {
			if !strings.Contains(found, text) {
				t.Errorf("unseen: %s", text)
			}
		}
	})
}
