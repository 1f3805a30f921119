package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"path"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Photos is where photos wait that were taken on the way (photo.js): whose they
// are, and the key with which they are kept on his device until the server has
// them. Only pages of his own signed-in session hold the key (users.md F6).
type Photos struct{ User, Key string }

// Shoot is a link that opens the camera; without script it opens the form for
// papers.
type Shoot struct {
	Href, Form, About string
	Tiny              bool
}

func shootAt(matter casemodel.ID, about string) *Shoot {
	home := "/matters/" + string(matter)
	return &Shoot{Href: home + "/photo", Form: home + "/do/attach", About: about}
}

// ownShoot is the camera in a row of the day's list, on what one handles.
func (v *visit) ownShoot(m *casemodel.Matter) *Shoot {
	if m.HandlerID != v.who.UserID || !m.Open() {
		return nil
	}
	one := shootAt(m.ID, m.Number)
	one.Tiny = true
	return one
}

func (v *visit) photos() *Photos {
	mac := hmac.New(sha256.New, v.s.photoKey)
	mac.Write([]byte(v.who.UserID))
	return &Photos{User: string(v.who.UserID), Key: base64.StdEncoding.EncodeToString(mac.Sum(nil))}
}

// longestLine is how many characters of words go with a photo.
const longestLine = 60

// photoWord is the answer to photo.js.
type photoWord struct {
	Says string `json:"says"`
	Href string `json:"href"` // where it lies
}

// takePhoto puts a photo into a matter's file, by the act that takes papers in
// and read by those who read agreements: once, however often it is sent. What
// was said with it is its name.
func (s *Site) takePhoto(v *visit) error {
	v.c.Header(formHeader, "photo")
	id, err := v.id()
	if err == nil {
		_, err = s.desk.Case(v.ctx(), v.who, id) // of what one may not know nothing is kept
	}
	if err != nil {
		return s.photoRefused(v, err)
	}
	sent, once := v.uploads("photo"), v.form.Get("_once")
	if len(sent) != 1 || once == "" {
		return s.photoRefused(v, &casemodel.Error{Kind: casemodel.Invalid, Key: "form.unreadable"})
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	at := now.Time().In(calendar.Zone)
	name := shorten(strings.Join(strings.Fields(v.form.Get("line")), " "), longestLine)
	if name == "" {
		name = say("photo.name", "at", at.Format("01-02 15:04"))
	}
	ending := strings.ToLower(path.Ext(sent[0].Filename))
	if ending == "" {
		ending = ".jpg"
	}
	sent[0].Filename = strings.NewReplacer("/", " ", `\`, " ", ":", "").Replace(name) + ending
	f, err := v.upload(sent[0], once+at.Format("0102")) // an upload that no act used is gone after a day
	if err != nil {
		return s.photoRefused(v, err)
	}
	hash := sha256.Sum256([]byte(string(id) + f.SHA256))
	out, err := s.desk.Do(v.ctx(), v.who, id, "attach", casework.Input{
		Key: "web:" + once, Hash: hash[:], Fields: map[string]any{"files": []any{string(f.ID)}, "read": "agreement"},
	})
	if err != nil {
		return s.photoRefused(v, err)
	}
	v.c.JSON(http.StatusCreated, photoWord{say("photo.done"), "/matters/" + string(out.MatterID) + "#files"})
	return nil
}

// photoRefused tells photo.js in a word why the photo is not taken; what may
// pass later it keeps and sends again.
func (s *Site) photoRefused(v *visit, err error) error {
	var refused *casemodel.Error
	if !asRefusal(err, &refused) || statusOf(err) >= http.StatusInternalServerError {
		return err
	}
	text := s.sayFault(refused.Key, refused.Args)
	if all := refused.All(); len(all) > 0 {
		text = s.sayFault(all[0].Key, all[0].Args)
	}
	return v.word(statusOf(err), word{Says: text})
}
