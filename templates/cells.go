package templates

import (
	"html/template"
	"strings"
	"sync"
)

// A page of a list has four hundred fields, and the template engine asks every
// one of them by reflection what it is: that was most of what a list cost. The
// fields of a row are therefore written here, from a struct that holds text and
// nothing else, and all of it goes through escape or address. A test draws the
// same fields by a template and compares.

// Cell is one field of a table: what it says on two lines.
type Cell struct {
	Class string
	Href  string
	Text  string
	Sub   string
	Badge string
	Alarm string // in red: what must not be done
	Full  string // the whole of what is cut short
	State *State
	Risk  *RiskTag
	Due   *Due
}

// State is a stage as a tag: icon, word, tint.
type State struct{ Title, Tint, Icon string }

// RiskTag is a grade as a coloured word.
type RiskTag struct{ Name, Word string }

// Due is how far away a due date is: a word and a colour.
type Due struct{ Word, Level, Icon string }

// Option is one value of a closed list.
type Option struct {
	Value, Title string
	Chosen       bool
}

// options draws the values of a closed list; a page of a list offers a hundred
// and more.
func options(list []Option) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	return w.options(list).done()
}

func (w *cellWriter) options(list []Option) *cellWriter {
	for i := range list {
		w.put(`<option value="`).escape(list[i].Value).put(`"`)
		if list[i].Chosen {
			w.put(" selected")
		}
		w.put(">").escape(list[i].Title).put("</option>")
	}
	return w
}

// Line is one row of a table: what can be chosen, and its fields.
type Line struct {
	ID, Number string
	Cells      []Cell
}

// ticked draws rows that can be chosen.
func ticked(list []Line) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	for i := range list {
		line := &list[i]
		w.put(`<tr><td class="sel noprint"><input type="checkbox" name="m" value="`).escape(line.ID)
		w.put(`" aria-label="`).escape(Say("list.tick", "what", line.Number)).put(`"></td>`)
		w.cells(line.Cells).put("</tr>\n")
	}
	return w.done()
}

// lines draws rows to be read.
func lines(list []Line) template.HTML {
	w := writers.Get().(*cellWriter) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	for i := range list {
		w.put("<tr>").cells(list[i].Cells).put("</tr>\n")
	}
	return w.done()
}

// cellWriter is a row on its way to the page.
type cellWriter struct{ row []byte }

var writers = sync.Pool{New: func() any { return new(cellWriter) }}

func (w *cellWriter) cells(row []Cell) *cellWriter {
	for i := range row {
		w.cell(&row[i])
	}
	return w
}

// done gives what was written and the writer back.
func (w *cellWriter) done() template.HTML {
	drawn := template.HTML(w.row) //nolint:gosec // every text in it went through escape or address
	w.row = w.row[:0]
	writers.Put(w)
	return drawn
}

func (w *cellWriter) cell(c *Cell) {
	w.put("<td").named("class", c.Class).named("title", c.Full).put(">")
	w.risk(c.Risk)
	w.state(c.State)
	w.due(c.Due)
	w.text(c)
	if c.Alarm != "" {
		w.put(` <b class="due-over">`).escape(c.Alarm).put("</b>")
	}
	if c.Sub != "" || c.Badge != "" {
		w.put("<small>").escape(c.Sub)
		if c.Badge != "" {
			w.put(` <b class="badge">`).escape(c.Badge).put("</b>")
		}
		w.put("</small>")
	}
	w.put("</td>")
}

func (w *cellWriter) text(c *Cell) {
	switch {
	case c.Href != "":
		w.put(`<a href="`).address(c.Href).put(`">`).escape(c.Text).put("</a>")
	case c.Due != nil:
		w.put(`<span class="hush num">`).escape(c.Text).put("</span>")
	default:
		w.escape(c.Text)
	}
}

func (w *cellWriter) risk(r *RiskTag) {
	if r != nil {
		w.put(`<span class="risk risk-`).escape(r.Name).put(`"`).named("title", Text("risk.title", nil)).put(">").escape(r.Word).put("</span>")
	}
}

func (w *cellWriter) state(s *State) {
	if s != nil {
		w.put(`<span class="tag t-`).escape(s.Tint).put(`">`).put(icon(s.Icon)).escape(s.Title).put("</span>")
	}
}

func (w *cellWriter) due(d *Due) {
	if d == nil {
		return
	}
	w.put(`<span class="due due-`).escape(d.Level).put(`">`)
	if d.Icon != "" {
		w.put(icon(d.Icon)).put(" ")
	}
	w.escape(d.Word).put("</span> ")
}

// put writes what this file says, or has drawn, itself.
func (w *cellWriter) put(markup template.HTML) *cellWriter {
	w.row = append(w.row, markup...)
	return w
}

// escape writes what somebody else says.
func (w *cellWriter) escape(text string) *cellWriter {
	w.row = append(w.row, template.HTMLEscapeString(text)...)
	return w
}

// named writes an attribute, where there is something in it.
func (w *cellWriter) named(name template.HTML, value string) *cellWriter {
	if value == "" {
		return w
	}
	return w.put(" ").put(name).put(`="`).escape(value).put(`"`)
}

// plainAddress is what an address of ours is made of.
const plainAddress = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.~?&=%+#"

// address writes a way within this site; anything else leads nowhere.
func (w *cellWriter) address(href string) *cellWriter {
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") || strings.Trim(href, plainAddress) != "" {
		href = "#"
	}
	return w.escape(href)
}
