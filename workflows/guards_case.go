package workflows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// requiredFields: what a registration must have before its number (users.md
// F9): somebody who asks and can be reached, the place, what happened.
func requiredFields(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	switch {
	case f.Root.AreaID == "":
		return bad("occurred_area", "area_missing")
	case f.value("summary") == "":
		return bad("summary", "summary_missing")
	case f.value("anonymous") == "true":
		return nil
	}
	for _, p := range f.Parties {
		if p.Asks() && p.Present() && p.Name != "" && p.Reachable() {
			return nil
		}
	}
	return bad("parties", "applicant_missing")
}

func duplicateShown(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Bool("duplicates_seen") || f.FollowOn {
		return nil
	}
	left := slices.DeleteFunc(slices.Clone(f.Duplicates), func(m casemodel.Matter) bool { return f.told(m.ID, in) })
	if len(left) == 0 {
		return nil
	}
	var titles []string
	for _, m := range left {
		if m.PublicTitle != "" { // one of which only the existence may be told has none
			titles = append(titles, m.PublicTitle)
		}
	}
	elsewhere := len(left) - len(titles)
	if len(titles) == 0 {
		return bad("duplicates_seen", "duplicate_elsewhere", "n", elsewhere)
	}
	return bad("duplicates_seen", "duplicate_shown", "cases", strings.Join(titles, "、"), "n", len(left))
}

// told: how this case stands to another one was said, which was looked at then.
// Applying again says it of the one that is named and of no other.
func (f *Facts) told(id casemodel.ID, in casemodel.Fields) bool {
	as := in.Text("earlier_as")
	return in.ID("earlier") == id || as != "" && as != "again" && f.binds(id)
}

// binds: the agreement of that case is still owed between the same parties.
func (f *Facts) binds(id casemodel.ID) bool {
	return slices.ContainsFunc(f.Bound, func(m casemodel.Matter) bool { return m.ID == id })
}

// earlierTold: of the same parties it is asked whether an agreement that is
// still owed was broken, which makes no second case, or whether they quarrel
// anew. What is applied for again is over, and no law shuts it.
func earlierTold(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if f.FollowOn {
		return nil
	}
	switch in.Text("earlier_as") {
	case "":
		if len(f.Bound) == 0 {
			return nil
		}
		var numbers []string
		for _, m := range f.Bound {
			numbers = append(numbers, m.Number)
		}
		return bad("earlier_as", "earlier_asked", "cases", strings.Join(numbers, "、"))
	case "breach":
		return bad("earlier_as", "breach_elsewhere")
	case "new":
		if id := in.ID("earlier"); id != "" && !f.binds(id) {
			return bad("earlier", "not_bound")
		}
	case "again":
		switch {
		case in.ID("earlier") == "":
			return bad("earlier", "earlier_missing")
		case f.Again.Shut != "":
			return bad("earlier", f.Again.Shut)
		case f.Again.Released && !in.Bool("released"):
			return bad("released", "again_released")
		}
	}
	return nil
}

func categorySet(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if f.Root.Category == "" && in.Text("category") == "" {
		return bad("category", "category_set")
	}
	return nil
}

func bothSides(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	asks, asked := false, false
	for _, p := range f.sides() {
		asks = asks || p.Asks()
		asked = asked || p.Role == "respondent"
	}
	if !asks || !asked && !in.Bool("prevention") {
		return bad("parties", "both_sides")
	}
	return nil
}

func riskGraded(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if f.Root.Risk == casemodel.RiskNone && in.Text("risk") == "" {
		return bad("risk", "risk_graded")
	}
	return nil
}

func targetActive(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.Target == nil || f.Target.Active != 1 {
		return bad("body", "target_active")
	}
	return nil
}

// targetCompetent: the body works on this category and in this place, or the
// reason says why it shall act all the same.
func targetCompetent(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("reason") != "" || f.FollowOn {
		return nil
	}
	b, r := f.Target, f.Root
	if b == nil {
		return bad("body", "target_active")
	}
	if !slices.Contains([]string{r.A1, r.A2, r.A3, r.A4, r.A5, r.AreaID}, b.AreaID) {
		return bad("reason", "target_area", "body", b.Title)
	}
	fits := func(category string) bool { return strings.HasPrefix(r.Category, category) }
	if len(b.Categories) > 0 && !slices.ContainsFunc(b.Categories, fits) {
		return bad("reason", "target_category", "body", b.Title)
	}
	return nil
}

func bodyNotRecused(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if f.recused("", in.ID("body")) {
		return bad("body", "body_recused")
	}
	return nil
}

// notSameBodyUnlessAsked: who failed once is not asked again unless the
// parties wish it.
func notSameBodyUnlessAsked(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Bool("parties_asked") || f.FollowOn {
		return nil
	}
	for _, m := range f.children(casemodel.KindProceeding) {
		if m.Class == casemodel.Done && m.BodyID == in.ID("body") && !slices.Contains([]string{"effective", "oral_recorded", "agreed"}, m.State) {
			return bad("parties_asked", "same_body")
		}
	}
	return nil
}

func noLiveTrack(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	for _, m := range f.Family {
		if m.ID != f.Matter.ID && m.Workflow == fmt.Sprint(arg) && m.IsLive() {
			return bad("", "no_live_track", "track", m.Workflow)
		}
	}
	return nil
}

func noLiveProceeding(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	for _, m := range f.children(casemodel.KindProceeding) {
		if m.IsLive() {
			return bad("", "no_live_proceeding")
		}
	}
	return nil
}

func noOpenTask(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	for _, m := range f.children(casemodel.KindTask) {
		if m.IsLive() {
			return bad("", "no_open_task")
		}
	}
	return nil
}

func noSupervisionFrom(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	for _, m := range f.children(casemodel.KindSupervision) {
		if m.Open() && number(f.Values[m.ID]["level"]) >= number(arg) {
			return bad("", "no_supervision_from")
		}
	}
	return nil
}

// levelAllowed: one step up or down the tree, no skipping (domain 4.3).
func levelAllowed(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	if f.Target == nil {
		return bad("body", "target_active")
	}
	step := 1
	if fmt.Sprint(arg) == "up" {
		step = -1
	}
	if f.Target.Level != f.Root.Level+step {
		return bad("body", "level_allowed")
	}
	return nil
}

func openObligation(m *casemodel.Matter) bool {
	return m.Kind == casemodel.KindObligation && m.IsLive()
}

// hasOpenItems: something is still owed that was not handed over at the table.
func hasOpenItems(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	open := func(m *casemodel.Matter) bool { return openObligation(m) && f.Values[m.ID]["paid_now"] != "true" }
	if !slices.ContainsFunc(f.Family, open) {
		return bad("", "has_open_items")
	}
	return nil
}

func noOpenItems(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if slices.ContainsFunc(f.Family, openObligation) {
		return bad("", "no_open_items")
	}
	return nil
}

// itemsDone: no live item, and none that was taken to court or to enforcement.
func itemsDone(f *Facts, in casemodel.Fields, arg any) *casemodel.Error {
	for _, m := range f.children(casemodel.KindObligation) {
		if m.State == "sued" || m.State == "enforcement_applied" {
			return bad("", "items_done")
		}
	}
	return noOpenItems(f, in, arg)
}

func defaultRecorded(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if !f.did(f.Root.ID, "record_default") {
		return bad("", "default_recorded")
	}
	return nil
}

func otherRouteReported(_ *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("route_result") == "" {
		return bad("route_result", "other_route_reported")
	}
	return nil
}

// validFollowUp: a visit was made, or is being reported with this act.
func validFollowUp(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("way") != "" && in.Text("performed") != "" && in.Text("way") != "no_answer" {
		return nil
	}
	for _, m := range f.children(casemodel.KindFollowUp) {
		if m.State == "done" || m.State == "verified" {
			return nil
		}
	}
	return bad("way", "valid_follow_up")
}

func riskBelow(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	limit, err := casemodel.ParseRisk(fmt.Sprint(arg))
	if err != nil || f.Root.Risk >= limit {
		return bad("", "risk_below", "risk", f.Root.Risk.String())
	}
	return nil
}

func allApplicantsAgree(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	agreed := in.IDs("agreed_by")
	for _, p := range f.sides() {
		if p.Asks() && !slices.Contains(agreed, p.ID) {
			return bad("agreed_by", "all_applicants_agree", "party", p.Name)
		}
	}
	return nil
}

func masterOpen(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.Master == nil || !f.Master.IsRoot() || f.Master.ID == f.Root.ID || f.Master.Kind != f.Root.Kind || !f.Master.IsLive() {
		return bad("master", "master_open")
	}
	return nil
}

// linkedOpen: the case a petition is to be mediated in is named and still
// runs, or nobody would ever report its end.
func linkedOpen(f *Facts, in casemodel.Fields, arg any) *casemodel.Error {
	if in.Text("mode") != "case" {
		return nil
	}
	if f.Master == nil || !f.Master.IsRoot() || f.Master.Kind != casemodel.KindCase || !f.Master.IsLive() {
		return bad(fmt.Sprint(arg), "linked_open")
	}
	return nil
}

func taskMetDemand(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	for _, m := range f.children(casemodel.KindTask) {
		if f.Values[m.ID]["demand_met"] == "met" || f.Values[m.ID]["result_code"] == "solved" {
			return nil
		}
	}
	return bad("result", "task_met_demand")
}

func fileComplete(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if !in.Bool("checked") {
		return bad("checked", "file_complete")
	}
	if len(f.Missing) > 0 && in.Text("elsewhere") == "" {
		return bad("elsewhere", "paper_missing", "papers", f.Missing)
	}
	return nil
}
