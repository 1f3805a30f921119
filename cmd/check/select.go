package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// browserTests answers the packages, as patterns for the go command, that have
// tests behind the build tag browser.
func browserTests(root string) []string { return packagesWith(root, needsBrowser) }

// databaseTests answers those whose tests open a database.
func databaseTests(root string) []string {
	return packagesWith(root, func(text string) bool { return strings.Contains(text, "/store/storetest\"") })
}

// tops are the folders with Go code in them.
var tops = []string{"casemodel", "cmd", "pkg", "policies", "templates", "workflows"}

// racing says that a test file lets several goroutines at the same thing. A test
// of something that starts goroutines by itself says so as well, by a line of its
// own in the file: // races: what is started.
func racing(text string) bool {
	return startsGoroutine.MatchString(text) || racesLine.MatchString(text)
}

var (
	startsGoroutine = regexp.MustCompile(`(?m)^\t+go (?:func\(|[a-zA-Z])|\b[a-z][\w.]*\.Go\(func\(`)
	racesLine       = regexp.MustCompile(`(?m)^// races: `)
	testFunction    = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// namesIn are the tests of the files in these folders that are like that.
func namesIn(root string, dirs []string, like func(text string) bool) []string {
	var names []string
	for _, dir := range dirs {
		files, _ := filepath.Glob(filepath.Join(root, dir, "*_test.go")) // fails on a bad pattern only
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil || !like(string(text)) {
				continue
			}
			for _, found := range testFunction.FindAllStringSubmatch(string(text), -1) {
				names = append(names, found[1])
			}
		}
	}
	return names
}

// packagesWith answers the packages one of whose test files is like that.
func packagesWith(root string, like func(text string) bool) []string {
	var found []string
	tree := os.DirFS(root)
	for _, top := range tops {
		_ = fs.WalkDir(tree, top, func(file string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(file, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(tree, file)
			if like(string(text)) {
				found = append(found, "./"+path.Dir(file))
			}
			return err
		}) // what cannot be read fails the steps before
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// browserNeeds spares a machine the browser while there is nothing to see in it.
func browserNeeds(root string) []need {
	if len(browserTests(root)) == 0 {
		return nil
	}
	return []need{chromium, chineseFonts, chromiumWords, paperReader}
}

func needsBrowser(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "package ") {
			return false
		}
		if strings.HasPrefix(line, "//go:build ") && slices.Contains(strings.Fields(line), "browser") {
			return true
		}
	}
	return false
}
