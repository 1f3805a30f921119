package templates_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// rooms whose keys a person may come to read.
var rooms = []string{"casemodel", "workflows", "pkg/casework", "pkg/store", "pkg/identity", "pkg/vault", "pkg/api", "pkg/web", "templates", "cmd/jiefen"}

var (
	dotted = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_A-Z]+)+$`)
	inHTML = regexp.MustCompile(`\bt "([^"]+)"`)
	rowBad = regexp.MustCompile(`^(%d\.[a-z_]+)? ([a-z_]+)$`)
)

// speakers are the functions that take a text key among their arguments.
var speakers = map[string]bool{
	"Bad": true, "say": true, "Text": true, "sayFault": true, "refused": true, "badPassword": true, "fault": true, "missing": true,
	"CheckPhone": true,
}

// uses is what the code says: keys it names for certain, and everything that
// looks like one.
type uses struct {
	certain  map[string]string // key → where
	likely   map[string]bool
	prefixes map[string]string // "risk." → where
}

func TestEverySentenceIsThereAndUsed(t *testing.T) {
	u := uses{map[string]string{}, map[string]bool{}, map[string]string{}}
	for _, room := range rooms {
		u.readGo(t, "../"+room)
	}
	u.readHTML(t)
	for prefix, where := range u.prefixes {
		values, known := families(t)[prefix]
		if !known {
			t.Errorf("%s: the keys under %q are not listed in this test", where, prefix)
		}
		for _, v := range values {
			u.certain[prefix+v] = where
		}
	}
	for prefix, values := range families(t) {
		for _, v := range values {
			u.certain[prefix+v] = "the family " + prefix
		}
	}
	for key, where := range u.certain {
		if !templates.Has(key) {
			t.Errorf("%s: no sentence for %s", where, key)
		}
	}
	for _, key := range templates.Keys() {
		if u.certain[key] == "" && !u.likely[key] {
			t.Errorf("nobody says %s", key)
		}
	}
}

func (u *uses) readGo(t *testing.T, dir string) {
	t.Helper()
	fset := token.NewFileSet()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path.Join(dir, e.Name()), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil {
				u.node(strings.TrimPrefix(dir, "../"), n, fset.Position(n.Pos()).String())
			}
			return true
		})
	}
}

func (u *uses) node(room string, n ast.Node, at string) {
	switch n := n.(type) {
	case *ast.BasicLit:
		s := text(n)
		if dotted.MatchString(s) {
			u.likely[s] = true
		}
		if m := rowBad.FindStringSubmatch(s); m != nil && room == "workflows" {
			u.likely["field."+m[2]] = true
			if m[1] != "" {
				u.certain["field."+m[2]] = at
			}
		}
		if room == "casemodel" && dotted.MatchString(s) && !strings.HasPrefix(s, "read.") {
			u.certain[s] = at
		}
	case *ast.KeyValueExpr:
		if id, is := n.Key.(*ast.Ident); is && (id.Name == "Key" || id.Name == "Why") && dotted.MatchString(text(n.Value)) {
			u.certain[text(n.Value)] = at
		}
	case *ast.BinaryExpr:
		u.joined(room, n, at)
	case *ast.CallExpr:
		u.call(room, n, at)
	}
}

// joined notes "risk." + name, and in the store what + ".not_found".
func (u *uses) joined(room string, n *ast.BinaryExpr, at string) {
	left := text(n.X)
	if n.Op == token.ADD && (room == "pkg/web" || room == "templates") && strings.HasSuffix(left, ".") && regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)*\.$`).MatchString(left) {
		if slices.Contains(notText, left) {
			return
		}
		u.prefixes[left] = at
	}
}

// notText are prefixes of names that are no keys.
var notText = []string{"f.", "take.", "theirs.", "merged.", "parties.", "claims.", "items.", "f.items.", "read.", "input."}

func (u *uses) call(room string, n *ast.CallExpr, at string) {
	name := ""
	switch f := n.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.IndexExpr:
		if id, is := f.X.(*ast.Ident); is {
			name = id.Name
		}
	}
	if f, is := n.Fun.(*ast.IndexExpr); is && room == "pkg/store" && len(n.Args) > 1 {
		if id, is := f.X.(*ast.Ident); is && id.Name == "take" {
			u.likely[text(n.Args[1])+".not_found"] = true
		}
	}
	switch {
	case room == "workflows" && name == "bad" && len(n.Args) > 1 && text(n.Args[1]) != "":
		u.certain["guard."+text(n.Args[1])] = at
	case room == "workflows" && name == "consentOf" && len(n.Args) == 3:
		u.certain["guard."+text(n.Args[2])] = at
	case room == "workflows" && name == "wrong" && len(n.Args) > 0:
		u.certain["field."+text(n.Args[0])] = at
	case room == "pkg/store" && name == "missing" && len(n.Args) == 1 && text(n.Args[0]) != "":
		u.certain[text(n.Args[0])+".not_found"] = at
	case speakers[name] || name == "bad" && room == "pkg/casework":
		for _, arg := range n.Args {
			if s := text(arg); dotted.MatchString(s) {
				u.certain[s] = at
			}
		}
	}
}

func text(n ast.Node) string {
	lit, is := n.(*ast.BasicLit)
	if !is || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

func (u *uses) readHTML(t *testing.T) {
	t.Helper()
	for _, dir := range []string{"layout", "partials", "pages"} {
		names, err := fs.Glob(os.DirFS("."), dir+"/*.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range inHTML.FindAllStringSubmatch(string(content), -1) {
				u.certain[m[1]] = name
			}
		}
	}
}

// families are the keys put together from a prefix and a word of a closed list.
func valuesOf(flows *workflows.Library, list string) []string {
	values := make([]string, len(flows.Lists[list]))
	for i, o := range flows.Lists[list] {
		values[i] = o.Value
	}
	return values
}

// remedies are the ways that remain, each with its sentence.
func remedies() []string {
	ways := strings.Fields("reinstate perform notarise payment_order sue change remediate enforce third own")
	return append(ways, suffixed(ways, "_means")...)
}

func families(t *testing.T) map[string][]string {
	t.Helper()
	flows, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	kinds := make([]string, len(casemodel.Kinds))
	for i, k := range casemodel.Kinds {
		kinds[i] = string(k)
	}
	var rels, papers []string
	for _, r := range policies.Relations() {
		if r.Name != policies.Any {
			rels = append(rels, r.Name)
		}
	}
	for _, f := range flows.Every() {
		papers = append(papers, f.PaperNames()...)
		for _, one := range f.Volume {
			if one.Copies != "" {
				papers = append(papers, one.Copies)
			}
		}
	}
	slices.Sort(papers)
	ruleKinds, ruleOwners, ruleTags, ruleEvery := []string{}, []string{}, []string{}, []string{}
	add := func(list *[]string, word string) {
		if word != "" && !slices.Contains(*list, word) {
			*list = append(*list, word)
		}
	}
	reasons := []string{}
	for _, r := range flows.Rules.All() {
		add(&ruleKinds, r.Kind)
		add(&ruleOwners, r.Owner)
		add(&ruleTags, r.Tag)
		add(&ruleEvery, r.Every)
		for _, p := range r.Pausable {
			add(&reasons, p)
		}
	}
	for _, o := range flows.Lists["suspensions"] {
		add(&reasons, o.Value)
	}
	errorKinds := strings.Fields("not_found wrong_step conflict approval_pending forbidden recused invalid key_reused key_missing version_missing unauthenticated second_factor throttled too_large type_refused busy unavailable broken")
	all := map[string][]string{
		"notice.": casework.NoticeKinds(),
		"risk.":   {"none", "blue", "yellow", "orange", "red"}, "area.": {"province", "city", "county", "town", "village", "grid"},
		"terms.":        strings.Fields("propose_terms finalise_text agree_orally renegotiate make_agreement"),
		"result_means.": valuesOf(flows, "results"), "problem_means.": strings.Fields("not_performed relapse violence risk new_need"),
		"route_means.":   strings.Fields("litigation arbitration labour_arbitration administrative_review administrative_ruling police petition discipline legal_aid"),
		"word.capacity.": casemodel.Capacities, "word.admitted.": casemodel.Admissions, "came.was_": casemodel.Admissions,
		"word.came.": casemodel.Came, "word.authority.": casemodel.Authorities, "weekday.": strings.Fields("0 1 2 3 4 5 6"),
		"phrase.": strings.Fields("told said dispute course outcome opening asked"), "sitting.need.": strings.Fields("illiterate deaf dialect minor"), "sign.need.": {"illiterate", "minor"},
		"kind.": kinds, "class.": {"open", "live", "closing", "done", "any"}, "rel.": rels, "document.": slices.Compact(papers),
		"visit.kind.": strings.Fields("at_once instalment care relations violence other"), "problem.": strings.Fields("obligation performance remediate grade_violence grade relapse reopen"),
		"ways_on.":           threefold("urge confirm enforce payment_order arbitrate sue notarise renegotiate waive"),
		"guard.":             {"again_forbidden", "again_open", "again_settled", "again_merged", "again_voided", "again_diverted"},
		"guard.confirmable.": strings.Fields("personal_status title_right special_procedure not_civil outside_scope"),
		"court.basis.":       strings.Fields("inviting_court body_place subject_place"),
		"confirm.":           strings.Fields("in_force joint"), "remedy.": remedies(),
		"guard_name.": workflows.Guards(), "fail.": append(errorKinds, suffixed(errorKinds, "_todo")...),
		"clock.":       {"met", "missed", "met_late", "cancelled", "awaiting_anchor", "passed_before_entry", "paused", "running"},
		"clock.class.": {"duty", "right", "cliff", "information", "soft"}, "rule.kind.": ruleKinds, "rule.owner.": ruleOwners,
		"rule.tag.": ruleTags, "rule.every.": append(ruleEvery, "week"), "rule.start.": {"next_day", "immediate", "same_day", "before_event", "fixed_day_of_month"},
		"rule.roll.": {"next_working_day", "none", "target_previous"}, "unit.": {"hour", "calendar_day", "working_day", "month", "year"},
		"due.":            {"start", "restart", "restart_at", "plus", "plus_at", "same_day", "before", "fixed_day", "extension", "extension_at", "clamped", "paused", "paused_plain", "open_pause", "open_pause_plain", "rolled", "rolled_plain", "target", "provisional"},
		"view.":           {"mine", "body", "offered", "centre", "area", "part", "approve", "owner", "all"},
		"list_name.":      strings.Fields("matters petitions backlog tasks followups obligations supervision"),
		"col.":            strings.Fields("risk number subject sides state stage due answer_by body organ to asked wait of_case on_case asked_by from petitioner claim demand accepted_on reply_by answer_on planned_on agreed_on age visits owner progress call who_owes what amount paid level"),
		"wait.":           strings.Fields("route elsewhere performance follow_up debtor court supplement parties_apply petitioner observation consent signatures mediator"),
		"quick.":          {"today", "overdue", "unpaid", "coming", "near", "to_route", "not_taken"},
		"chip.":           strings.Fields("q workflow kind state class category risk body handler area party number opened due"),
		"word.item_kind.": casemodel.ItemKinds, "word.every.": casemodel.ItemEvery, "word.need.": casemodel.PartyNeeds,
		"word.reveal.": {"phone", "phone2", "id_no", "address"}, "word.read.": {"registration", "agreement", "sessions", "sealed"},
		"word.sex.": {"male", "female"}, "word.safe.": {"yes", "only", "never"}, "word.hide.": {"yes", "no"},
		"word.agent.": {"guardian", "agent", "group", "legal_aid"}, "word.id_type.": {"resident_id", "uscc", "passport", "other"},
		"word.spot_result.": {"oral", "written", "none"}, "word.spot_way.": {"wet", "fingerprint"}, "spot.": {"result", "way"},
		"word.link.": casemodel.LinkKinds, "word.link_back.": casemodel.LinkKinds,
		"word.consent.": {"agreed", "refused"}, "word.risk.": {"none", "blue", "yellow", "orange", "red"}, "word.span.": {"30d", "3y"},
		"word.": nil, "offer.": casemodel.OfferStates, "offer.not_open.": casemodel.OfferStates[1:], "value.": {"offer", "confided"}, "ladder.lead.": strings.Fields("make_offer counter_offer accept_offer decline_offer withdraw_offer disclose hand_over_notes"),
		"ladder.do.": strings.Fields("counter_offer accept_offer decline_offer withdraw_offer disclose"), "riskbox.": {"1", "2", "3", "4", "5", "6"},
		"fact.":   {"summary", "claims", "occurred_place", "people_involved", "applied_at", "source_ref", "anonymous", "risk_boxes", "slip", "slip_why", "effective_on", "amount", "what", "due_on", "paid"},
		"reason.": reasons, "item.": {"debtor", "creditor", "kind", "amount", "what", "due", "until", "share", "every", "payer"},
		"register.":    {"summary", "category", "source_channel", "source_ref", "people_involved", "applied_at", "slip", "slip_why", "occurred_area", "occurred_place", "risk_boxes", "role", "kind", "name", "phone", "safe_contact", "reach", "id_no", "id_type", "address", "hide_address", "phone2", "needs", "claim_text", "claim_amount", "duplicates_seen", "released", "anonymous", "case_title", "agent_kind", "agent_name", "agent_phone", "agent_authority"},
		"amend.item.":  casework.Amendable(),
		"act.":         {"see", "read.registration", "read.sessions", "read.agreement", "read.sealed", "reveal", "export", "read.meta", "read.trace", "hint", "lower_risk", "lower_red", "create", "backdate", "list", "edit"},
		"form.":        {"yes", "no"},
		"search.why.":  {"number", "party", "spelled", "id", "id_tail", "phone", "phone_tail", "occurred_place", "summary", "text"},
		"search.kind.": append([]string{"all"}, casework.SeekGroups...), "search.state.": {"open", "closed"},
		"foreseen.": {casework.TurnStarts, casework.TurnWaits, casework.TurnMet, casework.TurnStops, casework.TurnPauses, casework.TurnResumes, casework.TurnMoves},
		"phrases.":  {"return", "amend", "reject"},
	}
	maps.Copy(all, officeFamilies)
	return all
}

// threefold are the title, the source and the paper of each road.
func threefold(roads string) (keys []string) {
	for _, part := range []string{".title", ".source", ".paper"} {
		keys = append(keys, suffixed(strings.Fields(roads), part)...)
	}
	return keys
}

func suffixed(words []string, suffix string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w + suffix
	}
	return all
}

func TestASentenceTakesItsArguments(t *testing.T) {
	for _, row := range []struct {
		key  string
		args map[string]any
		want string
	}{
		{"due.left", map[string]any{"n": 3}, "剩 3 天"},
		{"guard.risk_below", map[string]any{"risk": "orange"}, "橙"},
		{"no.such_key", nil, "no.such_key"},
	} {
		if got := templates.Text(row.key, row.args); !strings.Contains(got, row.want) {
			t.Errorf("%s reads %q, want %q in it", row.key, got, row.want)
		}
	}
	for _, key := range templates.Keys() {
		if s := templates.Text(key, nil); strings.Count(s, "{") != strings.Count(s, "}") {
			t.Errorf("%s: %q has an unbalanced brace", key, s)
		}
	}
}

// placeholder is what a sentence leaves open.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// A translation adds no key and leaves the same room for names and figures.
func TestEveryLanguageSaysTheSame(t *testing.T) {
	if !slices.Contains(templates.Languages(), "en") {
		t.Fatal("the second language is gone")
	}
	home := map[string]string{}
	for _, key := range templates.Keys() {
		home[key] = templates.Text(key, nil)
	}
	for _, language := range templates.Languages() {
		for key, text := range own(t, language) {
			theirs, there := home[key]
			if !there {
				t.Errorf("%s: nobody says %s", language, key)
			}
			open, want := placeholder.FindAllString(text, -1), placeholder.FindAllString(theirs, -1)
			slices.Sort(open)
			slices.Sort(want)
			if !slices.Equal(open, want) {
				t.Errorf("%s: %s leaves open %v, not %v", language, key, open, want)
			}
		}
	}
}

func TestTheProgramSpeaksOneLanguage(t *testing.T) {
	t.Cleanup(func() {
		if err := templates.Speak(templates.Home); err != nil {
			t.Error(err)
		}
	})
	if err := templates.Speak("tlh"); err == nil || templates.Language() != templates.Home {
		t.Errorf("a language nobody wrote is spoken: %v, %s", err, templates.Language())
	}
	untranslated := templates.Text("guard_name.required_fields", nil)
	if err := templates.Speak("en"); err != nil {
		t.Fatal(err)
	}
	if got := templates.Text("home.hello", map[string]any{"name": "Ann", "day": "2026-03-14"}); got != "Ann, today is 2026-03-14" {
		t.Errorf("English says %q", got)
	}
	if got := templates.Text("guard_name.required_fields", nil); got != untranslated {
		t.Errorf("what is not translated is said as %q, not %q", got, untranslated)
	}
}

// own are the sentences of one language's own file, by key.
func own(t *testing.T, language string) map[string]string {
	t.Helper()
	content, err := os.ReadFile("text/" + language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := yaml.Unmarshal(content, &tree); err != nil {
		t.Fatal(err)
	}
	flat := map[string]string{}
	var walk func(prefix string, tree map[string]any)
	walk = func(prefix string, tree map[string]any) {
		for key, value := range tree {
			if below, is := value.(map[string]any); is {
				walk(prefix+key+".", below)
				continue
			}
			flat[prefix+key] = value.(string) //nolint:forcetypeassert,errcheck // every sentence is text
		}
	}
	walk("", tree)
	return flat
}
