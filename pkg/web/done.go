package web

import (
	"cmp"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// mostLinks of a note.
const mostLinks = 6

// done tells on the matter's page what an act did: where the matter and its
// case stand now, what came into being, or where the request waits.
func (s *Site) done(v *visit, view *casework.View, act *workflows.Act, out casework.Outcome) error {
	note := Note{Kind: "ok"}
	home := "/matters/" + string(view.Matter.ID)
	switch {
	case out.Approval != "":
		note.Kind, note.Text = "info", say("done.asked", "act", act.Title)
		note.Links = []Link{{say("done.to_request"), "/matters/" + string(out.Approval)}}
	default:
		note.Text = say("done.did", "act", act.Title) + s.moved(view, out)
		note.Links = s.born(out.Created)
	}
	if err := v.leave(note); err != nil {
		return err
	}
	if len(out.Codes) > 0 {
		if err := v.hand(out); err != nil {
			return err
		}
		return v.redirect(home + "/receipt")
	}
	return v.redirect(s.onwards(v, view, act, home))
}

// onwards is where to go when an act is done: to the matter, or on with the
// same work when the act's page says so.
func (s *Site) onwards(v *visit, view *casework.View, act *workflows.Act, home string) string {
	own, there := ownPageOf(view, act.ID)
	if !there || own.next == nil && own.leads == nil {
		return home
	}
	now, err := s.desk.Case(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return home
	}
	if own.leads != nil {
		return cmp.Or(own.leads(s, v, now), home)
	}
	return home + own.next(now)
}

// moved says where the matter, and the case it belongs to, stand now.
func (s *Site) moved(view *casework.View, out casework.Outcome) string {
	text := ""
	last := map[casemodel.ID]casework.Fired{}
	for _, f := range out.Fired {
		if was, there := last[f.MatterID]; there {
			f.From = was.From
		}
		last[f.MatterID] = f
	}
	if f, is := last[view.Matter.ID]; is && f.From != f.To {
		text += say("done.now", "state", stateOf(view.Flow, f.To).Title)
	}
	if f, is := last[view.Root.ID]; is && f.From != f.To && view.Root.ID != view.Matter.ID {
		root := s.desk.Flows.Flow(view.Root.Workflow, view.Root.WorkflowVersion)
		text += say("done.root_now", "state", stateOf(root, f.To).Title)
	}
	return text
}

// born links to what came into being.
func (s *Site) born(created []casework.Created) []Link {
	var links []Link
	for i, c := range created {
		if i == mostLinks {
			return append(links, Link{say("done.more", "n", len(created)-mostLinks), "/matters?view=all&sort=opened&desc=1"})
		}
		title := c.Workflow
		if flow := s.desk.Flows.Latest(c.Workflow); flow != nil {
			title = flow.Title
		}
		if c.Number != "" {
			title += " " + c.Number
		}
		links = append(links, Link{say("done.created", "title", title), "/matters/" + string(c.ID)})
	}
	return links
}
