package web

// paper draws which document a file is: those that the volume still lacks come
// first, and no answer is any other.
func (f *form) paper(out *Field) error {
	out.Type, out.Empty = "select", say("document.other")
	if f.view == nil {
		return nil
	}
	lacking, rest, err := f.v.s.desk.PaperNames(f.v.ctx(), f.v.who, f.view.Matter.ID)
	if err != nil {
		return err
	}
	for _, g := range []struct {
		title string
		names []string
	}{{say("dossier.lacking"), lacking}, {say("dossier.rest"), rest}} {
		var list []Option
		for _, name := range g.names {
			list = append(list, Option{Value: name, Title: say("document." + name)})
		}
		if len(list) > 0 {
			out.Groups = append(out.Groups, OptionGroup{g.title, chosen(list, []string{out.Value})})
		}
	}
	return nil
}
