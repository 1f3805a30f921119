package web

// HelpPage tells the keys and how the pages are used.
type HelpPage struct {
	Shell
	Keys   []Fact
	Guided bool // there are first steps to go
}

func (s *Site) help(v *visit) error {
	page := HelpPage{Guided: v.beginner(), Keys: []Fact{
		{"/", say("help.search")},
		{"n", say("help.new")},
		{"h", say("help.home")},
		{"c", say("help.list")},
		{"t", say("help.record")},
		{"l", say("help.contact")},
		{"Ctrl+Enter", say("help.submit")},
		{"Esc", say("help.leave")},
		{"?", say("help.help")},
	}}
	page.Shell = v.shell(say("nav.help"), "/help")
	return v.ok("help", page)
}
