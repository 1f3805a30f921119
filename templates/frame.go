package templates

import "html/template"

// What stands around every page and above every list is drawn here for the same
// reason as the rows (cells.go): twenty ways of a menu, ten views and ten heads of
// columns were most of what was left for the template engine to ask by reflection.

// NavGroup is a heading of the menu.
type NavGroup struct {
	Title string
	Items []NavItem
}

// NavItem is one place to go; Key is the key that leads there, "" for none.
type NavItem struct {
	Href, Icon, Title, Key string
	Now                    bool
}

// Tab is one view of a list.
type Tab struct {
	ID                 string // of its count, "" when it has none
	Title, Href, Count string
	Tone               string // of the count: over, near, or none
	Warns              string // the tone of a count that is not 0
	Now                bool
	Road               bool // on a phone only
}

// Head is the head of a column; with an address one click puts the list in its
// order.
type Head struct {
	Title, Class, Href string
	Aria               string // ascending, descending, none; "" where there is no order
	Way                string // in words
}

// Picker is a condition chosen from a closed list.
type Picker struct {
	Name, Title string
	Options     []Option
}

// menu draws the menu of a page.
func menu(groups []NavGroup) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	for i := range groups {
		w.put("<h2>").escape(groups[i].Title).put("</h2>\n<ul>")
		for j := range groups[i].Items {
			item := &groups[i].Items[j]
			w.put("<li>").way(item.Href, item.Now).named("data-key", item.Key).put(">")
			w.put(icon(item.Icon)).escape(item.Title).put("</a></li>")
		}
		w.put("</ul>\n")
	}
	return w.done()
}

// ways draws places to go in one line: the bar of a phone.
func ways(items []NavItem) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	for i := range items {
		w.way(items[i].Href, items[i].Now).put(">").put(icon(items[i].Icon)).escape(items[i].Title).put("</a>")
	}
	return w.done()
}

// tabs draws the views of a list, each with its count where it has one.
func tabs(list []Tab) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	for i := range list {
		tab := &list[i]
		w.put(`<a href="`).address(tab.Href).put(`"`)
		if tab.Road {
			w.put(` class="road"`)
		}
		w.current(tab.Now).put(">").escape(tab.Title)
		if tab.ID != "" {
			w.put(` <small class="num`)
			if tab.Tone != "" {
				w.put(" ").escape(tab.Tone)
			}
			w.put(`" id="`).escape(tab.ID).put(`">`).escape(tab.Count).put("</small>")
		}
		w.put("</a>")
	}
	return w.done()
}

// heads draws the heads of a table.
func heads(list []Head) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	for i := range list {
		h := &list[i]
		w.put(`<th class="`).escape(h.Class).put(`"`).named("aria-sort", h.Aria).put(">")
		if h.Href == "" {
			w.escape(h.Title).put("</th>")
			continue
		}
		w.put(`<a href="`).address(h.Href).put(`" hx-get="`).address(h.Href)
		w.put(`" hx-target="#found" hx-swap="outerHTML" hx-push-url="true">`).escape(h.Title)
		if h.Way != "" {
			w.put("<small> ").escape(h.Way).put("</small>")
		}
		w.put("</a></th>")
	}
	return w.done()
}

// pickers draws conditions chosen from closed lists.
func pickers(list []Picker) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	for i := range list {
		p := &list[i]
		w.put(`<select class="control" name="`).escape(p.Name).put(`" aria-label="`).escape(p.Title)
		w.put(`"><option value="">`).escape(p.Title).put("</option>").options(p.Options).put("</select>")
	}
	return w.done()
}

// way opens a link, whose further attributes and ">" are still to come.
func (w *cellWriter) way(href string, now bool) *cellWriter {
	return w.put(`<a href="`).address(href).put(`"`).current(now)
}

// current marks the link to the page that is shown.
func (w *cellWriter) current(now bool) *cellWriter {
	if now {
		w.put(` aria-current="page"`)
	}
	return w
}
