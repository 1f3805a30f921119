package web

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// keptMark stands in the address a person comes back to after signing in
// again: the form there shows what was typed before. The draft's slot follows;
// what is no slot is the latest draft of the form.
const keptMark = "draft="

// longestTyping is how old a form may be whose content is still taken for its
// user without a session.
const longestTyping = 24 * time.Hour

// whose says which form a page is and for whom it was drawn. It is sealed, so
// that a dead session still proves whose typing this is, and nobody can leave
// drafts in another's name. Each drawn form has a slot of its own: a second one
// of the same kind, in another tab or after lunch, never saves over the first.
type whose struct {
	User   casemodel.ID      `json:"u"`
	Name   string            `json:"n,omitempty"` // with which the user signs in
	Post   casemodel.ID      `json:"o"`           // the membership
	Form   string            `json:"f"`
	Slot   string            `json:"s,omitempty"`
	Matter casemodel.ID      `json:"m,omitempty"`
	Title  string            `json:"t"`
	Path   string            `json:"p"`
	At     casemodel.Instant `json:"a"`
}

// slotMark stands between a form and the slot of its draft.
const slotMark = "~"

// key is the name the draft of this form is kept under.
func (w whose) key() string {
	if w.Slot == "" {
		return w.Form
	}
	return w.Form + slotMark + w.Slot
}

// again is where the draft is opened.
func (w whose) again() string {
	slot := w.Slot
	if slot == "" {
		slot = "1"
	}
	return w.Path + map[bool]string{true: "&", false: "?"}[strings.Contains(w.Path, "?")] + keptMark + slot
}

// seal is the form's hidden mark.
func (v *visit) seal(w whose) (string, error) {
	now, err := v.now()
	if err != nil {
		return "", err
	}
	w.User, w.Name, w.Post, w.At, w.Slot = v.who.UserID, v.session.Username, v.who.MembershipID, now, v.slot(w)
	return v.s.lock("form", w)
}

// slot is where the drafts of a form go: that of the form that was posted, that
// of the draft which is shown, else a new one.
func (v *visit) slot(w whose) string {
	var drawn whose
	switch {
	case v.form != nil && v.s.unlock("form", v.form.Get("_as"), &drawn) && drawn.Form == w.Form && drawn.Matter == w.Matter:
		return drawn.Slot
	case v.resumed != nil:
		return *v.resumed
	}
	return token()[:8]
}

// keepForLater saves what was posted with a dead session as the draft of who
// the form was drawn for, and returns where to go on after signing in. Nothing
// is executed by itself. Files are not kept: the browser sends them again.
func (v *visit) keepForLater() string {
	var w whose
	if !v.s.unlock("form", v.form.Get("_as"), &w) {
		return "/home"
	}
	now, err := v.now()
	if err != nil || now.Time().Sub(w.At.Time()) > longestTyping {
		return w.Path
	}
	if err := v.putDraft(w, v.form); err != nil {
		v.s.log.ErrorContext(v.ctx(), "draft of a dead session", "err", err)
		return w.Path
	}
	return w.again()
}

// sameSeat refuses a form that was drawn for somebody else, or for another post
// of the same person: a counter PC changes hands, and nobody's typing goes out
// in another's name. What was typed waits as a draft of who typed it.
func (v *visit) sameSeat() error {
	var w whose
	if v.form.Get("_as") == "" || !v.s.unlock("form", v.form.Get("_as"), &w) || w.User == v.who.UserID && w.Post == v.who.MembershipID {
		return nil
	}
	v.keepForLater()
	return &casemodel.Error{Kind: casemodel.Forbidden, Key: "fail.other_seat"}
}

// putDraft keeps what was typed in the slot of the form it was posted with.
func (v *visit) putDraft(w whose, values url.Values) error {
	w.Slot = v.slot(w)
	typed := url.Values{}
	for name, value := range values {
		if !strings.HasPrefix(name, "_") && name != "version" {
			typed[name] = value
		}
	}
	content, err := json.Marshal(typed)
	if err != nil {
		return err
	}
	owner := casemodel.Actor{UserID: w.User}
	if err := v.s.desk.RoomForDraft(v.ctx(), owner, w.key(), w.Matter); err != nil {
		return err
	}
	return v.s.desk.PutDraft(v.ctx(), owner, w.key(), w.Matter, w.Title, string(content))
}

// Draft is what a form page says about a draft of it.
type Draft struct {
	At    string
	Open  string // where it is opened, "" when the page shows it already
	Form  string
	About string // matter
	Back  string
}

// draft finds the kept form; its values are given only when the address asks
// for them, so that an old draft never slips into a new form unseen.
func (v *visit) draft(w whose) (*Draft, url.Values, error) {
	slot, at, err := v.latest(w)
	if err != nil || at.IsZero() {
		return nil, nil, err
	}
	w.Slot = slot
	shown := &Draft{At: minute(at), Form: w.key(), About: string(w.Matter), Back: w.Path}
	if v.query("draft") == "" {
		shown.Open = w.again()
		return shown, nil, nil
	}
	kept, err := v.s.desk.Draft(v.ctx(), v.who, w.key(), w.Matter)
	if casemodel.Is(err, casemodel.NotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	v.resumed = &slot
	values := url.Values{}
	if err := json.Unmarshal([]byte(kept.Content), &values); err != nil {
		return nil, nil, nil //nolint:nilerr // a draft of another release is no reason to show no form
	}
	return shown, values, nil
}

// latest finds the slot the address names, else the newest of the form's.
func (v *visit) latest(w whose) (slot string, at casemodel.Instant, err error) {
	all, err := v.s.desk.Drafts(v.ctx(), v.who) // the newest first
	for i := range all {
		form, its, _ := strings.Cut(all[i].Form, slotMark)
		if form != w.Form || all[i].MatterID != w.Matter {
			continue
		}
		if at.IsZero() || its == v.query("draft") {
			slot, at = its, all[i].SavedAt
		}
	}
	return slot, at, err
}

// saveDraft answers the button that keeps a form for later.
func (v *visit) saveDraft(w whose) error {
	w.User = v.who.UserID
	if err := v.putDraft(w, v.form); err != nil {
		return err
	}
	if err := v.leave(Note{Kind: "ok", Text: say("draft.saved", "title", w.Title)}); err != nil {
		return err
	}
	return v.redirect("/home")
}

// sent forgets the draft of a form that was sent.
func (v *visit) sent(w whose) {
	if v.form.Get("_drafted") == "" {
		return
	}
	w.Slot = v.slot(w)
	if err := v.s.desk.DropDraft(v.ctx(), v.who, w.key(), w.Matter); err != nil {
		v.s.log.WarnContext(v.ctx(), "draft stays behind", "err", err)
	}
}

func (s *Site) dropDraft(v *visit) error {
	matter := casemodel.ID(v.form.Get("matter"))
	if matter != "" && !matter.Valid() {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	if err := s.desk.DropDraft(v.ctx(), v.who, v.form.Get("form"), matter); err != nil {
		return err
	}
	if err := v.leave(Note{Kind: "ok", Text: say("draft.dropped")}); err != nil {
		return err
	}
	return v.redirect(local(v.form.Get("next")))
}

// draftPath is where a listed draft is opened.
func draftPath(key string, matter casemodel.ID) string {
	form, slot, _ := strings.Cut(key, slotMark)
	w := whose{Form: form, Slot: slot, Matter: matter, Path: windowPath}
	switch kind, name, _ := strings.Cut(form, ":"); kind {
	case "spot":
		w.Path = spotPath
	case "do":
		w.Path = "/matters/" + string(matter) + "/do/" + url.PathEscape(name)
	case "create":
		w.Path = createPath(name, matter)
	}
	return w.again()
}

func createPath(workflow string, parent casemodel.ID) string {
	path := "/matters/new/" + url.PathEscape(workflow)
	if parent != "" {
		path += "?parent=" + string(parent)
	}
	return path
}
