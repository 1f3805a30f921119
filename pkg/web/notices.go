package web

import (
	"net/http"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// NoticesPage is what somebody was told, the newest first.
type NoticesPage struct {
	Shell
	Days  []NoticeDay
	Until string // what arrives after this moment stays unread
	Any   bool   // something is unread
	Next  string
	First bool
}

// NoticeDay is a day's notices.
type NoticeDay struct {
	Title   string
	Notices []NoticeRow
}

// NoticeRow is one notice. Opening it marks it as read and leads on.
type NoticeRow struct {
	Source, Text, About, At, Icon, Href string
	Unread                              bool
}

// bell is how many notices wait, for the frame: 99+ is as far as it counts.
func (v *visit) bell() string {
	if v.who.UserID == "" {
		return ""
	}
	if v.rings == nil {
		shown := v.countUnread()
		v.rings = &shown
	}
	return *v.rings
}

func (v *visit) countUnread() string {
	n, err := v.s.desk.Unread(v.ctx(), v.who)
	switch {
	case err != nil:
		v.s.log.ErrorContext(v.ctx(), "count notices", "err", err) // a page is worth more than its bell
		return ""
	case n == 0:
		return ""
	case n > 99:
		return "99+"
	}
	return itoa(n)
}

// noticeCount draws the bell anew for a page that stays open; nothing when it
// shows what is so. It keeps no session alive.
func (s *Site) noticeCount(v *visit) error {
	v.c.Header("Vary", "HX-Request")
	n := v.bell()
	if n == v.query("shown") {
		v.c.Status(http.StatusNoContent)
		return nil
	}
	if v.c.GetHeader("HX-Request") == "" {
		return v.redirect("/notices")
	}
	return v.part(http.StatusOK, "notices", "bell", NoticesPage{Shell: Shell{Unread: n}})
}

func (s *Site) notices(v *visit) error {
	list, next, err := s.desk.Notices(v.ctx(), v.who, v.query("after"))
	if err != nil {
		return err
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	page := NoticesPage{Days: s.noticeDays(list, now), Next: next, First: v.query("after") != "", Until: now.String()}
	page.Shell = v.shell(say("nav.notices"), "/notices")
	page.Any = page.Unread != ""
	return v.ok("notices", page)
}

func (s *Site) noticeDays(list []casework.Notice, now casemodel.Instant) []NoticeDay {
	var days []NoticeDay
	today := localDay(now)
	for i := range list {
		n := &list[i]
		title := shortDay(localDay(n.At), today)
		if localDay(n.At) == today {
			title = say("notice.today")
		}
		if len(days) == 0 || days[len(days)-1].Title != title {
			days = append(days, NoticeDay{Title: title})
		}
		last := &days[len(days)-1]
		last.Notices = append(last.Notices, s.noticeRow(n))
	}
	return days
}

func (s *Site) noticeRow(n *casework.Notice) NoticeRow {
	r := NoticeRow{
		Source: n.Source, Unread: n.Unread, Icon: noticeIcons[n.Kind], At: clock(n.At), Href: "/matters/" + string(n.Matter.ID),
		Text: say("notice." + n.Kind),
	}
	if r.Icon == "" {
		r.Icon = "info"
	}
	if n.Act != "" && (n.Kind == "soon" || n.Kind == "missed" || n.Kind == "ended" || n.Kind == "court") {
		r.Text += say("list.dot") + n.Act
	}
	if n.Matter.ID == "" {
		r.Href = "/home"
		if n.Kind == "reveals" {
			r.Href = "/reveals"
		}
		return r
	}
	r.About = s.nameOf(&n.Matter)
	switch title := n.Matter.Title; {
	case n.Matter.Number != "" && strings.Contains(title, n.Matter.Number):
		r.About = title
	case title != "" && title != r.About:
		r.About += say("list.dot") + title
	}
	return r
}

// noticeIcons mark what is to be done at once.
var noticeIcons = map[string]string{
	"missed": "alert", "overdue": "alert", "twice": "alert", "supervised": "alert", "dead_letter": "alert", "soon": "clock",
	"approval": "shield", "granted": "check", "agreed": "check", "resolved": "check", "yours": "user", "owner": "user",
}

// readNotice marks one as read and leads to what it is about.
func (s *Site) readNotice(v *visit) error {
	if err := s.desk.ReadNotices(v.ctx(), v.who, v.form.Get("source")); err != nil {
		return err
	}
	return v.redirect(local(v.form.Get("next")))
}

// readAllNotices marks what the page showed.
func (s *Site) readAllNotices(v *visit) error {
	if err := s.desk.ReadAllNotices(v.ctx(), v.who, v.form.Get("until")); err != nil {
		return err
	}
	return v.redirect("/notices")
}
