package web

import (
	"fmt"
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

// plant is a sentence planted in one field, who may read it and where. Nobody
// else reads it anywhere.
type plant struct {
	text  string
	who   []string
	where *regexp.Regexp
}

// Who reads what of the case, by the policy, and the addresses that show it.
// What was said in a sitting is on the pages of its mediation alone; of the
// registration and the agreement nothing is on a sheet that leaves the house;
// papers are made by who reads what they say.
// A department with a task in the case reads its registration; who orders a
// supervision of it and may know of it alone does not, title and names least.
var (
	readers = []string{"clerk", "triage", "director", "archivist", "mediator", "mediator2", "chair", "seal", "dept"}

	onCase   = regexp.MustCompile(`^(part )?/(home|schedule/new(\?.*)?|matters(/new/[a-z_]+)?(\?.*)?|matters/[^/]+(/journal.*|/do/.*|/sheet(\?kind=internal)?)?)$|^print [^ ]+ internal$|^(list matters|listed|many|search|quick|similar|paper|packed|drawn)`)
	onTerms  = regexp.MustCompile(`^(part )?/matters/[^/]+(/journal.*|/do/.*|/texts(\?.*)?|/sheet(\?kind=internal)?)?$|^print [^ ]+ internal$|^(many|search|quick|paper|packed)`)
	inCourse = regexp.MustCompile(`^(part )?/matters/[^/]+(/journal.*)?$`)
)

// planting leads a case through a sitting of both sides, talks with each side
// alone, a call, an agreement and a note, each field with a sentence of its own.
func planting(w *town) (root casemodel.ID, all []plant) {
	w.t.Helper()
	registration := quarrel()
	registration.Summary, registration.Title = "植入事由：楼上漏水", "植入标题：漏水"
	root = w.register(registration)
	w.must("triage", root, "accept", f{"risk": "yellow"})
	w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
	proceeding := w.child(root, "peoples_mediation")
	w.must("mediator", proceeding, "ask_consent", nil)
	w.must("mediator", proceeding, "all_consent", f{"consents": w.consents(root)})
	w.must("chair", proceeding, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
	w.must("mediator", proceeding, "give_rights_notice", f{"way": "signed"})
	p := w.parties(root)
	w.must("mediator", proceeding, "open_session", f{"present": []any{p[0], p[1]}, "place": "第二调解室", "way": "joint"})
	sittings := regexp.MustCompile(`^(part )?/matters/` + string(proceeding) + `(/sessions/\d)?$`)
	together := regexp.MustCompile(sittings.String() + `|^(part )?/matters/` + string(proceeding) + `/do/(revise_record|(revise|sign)_record\?record=\d(&supplement=\d)?)$|^packed [^ ]+/(bundle|dossier internal)$|^paper [^ ]+ D13_record~\d$`)
	record := func(mode, side, result string) (texts []string) {
		fields := f{"mode": mode, "result": result, "place": "第二调解室"}
		if side != "" {
			fields["side"] = side
		}
		for _, name := range slices.Sorted(maps.Keys(said)) {
			text := fmt.Sprintf("植入%s%s%.2s", mode, name, side)
			fields[strings.TrimPrefix(name, "f.")] = text
			texts = append(texts, text)
		}
		fields["pages"] = []any{string(w.waits("mediator", "植入笔录照片"+mode+".jpg", jpegOf(w.t, 60, 40)))}
		w.must("mediator", proceeding, "log_session", fields)
		return texts
	}
	for _, text := range record("joint", "", "continue") {
		all = append(all, plant{text, []string{"mediator", "chair"}, together})
	}
	for _, text := range record("caucus", p[0], "continue") {
		all = append(all, plant{text, []string{"mediator"}, sittings})
	}
	w.must("mediator", proceeding, "sign_record", f{"record": 1, "parties": []any{p[0]}, "read_by": "植入宣读", "witness": "植入见证"})
	w.must("mediator", proceeding, "supplement_record", f{"record": 1, "text": "植入补正：不是三千"})
	w.must("mediator", proceeding, "log_session", f{"mode": "joint", "result": "continue", "dispute": "植入改前：记错了"})
	w.must("mediator", proceeding, "revise_record", f{"record": 3, "said": "植入待签：再谈一次"})
	all = append(all, plant{"植入改前：记错了", []string{"mediator", "chair"}, sittings})
	for _, text := range []string{"植入宣读", "植入见证", "植入补正：不是三千", "植入待签：再谈一次"} {
		all = append(all, plant{text, []string{"mediator", "chair"}, together})
	}
	pages := regexp.MustCompile(`^(part )?/matters/(` + string(proceeding) + `(/files/.*|/sessions/\d+|/do/(detach|add_evidence|return_evidence).*)?|` + string(root) + `/(seen|dossier))$|^packed [^ ]+/(bundle|dossier internal)$`)
	all = append(all, w.bargain(proceeding, p)...)
	inquiries := regexp.MustCompile(`^(part )?/matters/` + string(proceeding) + `(/sessions/\d+|/do/(revise_inquiry|(revise|sign)_(record|inquiry)\?record=\d+(&supplement=\d)?))?$`)
	leaving := regexp.MustCompile(inquiries.String() + `|^packed [^ ]+/(bundle|dossier internal)$|^paper [^ ]+ D11_inquiry~\d+$`)
	for inside, where := range map[bool]*regexp.Regexp{false: leaving, true: inquiries} {
		fields := f{"inside": inside}
		for _, name := range []string{"person", "about", "place", "with", "writer", "present", "opening", "asked", "text", "refused"} {
			text := fmt.Sprintf("植入调查%s%t", name, inside)
			fields[name] = text
			all = append(all, plant{text, []string{"mediator", "chair"}, where})
		}
		w.must("mediator", proceeding, "log_inquiry", fields)
	}
	all = append(all, w.putRight(proceeding, p, inquiries, leaving, pages)...)
	all = append(all, plant{"植入笔录照片joint", []string{"mediator", "chair"}, pages}, plant{"植入笔录照片caucus", []string{"mediator"}, pages})
	w.must("mediator", proceeding, "contact", f{"with": "party", "party": p[1], "way": "call_out", "outcome": "told", "line": "植入联系：他说不同意", "next_on": "2026-03-05"})
	w.must("mediator", proceeding, "adjourn", f{"note": "植入休会：回去商量"})
	w.must("mediator", proceeding, "note", f{"text": "植入备注：家里有病人"})
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "植入义务：赔偿维修费", "amount": "3000", "due": "2026-05-01"}}})
	return root, append(all,
		plant{"植入联系：他说不同意", []string{"mediator", "chair"}, inCourse},
		plant{"植入备注：家里有病人", readers, inCourse},
		plant{"植入休会：回去商量", []string{"mediator", "chair"}, inCourse},
		plant{"植入义务：赔偿维修费", readers, onTerms},
		plant{"植入事由：楼上漏水", readers, onCase},
		plant{"植入标题：漏水", readers, onCase},
		plant{"马素云", readers, regexp.MustCompile("")},
	)
}

// putRight plants an inquiry of each kind that was written anew, signed in
// photographs, put right beside, with a further page and a better one.
func (w *town) putRight(proceeding casemodel.ID, p []string, inquiries, leaving, pages *regexp.Regexp) (all []plant) {
	w.t.Helper()
	both := []string{"mediator", "chair"}
	for kind, inside := range map[string]bool{"入卷": false, "内部": true} {
		where, no, letter := leaving, 102, "Y"
		if inside {
			where, no, letter = inquiries, casemodel.InsideFrom+2, "Z"
		}
		planted := func(where *regexp.Regexp, text string) string {
			all = append(all, plant{text, both, where})
			return text
		}
		photo := func(name string) string {
			return string(w.waits("mediator", planted(pages, "植入问页"+kind+name)+".jpg", jpegOf(w.t, 60, 40)))
		}
		first, again := f{"inside": inside}, f{"record": no}
		for _, name := range []string{"person", "about", "place", "with", "writer", "present", "interpreter", "opening", "asked", "text", "read_by", "refused"} {
			first[name] = planted(inquiries, "植入原"+kind+name)
		}
		first["pledge"] = true
		again["person"], again["asked"] = planted(where, "某甲"+letter), planted(where, "另答乙"+letter) // how it read stays whole beside it
		w.must("mediator", proceeding, "log_inquiry", first)
		w.must("mediator", proceeding, "revise_inquiry", again)
		w.must("mediator", proceeding, "sign_record", f{"record": no, "parties": []any{p[0]}, "pages": []any{photo("一"), photo("二")}, "read_by": planted(inquiries, "植入读"+kind), "witness": planted(inquiries, "植入见"+kind)})
		w.must("mediator", proceeding, "supplement_record", f{"record": no, "text": planted(where, "植入补"+kind), "files": []any{photo("续")}})
		w.must("mediator", proceeding, "replace_page", f{"record": no, "page": 2, "file": photo("清"), "reason": planted(inquiries, "植入因"+kind)})
	}
	return all
}

// bargain plants what the sides offered, to their mediators alone and across the
// table, how it was answered, and a note that was let out.
func (w *town) bargain(proceeding casemodel.ID, p []string) []plant {
	w.t.Helper()
	in := regexp.MustCompile(`^(part )?/matters/` + string(proceeding) + `(/do/(make_offer|counter_offer|accept_offer|decline_offer|withdraw_offer|disclose|hand_over_notes)(\?.*)?)?$`)
	last := func() (offer, note string) {
		view, err := w.Case(w.t.Context(), w.who["mediator"], proceeding)
		if err != nil {
			w.t.Fatal(err)
		}
		if n := len(view.Offers); n > 0 {
			offer = string(view.Offers[n-1].ID)
		}
		return offer, string(view.Sessions[len(view.Sessions)-1].ID)
	}
	w.must("mediator", proceeding, "make_offer", f{"party": p[0], "way": "caucus", "amount": "43219", "text": "植入报价：底线"})
	w.must("mediator", proceeding, "make_offer", f{"party": p[0], "way": "joint", "amount": "54321", "text": "植入报价：当面"})
	first, _ := last()
	w.must("mediator", proceeding, "counter_offer", f{"offer": first, "party": p[1], "way": "joint", "amount": "32198", "text": "植入还价：分期"})
	counter, _ := last()
	w.must("mediator", proceeding, "decline_offer", f{"offer": counter, "party": p[0], "reason": "植入拒绝：太少"})
	w.must("mediator", proceeding, "withdraw_offer", f{"offer": first, "party": p[0], "reason": "植入收回：变卦"})
	w.must("mediator", proceeding, "make_offer", f{"party": p[1], "way": "caucus", "amount": "21987", "text": "植入报价：背后"})
	secret, _ := last()
	w.must("mediator", proceeding, "withdraw_offer", f{"offer": secret, "party": p[1], "reason": "植入收回：背后"})
	w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": p[1], "result": "continue", "text": "植入放出：愿意道歉"})
	_, note := last()
	w.must("mediator", proceeding, "disclose", f{"thing": note, "party": p[1], "way": "present"})
	mediator, both := []string{"mediator"}, []string{"mediator", "chair"}
	told := regexp.MustCompile(`^(part )?/matters/` + string(proceeding) + `(/sessions/\d)?$|^packed [^ ]+/(bundle|dossier internal)$|^paper [^ ]+ D13_record~\d$`)
	return []plant{
		{"植入报价：底线", mediator, in},
		{"43,219", mediator, in},
		{"植入报价：背后", mediator, in},
		{"21,987", mediator, in},
		{"植入收回：背后", mediator, in},
		{"植入报价：当面", both, in},
		{"54,321", both, in},
		{"植入还价：分期", both, in},
		{"32,198", both, in},
		{"植入拒绝：太少", both, in},
		{"植入收回：变卦", both, in},
		{"植入放出：愿意道歉", both, told},
	}
}

// reader is everything the site shows somebody, by address.
type reader struct {
	*client
	w    *town
	got  map[string]string
	todo []string
	per  map[string]int // addresses of one page that ask it something
}

// mostOf addresses of one page are opened: a calendar has no last day.
const mostOf = 60

// aboutNobody are links to what is drawn without any case: one page of each is
// asked for all the same.
var aboutNobody = regexp.MustCompile(`^/(static|workflows|policies|admin|help|deadlines)/?`)

// reads opens every address of the site with everything it can be about,
// follows every link there is, and asks for what only a form asks for.
func (w *town) reads(base, who string, root casemodel.ID) map[string]string {
	w.t.Helper()
	r := &reader{client: w.as(base, who), w: w, got: map[string]string{}, per: map[string]int{}}
	family := w.family(root)
	r.fill(family)
	for len(r.todo) > 0 {
		path := r.todo[0]
		r.todo = r.todo[1:]
		if _, seen := r.got[path]; seen {
			continue
		}
		if at, _, asks := strings.Cut(path, "?"); asks {
			if r.per[at]++; r.per[at] > mostOf {
				continue
			}
		}
		page := r.get(path)
		r.got[path] = r.told(path, page).body
		for _, link := range page.links() {
			if u, err := url.Parse(link); err == nil && strings.HasPrefix(u.Path, "/") && !aboutNobody.MatchString(u.Path) && u.Query().Get("sort") == "" {
				r.todo = append(r.todo, u.Path+map[bool]string{true: "?" + u.RawQuery}[u.RawQuery != ""])
			}
		}
		if !strings.HasPrefix(path, "/matters/") || strings.Contains(path, "/reveal") {
			r.got["part "+path] = r.part(path).body
		}
	}
	r.asks(family)
	r.prints(family)
	return r.got
}

// told is an answer that says something: one that broke would hide what it shows.
func (r *reader) told(path string, a *answer) *answer {
	r.t.Helper()
	if a.status >= http.StatusInternalServerError && a.status != http.StatusServiceUnavailable {
		r.t.Errorf("%s is answered with %d", path, a.status)
	}
	return a
}

// fill lists the addresses of the site with what they can be about.
func (r *reader) fill(family []casemodel.ID) {
	for _, route := range r.w.site.routes() {
		if route.method != http.MethodGet {
			continue
		}
		switch {
		case strings.HasPrefix(route.path, "/matters/:id"):
			for _, id := range family {
				m := r.w.header(id)
				acts := []string{"1"}
				if strings.HasSuffix(route.path, ":act") {
					acts = nil // of the parts, those that a page leads to
					if m.Kind != casemodel.KindCase && m.Kind != casemodel.KindProceeding {
						continue
					}
					flow := r.w.Flows.Flow(m.Workflow, m.WorkflowVersion)
					for _, e := range flow.Events {
						acts = append(acts, e.ID)
					}
					for _, one := range flow.Records {
						acts = append(acts, one.ID)
					}
				}
				for _, act := range acts {
					r.todo = append(r.todo, strings.NewReplacer(":id", string(id), ":act", act, ":no", act, ":file", string(id)).Replace(route.path))
				}
			}
		case !strings.Contains(route.path, ":"):
			r.todo = append(r.todo, route.path)
		}
	}
	for _, id := range family {
		for _, more := range []string{"/sessions/2", "/journal?key=1", "/sheet?kind=internal", "/sheet?kind=outward"} {
			r.todo = append(r.todo, "/matters/"+string(id)+more)
		}
	}
}

// asks posts what only shows something: papers, numbers, searches.
func (r *reader) asks(family []casemodel.ID) {
	for _, id := range family {
		at := "/matters/" + string(id)
		for _, kind := range []string{sheetInternal, sheetOutward} {
			r.got["print "+at+"/sheet "+kind] = r.post(at+"/sheet", url.Values{"kind": {kind}}).body
		}
	}
	for _, word := range []string{"植入", "王志强"} {
		for _, list := range workLists {
			r.got["list "+list.name+" "+word] = r.get(list.path() + "?view=all&q=" + url.QueryEscape(word)).body
		}
		r.got["search "+word] = r.get(r.get("/search?q=" + url.QueryEscape(word)).header.Get("Location")).body
		r.got["quick "+word] = r.post("/search/quick", url.Values{"q": {word}}).body
	}
	r.got["similar"] = r.post("/cases/new/similar", url.Values{"parties.0.name": {"王志强"}, "parties.0.phone": {"13947106027"}, "parties.1.name": {"马素云"}, "category": {"02"}}).body
}

// leaks are the sentences that reach somebody they may not reach, or an address
// that does not show them.
func leaks(who string, got map[string]string, all []plant) (found []string) {
	for _, path := range slices.Sorted(maps.Keys(got)) {
		for _, one := range all {
			if strings.Contains(got[path], one.text) && (!slices.Contains(one.who, who) || !one.where.MatchString(path)) {
				found = append(found, fmt.Sprintf("%s reads %q at %s", who, one.text, path))
			}
		}
	}
	return found
}

// Every page, part, paper, list and search of everybody in the town, and of the
// offices beside it: a sentence is where its rule lets it be, and nowhere else.
func TestAPlantedSentenceIsWhereItsRuleLetsItBe(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, all := planting(w)
		w.offices(root)
		base := w.serve()
		all = append(all, w.sat(w.child(root, "peoples_mediation"), w.parties(root), base)...)
		people := slices.Sorted(maps.Keys(w.who))
		if testing.Short() {
			people = []string{"auditor", "clerk", "mediator", "plc"}
		}
		read := map[string]bool{}
		for _, who := range people {
			got := w.reads(base, who, root)
			for _, leak := range leaks(who, got, all) {
				t.Error(leak)
			}
			for _, one := range all {
				read[one.text] = read[one.text] || slices.ContainsFunc(slices.Collect(maps.Values(got)), func(body string) bool { return strings.Contains(body, one.text) })
			}
			if len(got) < 150 {
				t.Errorf("%s was shown %d addresses only", who, len(got))
			}
		}
		for _, one := range all {
			if !read[one.text] {
				t.Errorf("nobody reads %q: it was not planted", one.text)
			}
		}
	})
}

// A step that wrote a sentence of a sitting into the title and the summary of
// its case, which go everywhere, would be seen on each of these.
func TestASentenceThatLeavesItsSittingIsSeenEverywhere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, all := planting(w)
		gone := []string{all[0].text, "植入原内部asked", "另答乙Y", "植入补入卷", "植入因内部", "植入问页入卷续"} // of every act on a record
		for _, one := range gone {
			if !slices.ContainsFunc(all, func(p plant) bool { return p.text == one }) {
				t.Fatalf("%q is not planted", one)
			}
		}
		told := strings.Join(gone, "；")
		w.change(root, func(m *casemodel.Matter) { m.Title, m.PublicTitle = told, told })
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error { return tx.SetFields(root, map[string]string{"summary": told}, 1) })
		if err != nil {
			t.Fatal(err)
		}
		for who, addresses := range map[string][]string{
			"clerk": {
				"/matters?view=centre", "part /matters?view=centre", "/matters/ROOT", "/matters/ROOT/do/note", "/matters/ROOT/sheet?kind=internal",
				"/matters/ROOT/sheet?kind=outward", "print /matters/ROOT/sheet outward", "search 王志强", "quick 王志强", "list matters 王志强",
			},
			"auditor": {"/matters?view=area", "/matters/ROOT"},
		} {
			found := leaks(who, w.reads(w.serve(), who, root), all)
			for _, address := range addresses {
				for _, text := range gone {
					want := fmt.Sprintf("%s reads %q at %s", who, text, strings.ReplaceAll(address, "ROOT", string(root)))
					if !slices.Contains(found, want) {
						t.Errorf("unseen: %s", want)
					}
				}
			}
		}
	})
}
