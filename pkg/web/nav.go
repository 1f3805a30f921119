package web

import (
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// place is one entry of the menu: where it leads, and whose it is. A menu
// decides nothing; the page itself asks the desk.
type place struct {
	href, icon, text, key string
	may                   func(v *visit) bool // nil: everybody with a post
}

// placeGroup is a heading of the menu with its places.
type placeGroup struct {
	text   string
	places []place
}

// menu is the whole menu in its order; a group without a place is not drawn.
func menu() []placeGroup {
	return []placeGroup{
		{"nav.work", []place{
			{"/home", "home", "nav.home", "h", nil},
			{"/matters", "list", "nav.matters", "c", nil},
			{"/cases/new", "plus", "nav.register", "n", func(v *visit) bool { return v.s.mayRegister(v.who) }},
			{"/cases/on-the-spot", "check", "nav.spot", "", func(v *visit) bool { return v.settles() == nil }},
			{"/schedule", "calendar", "nav.schedule", "s", func(v *visit) bool { return slices.ContainsFunc(sitters, v.who.Has) }},
			{"/followups", "phone", "nav.followups", "", listOf("followups")},
			{"/obligations", "sign", "nav.obligations", "", listOf("obligations")},
			{"/volumes", "book", "nav.volumes", "", func(v *visit) bool { return v.s.mayDraw(v) }},
			{blankPath, "file", "nav.blanks", "", nil},
			{"/matters?view=approve", "shield", "nav.approve", "", nil},
		}},
		{"nav.joint", []place{
			{"/petitions", "chat", "nav.petitions", "", listOf("petitions")},
			{"/backlog", "hourglass", "nav.backlog", "", listOf("backlog")},
			{"/tasks", "route", "nav.tasks", "", listOf("tasks")},
			{"/supervision", "up", "nav.supervision", "", listOf("supervision")},
		}},
		{"nav.rules", []place{
			{"/workflows", "flow", "nav.workflows", "", nil},
			{"/deadlines", "clock", "nav.deadlines", "", nil},
			{"/policies", "list", "nav.matrix", "", func(v *visit) bool { return v.s.mayTest(v.who) }},
			{"/policies/test", "lock", "nav.policies", "", func(v *visit) bool { return v.s.mayTest(v.who) }},
		}},
		{"nav.admin", []place{
			{"/admin/users", "users", "nav.users", "", office("users")},
			{"/admin/bodies", "building", "nav.bodies", "", office("bodies")},
			{"/admin/rooms", "calendar", "nav.rooms", "", office("bodies")},
			{"/admin/areas", "route", "nav.areas", "", office("areas")},
			{"/admin/calendars", "calendar", "nav.calendars", "", office("calendars")},
			{"/admin/papers", "file", "nav.papers", "", office("papers")},
			{"/admin/clauses", "sign", "nav.clauses", "", office("papers")},
			{"/admin/jobs", "hourglass", "nav.jobs", "", office("jobs")},
			{"/admin/verify", "shield", "nav.verify", "", office("jobs")},
			{"/admin/settings", "edit", "nav.settings", "", office("settings")},
			{"/admin/log", "book", "nav.log", "", office("log")},
			{"/reveals", "eye", "nav.reveals", "", func(v *visit) bool { return v.s.desk.Traces(v.who) }},
		}},
		{"nav.own", []place{
			{runsPath, "hourglass", "nav.runs", "", func(v *visit) bool { return v.s.runs.has(v) }},
			{"/me", "user", "nav.me", "", nil},
			{"/help", "keys", "nav.help", "?", nil},
		}},
	}
}

// office is whose list of an administration it is.
func office(flow string) func(v *visit) bool {
	return func(v *visit) bool { return v.s.desk.Office(v.who, flow, "list") == nil }
}

// listOf is whose work list of a kind it is: some line of the policy lets the
// membership do one of the acts of that work.
func listOf(name string) func(v *visit) bool {
	return func(v *visit) bool {
		l := listNamed(name)
		flow := v.s.desk.Flows.Latest(l.flow)
		return slices.ContainsFunc(l.acts, func(act string) bool {
			state := "new"
			for _, id := range flow.States.Keys {
				if flow.Open(id, act) != nil {
					state = id
					break
				}
			}
			return v.s.register.ask(v.s, v.who, l.flow, state, act)
		})
	}
}

// nav draws the menu for one person; at is the place the page belongs to.
func (v *visit) nav(at string) []NavGroup {
	var groups []NavGroup
	for _, g := range menu() {
		group := NavGroup{Title: say(g.text)}
		for _, p := range g.places {
			if p.may == nil || p.may(v) {
				group.Items = append(group.Items, NavItem{Href: p.href, Icon: p.icon, Title: say(p.text), Key: p.key, Now: p.href == at})
			}
		}
		if len(group.Items) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// bottom is the bar of a phone: the day, the list, what to begin, oneself.
func (v *visit) bottom(at string, register bool) []NavItem {
	items := []NavItem{
		{Href: "/home", Icon: "home", Title: say("nav.home")},
		{Href: "/matters", Icon: "list", Title: say("nav.matters")},
	}
	if register {
		items = append(items, NavItem{Href: "/cases/new", Icon: "plus", Title: say("nav.register")})
	}
	if v.settles() == nil {
		items = append(items, NavItem{Href: "/cases/on-the-spot", Icon: "check", Title: say("nav.spot")})
	}
	items = append(items, NavItem{Href: "/me", Icon: "user", Title: say("nav.mine")})
	for i := range items {
		items[i].Now = items[i].Href == at
	}
	return items
}

// hues is how many colours app.css has for the bar that tells people apart who
// share a counter (users.md F15).
const hues = 8

func hue(user string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(user)) // a hash never fails
	return int(h.Sum32() % hues)
}

// PostsPart is what opens under one's name: the posts one may act under.
type PostsPart struct{ Posts []Post }

// postsPart answers the list under one's name in the top bar.
func (s *Site) postsPart(v *visit) error {
	if v.c.GetHeader("HX-Request") == "" {
		return v.redirect("/me")
	}
	posts, err := s.ownPosts(v)
	if err != nil {
		return err
	}
	return v.part(http.StatusOK, "me", "posts", PostsPart{posts})
}

// Taste is how a person likes the pages. It lives in the browser: nothing else
// depends on it.
type Taste struct {
	Compact bool // one line a row
	Keys    bool // single letters are commands (WCAG 2.1.4 lets people switch them off)
}

// tasteCookie is one per person: a counter PC has several.
func (v *visit) tasteCookie() string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(v.session.UserID)) // a hash never fails
	return "jiefen_taste_" + strconv.FormatUint(uint64(h.Sum32()), 36)
}

func (v *visit) taste() Taste {
	value, err := v.c.Cookie(v.tasteCookie())
	if err != nil {
		return Taste{Keys: true}
	}
	set, err := url.ParseQuery(value)
	if err != nil {
		return Taste{Keys: true}
	}
	return Taste{Compact: set.Get("rows") == "compact", Keys: set.Get("keys") != "off"}
}

// setTaste keeps how a person likes the pages, for a year.
func (s *Site) setTaste(v *visit) error {
	set := url.Values{}
	if slices.Contains(v.form["compact"], "true") {
		set.Set("rows", "compact")
	}
	if !slices.Contains(v.form["keys"], "true") {
		set.Set("keys", "off")
	}
	v.setCookie(v.tasteCookie(), set.Encode(), 365*24*60*60)
	return v.told(say("me.taste_kept"))
}
