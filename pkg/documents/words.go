package documents

import (
	"strings"
	"text/template/parse"

	"github.com/jiefen/jiefen/templates"
)

// wide are the signs a Chinese keyboard puts for those of the marks.
var wide = strings.NewReplacer("“", `"`, "”", `"`, "（", "(", "）", ")", "　", " ", "．", ".", "＄", "$", "\u00a0", " ")

// read finds out what a mark says: the word of a block, or what is written.
// Everything but names, numbers, texts and the listed functions is refused: a
// template is data of a clerk, not a program.
func (s *story) read(m *mark, inner string) {
	text := strings.TrimSpace(wide.Replace(inner))
	word, rest, _ := strings.Cut(text, " ")
	if word == text && strings.Contains(text, ".") && !strings.HasPrefix(text, ".") && !strings.HasPrefix(text, "$") {
		i := strings.Index(text, ".") // a word and its name without a space between
		word, rest = text[:i], text[i:]
	}
	switch block := templates.Words().Blocks[word]; block {
	case "":
		m.kind, m.words = value, text
	case "end":
		m.kind, m.words = closes, "end"
	case "else", "else if":
		m.kind, m.words = turns, strings.TrimSpace(block+" "+blockWord(rest))
	default:
		m.kind, m.words = opens, strings.TrimSpace(block+" "+rest)
	}
	s.check(m)
}

// blockWord lets "otherwise if" be two words.
func blockWord(rest string) string {
	word, more, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if templates.Words().Blocks[word] == "if" {
		return "if " + more
	}
	return strings.TrimSpace(rest)
}

// check parses one mark by itself, so that its fault is told at it.
func (s *story) check(m *mark) {
	whole := "{{ " + m.words + " }}"
	switch m.kind {
	case value:
	case opens:
		whole += "{{end}}"
	case turns:
		whole = "{{if true}}" + whole + "{{end}}"
	case closes:
		return
	}
	trees, err := parse.Parse("mark", whole, "", "", functions)
	if err != nil {
		s.fault(unknownFunction(err), m, "")
		return
	}
	tree := trees["mark"]
	if len(trees) != 1 || tree == nil || tree.Root == nil || len(tree.Root.Nodes) != 1 {
		s.fault("syntax", m, "")
		return
	}
	pipe := pipeOf(tree.Root.Nodes[0], m.kind)
	if pipe == nil {
		if m.kind == turns && m.words == "else" {
			return
		}
		s.fault("syntax", m, "")
		return
	}
	if len(pipe.Decl) > 0 || pipe.IsAssign || !plainNodes(pipe) {
		s.fault("syntax", m, "")
		return
	}
	if m.kind == value {
		m.lines = callOf(pipe) == "paragraphs"
		m.words = pipe.String()
	}
}

func unknownFunction(err error) string {
	if strings.Contains(err.Error(), "not defined") {
		return "unknown_word"
	}
	return "syntax"
}

// pipeOf is what a mark asks for, nil where it is of another sort.
func pipeOf(n parse.Node, k kind) *parse.PipeNode {
	switch n := n.(type) {
	case *parse.ActionNode:
		if k == value {
			return n.Pipe
		}
	case *parse.RangeNode:
		if k == opens {
			return n.Pipe
		}
	case *parse.IfNode:
		if k == opens {
			return n.Pipe
		}
		if k == turns && n.ElseList != nil && len(n.ElseList.Nodes) == 1 {
			if inner, ok := n.ElseList.Nodes[0].(*parse.IfNode); ok {
				return inner.Pipe
			}
		}
	}
	return nil
}

// plainNodes reports whether an expression has nothing in it but names of the
// record, plain values and the functions of words.yaml.
func plainNodes(pipe *parse.PipeNode) bool {
	for _, c := range pipe.Cmds {
		for _, arg := range c.Args {
			switch arg := arg.(type) {
			case *parse.FieldNode, *parse.StringNode, *parse.NumberNode, *parse.BoolNode, *parse.DotNode, *parse.IdentifierNode:
			case *parse.VariableNode: // the record itself: another would have to be declared
			case *parse.PipeNode:
				if !plainNodes(arg) {
					return false
				}
			default:
				return false
			}
		}
	}
	return true
}

// callOf is the function an expression ends with.
func callOf(pipe *parse.PipeNode) string {
	last := pipe.Cmds[len(pipe.Cmds)-1]
	if f, ok := last.Args[0].(*parse.IdentifierNode); ok {
		return templates.Words().Functions[f.Ident]
	}
	return ""
}
