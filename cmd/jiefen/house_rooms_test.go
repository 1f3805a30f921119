package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
)

// inspect answers every fault, as file:line: what.
func inspect(sources []source) []string {
	var faults []string
	documented, packages := map[string]bool{}, map[string]bool{}
	fset := token.NewFileSet()
	for _, s := range sources {
		file, err := parser.ParseFile(fset, s.path, s.text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		faults = append(faults, unnumbered(fset, file)...)
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		dir := path.Dir(s.path)
		packages[dir] = true
		documented[dir] = documented[dir] || file.Doc != nil
		faults = append(faults, misnamed(s.path, file)...)
		faults = append(faults, misplaced(fset, s.path, file)...)
		faults = append(faults, chineseCode(s)...)
	}
	for dir := range packages {
		if !documented[dir] {
			faults = append(faults, dir+": the package has no paragraph that says what lives there and what must not")
		}
	}
	slices.Sort(faults)
	return faults
}

// misplaced compares the imports of a file with the two tables.
func misplaced(fset *token.FileSet, file string, parsed *ast.File) []string {
	room, known := roomOf(path.Dir(file))
	if !known {
		return []string{path.Dir(file) + ": no room of this name in the table of the house"}
	}
	var faults []string
	for _, spec := range parsed.Imports {
		imported := strings.Trim(spec.Path.Value, `"`)
		if why := mayImport(room, imported); why != "" {
			faults = append(faults, fset.Position(spec.Pos()).String()+": "+room+" "+why)
		}
	}
	return faults
}

// mayImport answers why not, or nothing.
func mayImport(room, imported string) string {
	if ours, found := strings.CutPrefix(imported, module+"/"); found {
		target, _ := roomOf(ours)
		if target == room || slices.Contains(rooms[room], target) {
			return ""
		}
		return "may not import " + ours
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	owners, known := longest(libraries, imported)
	switch {
	case !known:
		return "imports " + imported + ", which has no room in the table of libraries"
	case !slices.Contains(libraries[owners], room):
		return "may not import " + imported + ", which lives in " + strings.Join(libraries[owners], " and ")
	}
	return ""
}

func roomOf(dir string) (string, bool) { return longest(rooms, dir) }

// longest finds the most specific name in a table that is the path or one of its parents.
func longest(table map[string][]string, name string) (string, bool) {
	for p := name; p != "." && p != "/"; p = path.Dir(p) {
		if _, found := table[p]; found {
			return p, true
		}
	}
	return "", false
}
