package web

import (
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// spotParty is the block of one party on the road: who and how to reach them;
// the rest is folded away.
func (d drawing) spotParty(i int) PartyForm {
	whole := d.party(i)
	named := func(list []Field, names ...string) (picked []Field) {
		for _, name := range names {
			at := slices.IndexFunc(list, func(f Field) bool { return f.ID == whole.Path+"."+name })
			picked = append(picked, d.spanned(list[at], map[string]string{"address": "s6", "reach": "s6", "needs": "s6"}[name]))
		}
		return picked
	}
	block := PartyForm{N: whole.N, Path: whole.Path, Title: whole.Title}
	block.Fields = named(whole.Fields, "name", "phone", "needs")
	block.More = named(whole.Fields, "role", "kind", "id_no", "safe_contact", "address", "reach")
	for _, f := range [][]Field{block.Fields, block.More} {
		for i := range f {
			if f[i].Span == "" {
				f[i].Span = "s3"
			}
		}
	}
	block.More[0].Value, block.More[1].Value = "", "" // who they are is known without asking
	if i > 1 {
		block.Title, block.Open = say("register.party", "n", i+1), true
	}
	return block
}

// radio is a choice of a few words.
func (d drawing) radio(name, list string, values ...string) Field {
	f := d.spanned(d.named(name, name, "radio", false), "s3")
	if list == "channel" {
		f.Options = chosen(optionsOf(d.s.desk.Flows.Lists["channels"], values), []string{f.Value})
	} else {
		f.Title, f.Options = say("spot."+name), chosen(worded(list, values), []string{f.Value})
	}
	f.Group = true
	return f
}

// optionsOf are some values of a list, in their own order.
func optionsOf(list []workflows.Option, values []string) []Option {
	var some []Option
	for _, v := range values {
		if at := slices.IndexFunc(list, func(o workflows.Option) bool { return o.Value == v }); at >= 0 {
			some = append(some, Option{Value: v, Title: list[at].Title})
		}
	}
	return some
}

// outcome draws what came out of it and, row by row, what was agreed.
func (d drawing) outcome(page *RegisterPage) {
	result := d.radio("result", "spot_result", casework.SpotOral, casework.SpotWritten, casework.SpotNone)
	result.Span, result.Required = "s6", true
	reason := d.list("reason", d.s.desk.Flows.Lists["failures"])
	reason.Title, reason.Span, reason.Help = say("spot.reason"), "s3", say("spot.reason_help")
	way := d.radio("way", "spot_way", "wet", "fingerprint")
	way.Help = say("spot.way_help")
	course := d.spanned(d.text("summary", "longtext", false), "s6")
	course.ID, course.Name, course.Title, course.Value = "course", "course", say("spot.course"), d.values.Get("course")
	page.Result, page.Rest = []Field{result, course}, []Field{reason, way}
	people := make([]Option, len(page.Parties))
	for i := range people {
		people[i] = Option{Value: strconv.Itoa(i), Title: page.Parties[i].Title}
		if name := d.values.Get(page.Parties[i].Path + ".name"); name != "" {
			people[i].Title = name
		}
	}
	for i := range d.count("items", 1, spotTerms) {
		page.Terms = append(page.Terms, d.term(i, people))
	}
}

func (d drawing) term(i int, people []Option) TermForm {
	path := "items." + strconv.Itoa(i)
	cell := func(name, kind, span string) Field {
		f := Field{ID: path + "." + name, Name: path + "." + name, Title: say("item." + name), Type: kind, Span: span}
		f.Value = d.values.Get(f.Name)
		return f
	}
	pick := func(name, usual string, list []Option) Field {
		f := cell(name, "select", "s3")
		if f.Value == "" {
			f.Value = usual
		}
		f.Groups = []OptionGroup{{Options: chosen(slices.Clone(list), []string{f.Value})}}
		return f
	}
	paid := cell("paid", "bool", "s3")
	paid.Title = say("spot.paid")
	return TermForm{N: i + 1, Path: path, Fields: []Field{
		pick("debtor", "1", people), pick("creditor", "0", people), pick("kind", "pay", worded("item_kind", casemodel.ItemKinds)),
		cell("amount", "money", "s3"), cell("due", "date", "s3"), paid, cell("what", "text", "s6"),
	}}
}

// sheet is the picture of what was signed.
func (d drawing) sheet(v *visit) []Field {
	return []Field{{
		ID: "photos", Name: "photos.new", Title: say("spot.photos"), Type: "files", Wide: true, Many: true, Files: keptFiles(d.values, "photos"),
		Help: say("form.file_help", "max", strconv.FormatInt(v.s.rules().Largest>>20, 10)),
	}}
}
