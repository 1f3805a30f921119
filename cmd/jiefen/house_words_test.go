package main

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// promise matches the word that puts work off, with the issue number that it must carry.
var promise = regexp.MustCompile(`\bTODO\b(\(#\d+\))?`)

func misnamed(file string, parsed *ast.File) []string {
	for _, name := range []string{parsed.Name.Name, path.Base(path.Dir(file))} {
		if slices.Contains(nameless, name) {
			return []string{file + ": a package called " + name + " says nothing about what is inside"}
		}
	}
	return nil
}

func unnumbered(fset *token.FileSet, parsed *ast.File) []string {
	var faults []string
	for _, group := range parsed.Comments {
		for _, comment := range group.List {
			for _, found := range promise.FindAllStringSubmatch(comment.Text, -1) {
				if found[1] == "" {
					faults = append(faults, fset.Position(comment.Pos()).String()+": put off without the number of an issue")
				}
			}
		}
	}
	return faults
}

// chineseCode looks at all that is not a comment: what people read stands in
// templates and workflow files, where a second language can be put beside it.
func chineseCode(s source) []string {
	var faults []string
	fset := token.NewFileSet()
	file := fset.AddFile(s.path, fset.Base(), len(s.text))
	var scan scanner.Scanner
	scan.Init(file, []byte(s.text), nil, 0)
	for {
		pos, tok, literal := scan.Scan()
		if tok == token.EOF {
			return faults
		}
		if strings.ContainsFunc(literal, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			faults = append(faults, fset.Position(pos).String()+": Chinese in code: "+literal)
		}
	}
}

// Every rule is broken once, and kept once where keeping it is the fine line.
func TestTheRulesOfTheHouseFindWhatTheyForbid(t *testing.T) {
	const doc = "// Package x is documented.\n"
	for _, row := range []struct {
		name, path, text string
		fault            string // a part of the only fault; empty for none
	}{
		{"a page may not ask the database", "pkg/web/a.go", doc + `package web; import _ "` + module + `/pkg/store"`, "pkg/web may not import pkg/store"},
		{"nor through a room below", "pkg/web/form/a.go", doc + `package form; import _ "` + module + `/pkg/store/page"`, "pkg/web may not import pkg/store/page"},
		{"the API may not use gorm", "pkg/api/a.go", doc + `package api; import _ "gorm.io/gorm/clause"`, "which lives in pkg/store"},
		{"a build tag hides nothing", "pkg/casework/a.go", "//go:build ignore\n\n" + doc + `package casework; import _ "github.com/casbin/casbin/v2"`, "pkg/casework may not import github.com/casbin/casbin/v2"},
		{"the words are standard library only", "casemodel/a.go", doc + `package casemodel; import _ "github.com/google/uuid"`, "casemodel may not import"},
		{"a new library needs a room", "pkg/web/a.go", doc + `package web; import _ "github.com/nobody/knows"`, "no room in the table of libraries"},
		{"a name that begins alike is another", "pkg/web/a.go", doc + `package web; import _ "github.com/gin-gonic/gin-contrib"`, "no room in the table of libraries"},
		{"a new package needs a room", "pkg/magic/a.go", doc + "package magic", "no room of this name"},
		{"so does the root", "a.go", doc + "package jiefen", "no room of this name"},
		{"a test of the store is not the store", "pkg/store/a.go", doc + `package store; import _ "` + module + `/pkg/store/storetest"`, "pkg/store may not import pkg/store/storetest"},
		{"nor is the program a test", "cmd/jiefen/a.go", doc + `package main; import _ "` + module + `/pkg/store/storetest"`, "cmd may not import pkg/store/storetest"},
		{"the server of the tests stands alone", "pkg/store/storetest/cluster/a.go", doc + `package cluster; import _ "` + module + `/pkg/store"`, "may not import pkg/store"},
		{"a package says what it is", "pkg/store/util/a.go", doc + "package util", "says nothing"},
		{"a package has a paragraph", "pkg/store/a.go", "package store", "no paragraph"},
		{"no Chinese sentence in code", "pkg/web/a.go", doc + "package web\nconst s = `已受理`", "pkg/web/a.go:3:11: Chinese in code"},
		{"no Chinese name either", "pkg/web/a.go", doc + "package web\nvar 受理 int", "Chinese in code"},
		{"work put off has a number", "pkg/web/a_test.go", "package web\n// TODO: later", "pkg/web/a_test.go:2:1: put off"},
		{"a file that is not Go", "pkg/web/a.go", "package", "expected 'IDENT'"},

		{"a law may be cited", "pkg/web/a.go", doc + "package web // 《人民调解法》 art. 29", ""},
		{"a number is enough", "pkg/web/a.go", doc + "package web // TODO(#12): later", ""},
		{"a room may use what lies below it", "pkg/store/a.go", doc + `package store; import _ "` + module + `/pkg/store/page"`, ""},
		{"its own library", "pkg/api/a.go", doc + `package api; import _ "github.com/danielgtaylor/huma/v2/adapters/humagin"`, ""},
		{"the program wires everything", "cmd/jiefen/a.go", doc + `package main; import _ "` + module + `/pkg/web"`, ""},
		{"tests may speak Chinese and use any tool", "pkg/web/a_test.go", `package web; import _ "github.com/chromedp/chromedp"; const s = "已受理"`, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			faults := inspect([]source{{row.path, row.text}})
			if row.fault == "" && len(faults) > 0 || row.fault != "" && (len(faults) != 1 || !strings.Contains(faults[0], row.fault)) {
				t.Errorf("found %q, want %q", faults, row.fault)
			}
		})
	}
}
