package policies

import (
	"crypto/sha256"
	_ "embed" // the table and its model come with the program
	"encoding/hex"
	"errors"
	"strings"
	"sync/atomic"
)

//go:embed model.conf
var shippedModel []byte

//go:embed policy.csv
var shippedPolicy []byte

// Gate holds the policy in force. A step, its choices and its refusal take one
// snapshot and stay with it.
type Gate struct {
	book *book
	now  atomic.Pointer[Snapshot]
}

// Open checks the policy that comes with the program against the catalogue.
func Open(cat Catalogue) (*Gate, error) { return OpenFiles(cat, shippedModel, shippedPolicy) }

// OpenFiles takes a site's own files. An error names every bad line.
func OpenFiles(cat Catalogue, model, policy []byte) (*Gate, error) {
	b, err := cat.book()
	if err != nil {
		return nil, err
	}
	g := &Gate{book: b}
	return g, g.Reload(model, policy)
}

// Now returns the policy in force.
func (g *Gate) Now() *Snapshot { return g.now.Load() }

// Reload builds and checks a new snapshot and puts it in force; when anything
// is wrong with it the present one stays.
func (g *Gate) Reload(model, policy []byte) error {
	s, err := g.book.snapshot(model, policy)
	if err != nil {
		return err
	}
	g.now.Store(s)
	return nil
}

func (b *book) snapshot(model, policy []byte) (*Snapshot, error) {
	// the scope of lists walks the lines by the shipped matcher: another one would make lists and reads differ
	if bare(model) != bare(shippedModel) {
		return nil, errors.New("model.conf: not the model that lists are derived from")
	}
	rows, err := parse(policy)
	if err != nil {
		return nil, err
	}
	if err := b.check(rows); err != nil {
		return nil, err
	}
	sum := sha256.New()
	sum.Write(model)
	sum.Write([]byte{0})
	sum.Write(policy)
	s := &Snapshot{book: b, rows: rows, sha: hex.EncodeToString(sum.Sum(nil)), cache: newCache()}
	s.byAct, err = slice(b, rows, string(model))
	return s, err
}

// bare drops comments and white space.
func bare(model []byte) string {
	var kept strings.Builder
	for line := range strings.Lines(string(model)) {
		line, _, _ = strings.Cut(line, "#")
		kept.WriteString(strings.Join(strings.Fields(line), ""))
	}
	return kept.String()
}
