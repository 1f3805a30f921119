package workflows_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jiefen/jiefen/workflows"
)

// good is a small definition that loads; each bad one changes one thing.
const good = `id: errand
version: 1
title: 跑腿
kind: task
start: open
states:
  open: {title: 待办, phase: 办理}
  busy: {title: 在办, phase: 办理}
  done: {title: 办结, phase: 结案, class: done, final: true}
events:
  - {id: take, title: 接单, from: [open], to: busy, needs: [reason], fields: [{id: reason, title: 理由, type: text, required: true}]}
  - {id: finish, title: 办结, from: [busy], to: done}
records:
  - {id: remark, title: 批注, while: [live]}
`

// Every refusal of the loader names file and line (design.md 3).
func TestTheLoaderRefusesNonsenseWithFileAndLine(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":                   {"start: open", "start: open\ncolour: red", "errand@1.yaml:6: unknown field \"colour\""},
		"no such start":                 {"start: open", "start: opened", "errand@1.yaml:5: there is no state \"opened\""},
		"no such target":                {"from: [open], to: busy", "from: [open], to: buzy", "errand@1.yaml:11: event take leads to \"buzy\", which is no state"},
		"no such source":                {"from: [open], to: busy", "from: [opened], to: busy", "errand@1.yaml:11: event take starts from \"opened\", which is no state"},
		"unknown guard":                 {"needs: [reason]", "needs: [raeson]", "errand@1.yaml:11: there is no guard \"raeson\""},
		"unknown deadline":              {"to: done}", "to: done, starts: [QQ-99]}", "errand@1.yaml:12: there is no deadline rule \"QQ-99\""},
		"a guard rule is no duration":   {"to: done}", "to: done, starts: [PM-01]}", "errand@1.yaml:12: there is no deadline rule \"PM-01\""},
		"unknown role":                  {"to: done}", "to: done, approval: {role: king, of: centre}}", "errand@1.yaml:12: event finish: there is no role \"king\""},
		"two exits":                     {"- {id: finish, title: 办结, from: [busy], to: done}", "- {id: finish, title: 办结, ways: [{from: [busy], to: done}, {from: [busy], to: open}]}", "errand@1.yaml:12: event finish has two exits from busy"},
		"event named like a state":      {"id: take", "id: busy", "errand@1.yaml:11: event busy is named like a state"},
		"unreachable state":             {"  done:", "  lost: {title: 丢失, phase: 结案, final: true}\n  done:", "errand@1.yaml:9: state lost cannot be reached"},
		"no way to an end":              {"- {id: finish, title: 办结, from: [busy], to: done}", "- {id: finish, title: 办结, from: [open], to: done}", "errand@1.yaml:8: state busy has no way to an end"},
		"clock without exit":            {"to: busy, needs", "to: busy, starts: [PI-1], needs", "clock PI-1 can run out in busy, where there is no exit by mark_overdue"},
		"unknown kind":                  {"kind: task", "kind: tsak", "errand@1.yaml:4: there is no kind \"tsak\""},
		"unknown class":                 {"class: done", "class: gone", "there is no class \"gone\""},
		"unknown field type":            {"type: text", "type: txet", "errand@1.yaml:11: field reason: there is no type \"txet\""},
		"a choice of nothing":           {"type: text", "type: choice", "errand@1.yaml:11: field reason is a choice of nothing"},
		"unknown list":                  {"type: text", "type: choice, list: nowhere", "there is no list \"nowhere\""},
		"record in no state":            {"while: [live]", "while: [alive]", "errand@1.yaml:14: record remark: \"alive\" is neither a state nor a class"},
		"unknown follow-on target":      {"to: done}", "to: done, then: [{target: cousin, event: finish}]}", "a follow-on is of self, parent, root or children, not of \"cousin\""},
		"follow-on to an unknown event": {"to: done}", "to: done, then: [{target: root, as: {dispute_case: vanish}}]}", "no target knows the event \"vanish\""},
		"required field not fed":        {"to: done}", "to: done, then: [{target: root, as: {dispute_case: fail_mediation}, otherwise: skip}]}", "dispute_case.fail_mediation asks for reason, which is not fed"},
		"a link to no matter":           {"to: done}", "to: done, links: [{kind: covers, to: $input.reason}]}", "finish links to \"$input.reason\", which is no matter among its fields"},
		"a link of an unknown kind":     {"to: done}", "to: done, links: [{kind: cousin, end: true}]}", "finish: there is no kind of link \"cousin\""},
		"an effect without a link":      {"to: done}", "to: done, tells: [{as: {petition: withdraw}}]}", "finish: an effect on another family names a kind of link and the act"},
		"an effect nobody knows":        {"to: done}", "to: done, tells: [{via: covers, as: {petition: vanish}}]}", "finish: petition does not know the act \"vanish\""},
		"an effect in no state":         {"to: done}", "to: done, tells: [{via: covers, as: {petition: conclude}, in: [asleep]}]}", "finish: \"asleep\" is no state of petition"},
		"an effect that lacks a field":  {"to: done}", "to: done, tells: [{via: covers, as: {petition: withdraw}}]}", "finish: petition.withdraw asks for way, which is not fed"},
		"effects that never end":        {"to: done}", "to: done, tells: [{via: covers, as: {errand: finish}}]}", "errand.finish: its follow-ons come back to it"},
		"a matter of an unknown kind":   {"type: text", "type: matter, kinds: [centre]", "errand@1.yaml:11: field reason: there is no kind of matter \"centre\""},
		"creates an unknown workflow":   {"to: done}", "to: done, creates: [{workflow: nothing}]}", "finish creates \"nothing\", which is no workflow"},
		"sets a column it may not":      {"to: done}", "to: done, sets: {version: '7'}}", "finish sets \"version\", which no definition may set"},
		"sets from an unknown field":    {"to: done}", "to: done, sets: {handler: $input.who}}", "finish sets handler from \"who\", which is no field of it"},
		"a follow-on that never ends":   {"to: done}", "to: done, then: [{target: self, event: take, otherwise: skip, with: {reason: again}}]}\n  - {id: again, title: 再办, from: [done], to: busy}", ""},
		"file named otherwise":          {"version: 1", "version: 2", "errand@1.yaml:1: the file of this definition is called errand@2.yaml"},
		"an overlay of nothing":         {"start: open", "extends: nobody@1\nstart: open", "there is no nobody@1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1)
			if text == good {
				t.Fatalf("%q stands nowhere in the good definition", c.old)
			}
			err := load(t, map[string]string{"errand@1.yaml": text})
			switch {
			case err == nil && c.want != "":
				t.Fatal("it was accepted")
			case err != nil && !strings.Contains(err.Error(), c.want):
				t.Errorf("refused as\n%v\nwant %q", err, c.want)
			}
		})
	}
}

func TestTheGoodDefinitionLoads(t *testing.T) {
	if err := load(t, map[string]string{"errand@1.yaml": good}); err != nil {
		t.Fatal(err)
	}
}

func TestOverlaysRefuseWhatIsNotThere(t *testing.T) {
	const head = "id: special\nversion: 1\nextends: peoples_mediation@1\ntitle: 专门调解\n"
	for name, c := range map[string]struct{ text, want string }{
		"removes an unknown event":     {"remove: [dance]\n", "remove: there is no event or record \"dance\""},
		"removes an unknown state":     {"remove_states: [limbo]\n", "remove_states: there is no state \"limbo\""},
		"leaves a removed state named": {"remove_states: [oral_recorded]\n", "which is no state"},
		"joins an unknown event":       {"join: {suspended: [dance]}\n", "join: there is no event \"dance\""},
		"leads a base event elsewhere": {"events:\n  - {id: decline, title: 不受理, from: [applied], to: refused}\n", "must lead there too"},
	} {
		t.Run(name, func(t *testing.T) {
			err := load(t, map[string]string{"special@1.yaml": head + c.text})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("refused as %v, want %q", err, c.want)
			}
		})
	}
}

// load puts files of a site beside the shipped definitions.
func load(t *testing.T, files map[string]string) error {
	t.Helper()
	site := fstest.MapFS{}
	for name, text := range files {
		site[name] = &fstest.MapFile{Data: []byte(text)}
	}
	_, err := workflows.Shipped(site)
	return err
}

func TestAnotherVersionStandsBesideTheFirst(t *testing.T) {
	b, err := os.ReadFile("definitions/follow_up@1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	second := strings.Replace(string(b), "version: 1", "version: 2", 1)
	l, err := workflows.Shipped(fstest.MapFS{"follow_up@2.yaml": &fstest.MapFile{Data: []byte(second)}})
	if err != nil {
		t.Fatal(err)
	}
	if l.Flow("follow_up", 1) == nil || l.Flow("follow_up", 2) == nil || l.Latest("follow_up").Version != 2 {
		t.Error("a running matter must keep its version, new ones take the latest")
	}
}
