package templates

import (
	"html/template"
	"strings"
	"testing"
)

// drawn is how the template engine draws what cells.go writes.
var drawn = template.Must(template.Must(template.New("").Funcs(functions).ParseFS(files, "partials/parts.html")).Parse(`
{{define "ticked"}}{{range .}}<tr><td class="sel noprint"><input type="checkbox" name="m" value="{{.ID}}" aria-label="{{t "list.tick" "what" .Number}}"></td>{{range .Cells}}{{template "cell" .}}{{end}}</tr>
{{end}}{{end}}
{{define "lines"}}{{range .}}<tr>{{range .Cells}}{{template "cell" .}}{{end}}</tr>
{{end}}{{end}}
{{define "options"}}{{range .}}<option value="{{.Value}}"{{if .Chosen}} selected{{end}}>{{.Title}}</option>{{end}}{{end}}
{{define "menu"}}{{range .}}<h2>{{.Title}}</h2>
<ul>{{range .Items}}<li><a href="{{.Href}}"{{if .Now}} aria-current="page"{{end}}{{with .Key}} data-key="{{.}}"{{end}}>{{icon .Icon}}{{.Title}}</a></li>{{end}}</ul>
{{end}}{{end}}
{{define "ways"}}{{range .}}<a href="{{.Href}}"{{if .Now}} aria-current="page"{{end}}>{{icon .Icon}}{{.Title}}</a>{{end}}{{end}}
{{define "tabs"}}{{range .}}<a href="{{.Href}}"{{if .Road}} class="road"{{end}}{{if .Now}} aria-current="page"{{end}}>{{.Title}}{{if .ID}} <small class="num{{with .Tone}} {{.}}{{end}}" id="{{.ID}}">{{.Count}}</small>{{end}}</a>{{end}}{{end}}
{{define "heads"}}{{range .}}<th class="{{.Class}}"{{with .Aria}} aria-sort="{{.}}"{{end}}>{{if .Href}}<a href="{{.Href}}" hx-get="{{.Href}}" hx-target="#found" hx-swap="outerHTML" hx-push-url="true">{{.Title}}{{with .Way}}<small> {{.}}</small>{{end}}</a>{{else}}{{.Title}}{{end}}</th>{{end}}{{end}}
{{define "pickers"}}{{range .}}{{template "picker" .}}{{end}}{{end}}
{{define "cell"}}<td{{with .Class}} class="{{.}}"{{end}}{{with .Full}} title="{{.}}"{{end}}>{{with .Risk}}{{template "risk" .}}{{end}}{{with .State}}{{template "state" .}}{{end}}{{with .Due}}{{template "due" .}} {{end}}{{if .Href}}<a href="{{.Href}}">{{.Text}}</a>{{else}}{{if .Due}}<span class="hush num">{{.Text}}</span>{{else}}{{.Text}}{{end}}{{end}}{{with .Alarm}} <b class="due-over">{{.}}</b>{{end}}{{if or .Sub .Badge}}<small>{{.Sub}}{{with .Badge}} <b class="badge">{{.}}</b>{{end}}</small>{{end}}</td>{{end}}`))

func FuzzACellIsDrawnAsTheTemplateEngineDrawsIt(f *testing.F) {
	const evil = `"><script>alert('1')</script>&amp; \x00+`
	f.Add(evil, evil, evil, evil, byte(0))
	f.Add(evil, evil, evil, evil, byte(255))
	f.Add("", "", "", "", byte(7))
	f.Add("push", "/matters/1?view=all&after=x", "Zhang", "x", byte(67))
	f.Add("", "javascript:alert(1)", "Zhang", "", byte(64))
	f.Add("", "//elsewhere/", "", "\xff", byte(66))
	f.Add("", "/a b'c", "", "", byte(68))
	f.Fuzz(func(t *testing.T, class, href, text, sub string, kind byte) {
		c := Cell{Class: class, Text: text, Sub: sub, Full: text}
		if kind&1 > 0 {
			c.Risk = &RiskTag{Name: class, Word: text}
		}
		if kind&2 > 0 {
			c.State = &State{Title: text, Tint: class, Icon: "dot"}
		}
		if kind&4 > 0 {
			c.Due = &Due{Word: sub, Level: class}
		}
		if kind&8 > 0 && c.Due != nil {
			c.Due.Icon = "clock"
		}
		if kind&16 > 0 {
			c.Badge = text
		}
		if kind&32 > 0 {
			c.Alarm = sub
		}
		if kind&64 > 0 {
			c.Href = href
		}
		list := []Option{{Value: class, Title: text}, {Value: href, Title: sub, Chosen: true}}
		drawsAlike(t, "options", list, options)
		drawsAlike(t, "pickers", []Picker{{class, text, list}, {href, sub, nil}}, pickers)
		if href != "" && !odd(href) {
			now, key := kind&1 > 0, ""
			if kind&2 > 0 {
				key = sub
			}
			items := []NavItem{{href, "home", text, key, now}, {"/home", "list", sub, "", !now}}
			drawsAlike(t, "ways", items, ways)
			drawsAlike(t, "menu", []NavGroup{{text, items}, {sub, items[1:]}}, menu)
			drawsAlike(t, "tabs", []Tab{{ID: class, Title: text, Href: href, Count: sub, Tone: key, Now: now, Road: !now}, {Title: sub, Href: "/x?q=a+b"}}, tabs)
			drawsAlike(t, "heads", []Head{{text, class, href, sub, key}, {Title: sub, Href: "/x?q=a+b%2F"}}, heads)
		}
		row := []Cell{c, {Href: "/matters/1", Text: href}}
		table := []Line{{text, sub, row}, {sub, text, row[1:]}}
		ours := string(ticked(table))
		if theirs := byTemplate(t, "ticked", table); ours != theirs && !odd(c.Href) {
			t.Errorf("%+v is drawn\n%s, by a template\n%s", row, ours, theirs)
		}
		ours = string(lines(table))
		if theirs := byTemplate(t, "lines", table); ours != theirs && !odd(c.Href) {
			t.Errorf("%+v is drawn\n%s, by a template\n%s", row, ours, theirs)
		}
		if odd(c.Href) && !strings.Contains(ours, `<a href="#">`) {
			t.Errorf("%q leads somewhere: %s", c.Href, ours)
		}
	})
}

// odd is an address that no page of ours has.
func odd(href string) bool {
	return href != "" && (!strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") || strings.Trim(href, plainAddress) != "")
}

// drawsAlike compares what is drawn here with what a template draws.
func drawsAlike[T any](t *testing.T, name string, list T, draw func(T) template.HTML) {
	t.Helper()
	if ours, theirs := string(draw(list)), byTemplate(t, name, list); ours != theirs {
		t.Errorf("%s: %+v is drawn\n%s, by a template\n%s", name, list, ours, theirs)
	}
}

func byTemplate(t *testing.T, name string, data any) string {
	t.Helper()
	var b strings.Builder
	if err := drawn.ExecuteTemplate(&b, name, data); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "&#43;", "+") // it writes a plus so, for browsers of another age
}
