package web

import (
	"net/url"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// PageLinks lead from a page of a list to those on either side, "" where there
// is none.
type PageLinks struct{ First, Prev, Next string }

// pageAt is where the page that was asked for begins. What is no id is the first.
func (v *visit) pageAt() (at casework.PageAt) {
	if id := casemodel.ID(v.query("after")); id.Valid() {
		at.After = id
	} else if id := casemodel.ID(v.query("before")); id.Valid() {
		at.Before = id
	}
	return at
}

// pages keep what was asked for and go on from the page's neighbours.
func (v *visit) pages(path string, n casework.Neighbours) PageLinks {
	to := func(key string, id casemodel.ID) string {
		asked := url.Values{}
		for name, values := range v.c.Request.URL.Query() {
			if name != "after" && name != "before" && values[0] != "" {
				asked.Set(name, values[0])
			}
		}
		if key != "" {
			asked.Set(key, string(id))
		}
		if len(asked) == 0 {
			return path
		}
		return path + "?" + asked.Encode()
	}
	var links PageLinks
	if n.Prev != "" {
		links.First, links.Prev = to("", ""), to("before", n.Prev)
	}
	if n.Next != "" {
		links.Next = to("after", n.Next)
	}
	return links
}
