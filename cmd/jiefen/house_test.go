package main

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/jiefen/jiefen"

// rooms says which of our packages each package may import. A package that is
// not here, nor below one that is, has no room and is refused: name it first,
// and say what it may know. What lies below a room belongs to it.
var rooms = map[string][]string{
	"casemodel":                   {},
	"templates":                   {},
	"pkg/calendar":                {},
	"pkg/search":                  {},
	"workflows":                   {"casemodel", "pkg/calendar"},
	"policies":                    {"casemodel"},
	"pkg/store":                   {"casemodel", "pkg/search"}, // words are stored and asked for as pkg/search folds them
	"pkg/store/storetest":         {"casemodel", "pkg/store", "pkg/store/storetest/cluster"},
	"pkg/store/storetest/cluster": {}, // cmd/check starts it while the rest does not compile
	"pkg/vault":                   {"casemodel"},
	"pkg/casework":                {"casemodel", "workflows", "policies", "pkg/calendar", "pkg/store", "pkg/search", "pkg/vault"},
	"pkg/casework/worktest": { // a small centre for tests
		"casemodel", "workflows", "policies", "pkg/calendar", "pkg/store", "pkg/store/storetest", "pkg/casework",
	},
	"pkg/identity":  {"casemodel", "pkg/store"},
	"pkg/figures":   {"casemodel", "pkg/store", "policies"},
	"pkg/documents": {"casemodel", "templates"},
	"pkg/jobs":      {"casemodel", "pkg/casework", "pkg/store"},
	"pkg/web": {
		"casemodel", "workflows", "templates", "pkg/casework", "pkg/identity",
		"pkg/documents", "pkg/figures", "pkg/calendar", "pkg/search", "pkg/vault",
	},
	"pkg/api": {"casemodel", "pkg/casework", "pkg/identity", "pkg/figures", "pkg/calendar", "pkg/search", "pkg/vault"},
	"cmd": {
		"casemodel", "workflows", "policies", "templates", "pkg/calendar", "pkg/store", "pkg/casework",
		"pkg/identity", "pkg/documents", "pkg/figures", "pkg/jobs", "pkg/search", "pkg/web", "pkg/api", "pkg/vault", "pkg/store/storetest/cluster",
	},
}

// libraries says in which rooms an outside library lives. One that is not here is
// refused: a new dependency is argued by adding its line.
var libraries = map[string][]string{
	"gorm.io":                        {"pkg/store"},
	"modernc.org":                    {"pkg/store"},
	"github.com/jackc":               {"pkg/store", "pkg/store/storetest"},
	"github.com/pressly/goose":       {"pkg/store"},
	"github.com/google/uuid":         {"pkg/store"},
	"github.com/casbin":              {"policies"},
	"github.com/looplab/fsm":         {"workflows"},
	"github.com/goccy/go-yaml":       {"workflows", "pkg/calendar", "templates", "cmd"},
	"github.com/gin-gonic/gin":       {"pkg/web", "pkg/api", "cmd"},
	"github.com/danielgtaylor/huma":  {"pkg/api"},
	"github.com/urfave/cli":          {"cmd"},
	"github.com/prometheus":          {"cmd"},
	"golang.org/x/crypto":            {"pkg/identity"},
	"github.com/pquerna/otp":         {"pkg/identity"},
	"github.com/alexedwards/scs":     {"pkg/identity"},
	"github.com/coreos/go-oidc":      {"pkg/identity"},
	"github.com/mozillazg/go-pinyin": {"pkg/search"},
	"github.com/xuri/excelize":       {"pkg/documents"},
	"github.com/beevik/etree":        {"pkg/documents"},
	"github.com/skip2/go-qrcode":     {"pkg/documents"},
	"github.com/klauspost/compress":  {"pkg/web"},
	"github.com/gabriel-vasile":      {"pkg/vault"},
	"github.com/minio":               {"pkg/vault"},
	"golang.org/x/image":             {"pkg/vault"},
	"golang.org/x/text":              {"pkg/documents"},
	"github.com/arran4/golang-ical":  {"pkg/web"},
	"github.com/wneessen/go-mail":    {"pkg/jobs"},
	"github.com/nicksnyder/go-i18n":  {"templates"},
}

// topLevel is fixed; names that start with a dot are free, and so is what .gitignore names with a leading slash.
var topLevel = strings.Fields("cmd pkg casemodel workflows policies templates testdata go.mod go.sum README.md LICENSE")

// nameless are package names that say nothing about what is inside.
var nameless = strings.Fields("util utils common helper helpers base types service services repository repositories dto")

// source is one Go file of the tree, or of a test of these rules.
type source struct {
	path string // from the root, with slashes
	text string
}

func TestTheHouseIsInOrder(t *testing.T) {
	root := os.DirFS("../..")
	sources := readSources(t, root)
	if len(sources) < 2 {
		t.Fatalf("only %d Go files found", len(sources))
	}
	for _, fault := range inspect(sources) {
		t.Error(fault)
	}
	for _, s := range sources {
		if lines := strings.Count(s.text, "\n"); lines > 350 {
			t.Logf("%s has %d lines: a room that should be two?", s.path, lines)
		}
	}
}

func TestTheTopLevelIsFixed(t *testing.T) {
	root := os.DirFS("../..")
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := fs.ReadFile(root, ".gitignore")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) && !slices.Contains(strings.Fields(string(ignored)), "/"+name) {
			t.Errorf("%s has no place at the top level", name)
		}
	}
}

// readSources takes every Go file, whatever its build tags, but no test data.
func readSources(t *testing.T, root fs.FS) []source {
	t.Helper()
	var found []source
	err := fs.WalkDir(root, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && file != "." && (strings.HasPrefix(name, ".") || name == "testdata") {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, file)
		found = append(found, source{file, string(text)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
