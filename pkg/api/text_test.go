package api_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/jiefen/jiefen/templates"
)

// keyed are the first words of the keys this room says.
var keyed = regexp.MustCompile(`^(request|route|key|field|file|clock|after|input|matter|membership|fail)\.[a-z_]+$`)

func TestEverySentenceTheDoorSaysIsThere(t *testing.T) {
	ours := own(t)
	fset := token.NewFileSet()
	packages, err := parser.ParseDir(fset, ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.SkipObjectResolution) //nolint:staticcheck // one folder without build tags
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	ast.Inspect(packages["api"], func(n ast.Node) bool {
		if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err == nil && keyed.MatchString(text) {
				said[text] = true
			}
		}
		return true
	})
	if len(said) < 20 {
		t.Fatalf("only %d keys", len(said))
	}
	for key := range said {
		if !templates.Has(key) && !ours[key] {
			t.Errorf("no sentence for %s", key)
		}
	}
	unused := []string{"body.not_found", "draft.not_found", "party.not_found", "clock.back"} // said by the store and the program
	for key := range ours {
		if !said[key] && !slices.Contains(unused, key) {
			t.Errorf("nobody says %s", key)
		}
	}
}

func own(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("testdata/keys.zh-CN.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil // merged into the templates
	}
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]map[string]string
	if err := yaml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	flat := map[string]bool{}
	for group, below := range tree {
		for key := range below {
			flat[group+"."+key] = true
		}
	}
	return flat
}
