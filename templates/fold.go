package templates

import (
	"html/template"
	"slices"
	"text/template/parse"
)

// fold writes into a page, once and for good, what it would say the same every
// time: sentences without arguments, icons and addresses of assets by their
// name. The program speaks one language from its start, so that a page of a
// list has a hundred calls fewer to make by reflection, each through an escaper.
func fold(page *template.Template) {
	for _, t := range page.Templates() {
		if t.Tree != nil {
			foldList(t.Tree.Root)
		}
	}
}

func foldList(list *parse.ListNode) {
	if list == nil {
		return
	}
	whole := list.Nodes[:0]
	for _, node := range list.Nodes {
		foldBelow(node)
		text, same := constant(node)
		if !same {
			whole = append(whole, node)
			continue
		}
		if n := len(whole); n > 0 {
			if before, is := whole[n-1].(*parse.TextNode); is { // one piece instead of three
				before.Text = append(slices.Clip(before.Text), text.Text...)
				continue
			}
		}
		whole = append(whole, text)
	}
	list.Nodes = whole
}

// foldBelow folds what stands within a condition or a repetition.
func foldBelow(node parse.Node) {
	var branch *parse.BranchNode
	switch n := node.(type) {
	case *parse.IfNode:
		branch = &n.BranchNode
	case *parse.RangeNode:
		branch = &n.BranchNode
	case *parse.WithNode:
		branch = &n.BranchNode
	default:
		return
	}
	foldList(branch.List)
	foldList(branch.ElseList)
}

// constant is the text of a node that always says the same: a piece of the page
// itself, or a call of t, icon or asset with a word alone.
func constant(node parse.Node) (text *parse.TextNode, same bool) {
	if text, is := node.(*parse.TextNode); is {
		return text, true
	}
	action, is := node.(*parse.ActionNode)
	if !is || len(action.Pipe.Decl) > 0 || len(action.Pipe.Cmds) != 1 || len(action.Pipe.Cmds[0].Args) != 2 {
		return nil, false
	}
	call, named := action.Pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	word, said := action.Pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !named || !said {
		return nil, false
	}
	var written string
	switch call.Ident {
	case "t":
		written = template.HTMLEscapeString(Say(word.Text))
	case "icon":
		written = string(icon(word.Text))
	case "asset":
		written = template.HTMLEscapeString(Asset(word.Text))
	default:
		return nil, false
	}
	return &parse.TextNode{NodeType: parse.NodeText, Pos: node.Position(), Text: []byte(written)}, true
}
