package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// KeptPage is a refusal of a form together with everything that was typed into
// it, to be read and copied (users.md F6).
type KeptPage struct {
	FailPage
	Typed []Typed
	Draft bool // it stands on the first page too
}

// Typed is what was typed into one field.
type Typed struct {
	Title, Text string
	Long        bool
}

// turned is a form that will not be carried out as it is.
type turned struct {
	form   whose
	view   *casework.View // of the matter it is about, nil for none or when it may not be read
	fields []workflows.Field
	was    url.Values // what stood in the form before anybody typed
	values url.Values
	draft  bool // it is kept already
}

// keep saves a posted form as a draft, when something was typed into it and
// this site drew it for who sends it.
func (v *visit) keep(t *turned) {
	var drawn whose
	if !v.s.unlock("form", v.form.Get("_as"), &drawn) || drawn.Form != t.form.Form || drawn.Matter != t.form.Matter {
		return
	}
	if !v.s.anyTyped(v, t) {
		return
	}
	drawn.User = v.who.UserID
	if err := v.putDraft(drawn, v.form); err != nil {
		v.s.log.WarnContext(v.ctx(), "what was typed is not kept", "err", err)
		return
	}
	t.draft = true
}

func (s *Site) anyTyped(v *visit, t *turned) bool {
	return slices.ContainsFunc(t.fields, func(d workflows.Field) bool {
		text := s.typedText(v, t.view, &d, t.values)
		return text != "" && text != s.typedText(v, t.view, &d, t.was)
	})
}

// typed lists what was typed, "" left out.
func (s *Site) typed(v *visit, t *turned) []Typed {
	var list []Typed
	if !s.anyTyped(v, t) {
		return list
	}
	for i := range t.fields {
		d := &t.fields[i]
		if text := s.typedText(v, t.view, d, t.values); text != "" {
			list = append(list, Typed{d.Title, text, strings.Contains(text, "\n") || d.Type == "longtext"})
		}
	}
	for _, one := range []string{"on", "why"} {
		if text := strings.TrimSpace(t.values.Get(one)); text != "" {
			list = append(list, Typed{Title: say(map[string]string{"on": "form.on", "why": "form.why"}[one]), Text: text})
		}
	}
	return list
}

// turnAway answers a form that may not be sent now, or not any more, with what
// stands in its way and with what was typed.
func (s *Site) turnAway(v *visit, t *turned, err error, links ...Link) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	typed := s.typed(v, t)
	var refused *casemodel.Error
	if !asRefusal(err, &refused) {
		if len(typed) == 0 {
			return err
		}
		refused = s.broken(v, err)
	}
	status := statusOf(err)
	if status == http.StatusServiceUnavailable {
		v.c.Header("Retry-After", "5")
		s.log.WarnContext(v.ctx(), "request refused", "kind", string(refused.Kind), "err", err)
	}
	var flow *workflows.Flow
	if t.view != nil {
		flow = t.view.Flow
	}
	page := KeptPage{FailPage: s.failPage(v, refused, flow), Typed: typed, Draft: t.draft}
	page.Links = append(page.Links, links...)
	return v.show(status, "kept", page)
}

// astray answers a form whose very matter cannot be had: it may not be seen
// any longer, or nothing can be read at all. What was typed is its writer's.
func (s *Site) astray(v *visit, form whose, err error) error {
	t := &turned{form: form, fields: s.fieldsOf(form.Form), was: url.Values{}, values: v.form}
	switch {
	case len(t.fields) == 0 || form.Matter != "" && !form.Matter.Valid():
		return err
	case v.form != nil:
		v.keep(t)
	case !v.takeUp(t):
		return err
	}
	if !s.anyTyped(v, t) {
		return err
	}
	return s.turnAway(v, t, err)
}

// takeUp reads the draft of a form, when the address asks for it.
func (v *visit) takeUp(t *turned) bool {
	if v.query("draft") == "" {
		return false
	}
	_, values, err := v.draft(t.form)
	if err != nil || values == nil {
		return false
	}
	t.values, t.draft = values, true
	return true
}

// fieldsOf finds the fields of a form by its name alone.
func (s *Site) fieldsOf(form string) []workflows.Field {
	kind, name, _ := strings.Cut(form, ":")
	for _, flow := range s.desk.Flows.Every() {
		if kind == "create" && flow.ID == name && flow.Create != nil {
			return flow.Create.Fields
		}
		if act := flow.Act(name); kind == "do" && act != nil {
			return act.Fields
		}
	}
	return nil
}
