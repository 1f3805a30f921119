package web

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// keptMark stands in the address a person comes back to after signing in
// again: the form there shows what was typed before.
const keptMark = "draft=1"

// longestTyping is how old a form may be whose content is still taken for its
// user without a session.
const longestTyping = 24 * time.Hour

// whose says which form a page is and for whom it was drawn. It is sealed, so
// that a dead session still proves whose typing this is, and nobody can leave
// drafts in another's name.
type whose struct {
	User   casemodel.ID      `json:"u"`
	Post   casemodel.ID      `json:"o"` // the membership
	Form   string            `json:"f"`
	Matter casemodel.ID      `json:"m,omitempty"`
	Title  string            `json:"t"`
	Path   string            `json:"p"`
	At     casemodel.Instant `json:"a"`
}

// seal is the form's hidden mark.
func (v *visit) seal(w whose) (string, error) {
	now, err := v.now()
	if err != nil {
		return "", err
	}
	w.User, w.Post, w.At = v.who.UserID, v.who.MembershipID, now
	return v.s.lock("form", w)
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
	mark := "?"
	if strings.Contains(w.Path, "?") {
		mark = "&"
	}
	return w.Path + mark + keptMark
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

func (v *visit) putDraft(w whose, values url.Values) error {
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
	if err := v.s.desk.RoomForDraft(v.ctx(), owner, w.Form, w.Matter); err != nil {
		return err
	}
	return v.s.desk.PutDraft(v.ctx(), owner, w.Form, w.Matter, w.Title, string(content))
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
	kept, err := v.s.desk.Draft(v.ctx(), v.who, w.Form, w.Matter)
	if casemodel.Is(err, casemodel.NotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	shown := &Draft{At: minute(kept.SavedAt), Form: w.Form, About: string(w.Matter), Back: w.Path}
	if v.query("draft") == "" {
		shown.Open = w.Path + map[bool]string{true: "&", false: "?"}[strings.Contains(w.Path, "?")] + keptMark
		return shown, nil, nil
	}
	values := url.Values{}
	if err := json.Unmarshal([]byte(kept.Content), &values); err != nil {
		return nil, nil, nil //nolint:nilerr // a draft of another release is no reason to show no form
	}
	return shown, values, nil
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
	if err := v.s.desk.DropDraft(v.ctx(), v.who, w.Form, w.Matter); err != nil {
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
func draftPath(form string, matter casemodel.ID) string {
	kind, name, _ := strings.Cut(form, ":")
	switch kind {
	case "do":
		return "/matters/" + string(matter) + "/do/" + url.PathEscape(name) + "?" + keptMark
	case "create":
		return createPath(name, matter) + map[bool]string{true: "?", false: "&"}[matter == ""] + keptMark
	}
	return "/cases/new?" + keptMark
}

func createPath(workflow string, parent casemodel.ID) string {
	path := "/matters/new/" + url.PathEscape(workflow)
	if parent != "" {
		path += "?parent=" + string(parent)
	}
	return path
}
