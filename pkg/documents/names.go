package documents

import (
	"text/template/parse"

	"github.com/jiefen/jiefen/casemodel"
)

// Record is what fills a template: names of words.yaml's language with what
// they hold. A value is text, a whole number, yes or no, casemodel.Money,
// casemodel.Day, a Picture, a Record or []Record; nothing with methods of its
// own is reached by a mark.
type Record = map[string]any

// names holds every mark against a sample: a name that the record will not have
// is a fault of the template now and not of the paper later.
func (s *story) names(sample Record) {
	scope := []any{sample}
	for _, m := range s.marks {
		dot := scope[len(scope)-1]
		switch m.kind {
		case closes:
			scope = scope[:len(scope)-1]
		case value:
			if pipe := parsed("{{ " + m.words + " }}"); pipe != nil {
				s.written(m, pipe, sample, dot)
			}
		case turns:
			if pipe := parsed("{{if true}}{{ " + m.words + " }}{{end}}"); pipe != nil {
				s.known(m, pipe, sample, dot)
			}
		case opens:
			scope = append(scope, s.inside(m, sample, dot))
		}
	}
}

// inside is what the dot means within a block.
func (s *story) inside(m *mark, sample Record, dot any) any {
	pipe := parsed("{{ " + m.words + " }}{{end}}")
	if pipe == nil {
		return dot
	}
	of := s.known(m, pipe, sample, dot)
	if m.words[:2] == "if" {
		return dot
	}
	switch list := of.(type) {
	case []Record:
		if len(list) > 0 {
			return list[0]
		}
		return Record{}
	case []string:
		return ""
	}
	s.fault("not_list", m, pipe.String())
	return Record{}
}

// written is a value on the paper.
func (s *story) written(m *mark, pipe *parse.PipeNode, sample Record, dot any) {
	switch s.known(m, pipe, sample, dot).(type) {
	case Record, []Record:
		s.fault("not_text", m, pipe.String())
	}
}

// parsed is the expression of a mark, as check found it sound.
func parsed(whole string) *parse.PipeNode {
	trees, err := parse.Parse("mark", whole, "", "", functions)
	if err != nil {
		return nil
	}
	switch n := trees["mark"].Root.Nodes[0].(type) {
	case *parse.ActionNode:
		return n.Pipe
	case *parse.RangeNode:
		return n.Pipe
	case *parse.IfNode:
		if n.ElseList != nil && len(n.ElseList.Nodes) == 1 {
			if inner, ok := n.ElseList.Nodes[0].(*parse.IfNode); ok {
				return inner.Pipe
			}
			return nil
		}
		return n.Pipe
	}
	return nil
}

// known finds what an expression will be, by the sample.
func (s *story) known(m *mark, pipe *parse.PipeNode, sample Record, dot any) any {
	var last any
	for _, c := range pipe.Cmds {
		var args []any
		for _, arg := range c.Args {
			args = append(args, s.argument(m, arg, sample, dot))
		}
		if f, ok := c.Args[0].(*parse.IdentifierNode); ok {
			args = args[1:]
			if last != nil {
				args = append(args, last)
			}
			last = s.called(m, f.Ident, args)
			continue
		}
		last = args[0]
	}
	return last
}

// called tries a function on the sample.
func (s *story) called(m *mark, word string, args []any) any {
	f := calls[nameOf(word)]
	result, err := f.try(args)
	if err != nil {
		s.fault("wrong_value", m, word)
		return ""
	}
	return result
}

func (s *story) argument(m *mark, arg parse.Node, sample Record, dot any) any {
	switch arg := arg.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return s.path(m, dot, arg.Ident)
	case *parse.VariableNode:
		return s.path(m, sample, arg.Ident[1:])
	case *parse.StringNode:
		return arg.Text
	case *parse.BoolNode:
		return arg.True
	case *parse.NumberNode:
		if arg.IsInt {
			return int(arg.Int64)
		}
		return arg.Float64
	case *parse.PipeNode:
		return s.known(m, arg, sample, dot)
	}
	return ""
}

// path follows names into a record. An empty value stands for any of its sort.
func (s *story) path(m *mark, from any, names []string) any {
	for _, name := range names {
		record, ok := from.(Record)
		if !ok {
			s.fault("unknown_name", m, name)
			return ""
		}
		if from, ok = record[name]; !ok {
			s.fault("unknown_name", m, name)
			return ""
		}
	}
	switch from.(type) {
	case string, int, int64, bool, casemodel.Money, casemodel.Day, Picture, Record, []Record, []string:
		return from
	}
	s.fault("unknown_name", m, names[len(names)-1])
	return ""
}
