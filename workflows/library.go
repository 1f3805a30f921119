package workflows

import (
	"crypto/sha256"
	"embed"
	_ "embed" // lists and common records
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed definitions/*.yaml
var shipped embed.FS

//go:embed deadlines.yaml
var shippedRules []byte

//go:embed lists.yaml
var shippedLists []byte

// Library holds every loaded definition at every version, the deadline rules
// and the closed lists. It never changes after Load.
type Library struct {
	Rules *Rules
	Lists map[string][]Option

	Thresholds []Threshold // sums from which an agreement needs something more

	flows  map[string]map[int]*Flow
	latest map[string]*Flow
	order  []string
}

// decoded are the shipped files as they were read, once for the program's
// life: decoding is nearly all of a start, and a reload with a site's files
// need not do it again. They are cloned before anything is changed.
var decoded = sync.OnceValues(func() (*base, error) {
	own, err := fs.Sub(shipped, "definitions")
	if err != nil {
		return nil, err
	}
	b := &base{}
	var wait sync.WaitGroup
	var faulty error
	wait.Go(func() { b.rules, faulty = LoadRules(shippedRules, "deadlines.yaml") })
	b.sources, err = read([]fs.FS{own})
	wait.Wait()
	return b, errors.Join(faulty, err)
})

type base struct {
	rules   *Rules
	sources *sources
}

// Shipped loads the definitions that come with the program, and those of a
// site's own folders on top: it lays overlays on their bases and refuses what
// does not hold. An error names file and line of every fault.
func Shipped(site ...fs.FS) (*Library, error) {
	b, err := decoded()
	if err != nil {
		return nil, err
	}
	own, err := read(site)
	if err != nil {
		return nil, err
	}
	l := &Library{Rules: b.rules, flows: map[string]map[int]*Flow{}, latest: map[string]*Flow{}}
	if err := yaml.UnmarshalWithOptions(shippedLists, &l.Lists, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("lists.yaml: %w", err)
	}
	if l.Thresholds, err = loadThresholds(); err != nil {
		return nil, err
	}
	all := &sources{common: b.sources.common}
	for _, src := range append(slices.Clone(b.sources.flows), own.flows...) {
		fresh := *src
		fresh.flow = src.flow.clone()
		all.flows = append(all.flows, &fresh)
	}
	var faults []error
	for _, overlays := range []bool{false, true} {
		for _, src := range all.flows {
			if (src.flow.Extends != "") != overlays {
				continue
			}
			if err := l.add(src, all.common); err != nil {
				faults = append(faults, err)
			}
		}
	}
	if len(faults) == 0 {
		faults = l.check(all)
	}
	return l, errors.Join(faults...)
}

// add finishes one definition: overlay, common records, parameters, table.
func (l *Library) add(src *source, common []*Record) error {
	f := src.flow
	if f.Extends != "" {
		base, err := l.base(f)
		if err != nil {
			return src.fault("$.extends", err.Error())
		}
		if f, err = overlay(base.raw, f); err != nil {
			return src.fault("$", err.Error())
		}
	} else {
		f.Lineage = slices.Compact([]string{f.ID, string(f.Kind), "matter"})
		f.Records = append(slices.Clone(f.Records), missing(f, common)...)
	}
	if l.flows[f.ID][f.Version] != nil {
		return src.fault("$.version", "this version is loaded already")
	}
	f.raw = f.clone()
	if err := f.fill(); err != nil {
		return src.fault("$.params", err.Error())
	}
	if err := l.options(f); err != nil {
		return src.fault("$", err.Error())
	}
	f.compile()
	f.File = src.file
	if err := f.sign(); err != nil {
		return err
	}
	if l.flows[f.ID] == nil {
		l.flows[f.ID] = map[int]*Flow{}
		l.order = append(l.order, f.ID)
	}
	l.flows[f.ID][f.Version] = f
	if now := l.latest[f.ID]; now == nil || now.Version < f.Version {
		l.latest[f.ID] = f
	}
	src.flow = f
	return nil
}

func (l *Library) base(f *Flow) (*Flow, error) {
	id, version, ok := strings.Cut(f.Extends, "@")
	n, err := strconv.Atoi(version)
	if !ok || err != nil {
		return nil, fmt.Errorf("extends names a base and its version, id@n, not %q", f.Extends)
	}
	base := l.flows[id][n]
	if base == nil {
		return nil, fmt.Errorf("there is no %s", f.Extends)
	}
	if base.Extends != "" {
		return nil, fmt.Errorf("%s is an overlay itself: one level only", f.Extends)
	}
	return base, nil
}

// missing returns the common records that are for this kind of matter, that the
// definition does not redefine and that belong beside one of its own.
func missing(f *Flow, common []*Record) []*Record {
	has := func(id string) bool {
		return slices.ContainsFunc(f.Records, func(r *Record) bool { return r.ID == id })
	}
	var add []*Record
	for _, c := range common {
		if len(c.Of) > 0 && !slices.Contains(c.Of, string(f.Kind)) {
			continue
		}
		if !has(c.ID) && (c.Beside == "" || has(c.Beside)) {
			add = append(add, c.clone())
		}
	}
	return add
}

// options fills in the closed lists that fields name.
func (l *Library) options(f *Flow) error {
	var fault error
	f.eachField(func(field *Field) {
		if field.List == "" {
			return
		}
		list, ok := l.Lists[field.List]
		if !ok {
			fault = fmt.Errorf("field %s: there is no list %q", field.ID, field.List)
			return
		}
		field.Options = list
	})
	return fault
}

// sign computes the hash of the compiled content: what a stored version must
// still be when it is loaded again.
func (f *Flow) sign() error {
	b, err := json.Marshal(struct {
		ID, Title, Start string
		Version          int
		Kind             any
		Keys             []string
		States           map[string]*State
		Events           []*Event
		Records          []*Record
		Create           *Birth
		Params           map[string]any
		Volume           []Filed
	}{f.ID, f.Title, f.Start, f.Version, f.Kind, f.States.Keys, f.States.At, f.Events, f.Records, f.Create, f.Params, f.Volume})
	if err != nil {
		return fmt.Errorf("hash %s@%d: %w", f.ID, f.Version, err)
	}
	sum := sha256.Sum256(b)
	f.SHA = hex.EncodeToString(sum[:])
	return nil
}

// Flow returns one definition at one version, nil when it is not loaded.
func (l *Library) Flow(id string, version int) *Flow { return l.flows[id][version] }

// Latest returns the newest version of a definition, nil when there is none.
func (l *Library) Latest(id string) *Flow { return l.latest[id] }

// All returns the newest version of every definition, shipped ones first.
func (l *Library) All() []*Flow {
	all := make([]*Flow, 0, len(l.order))
	for _, id := range l.order {
		all = append(all, l.latest[id])
	}
	return all
}

// Every returns every version of every definition.
func (l *Library) Every() []*Flow {
	var all []*Flow
	for _, id := range l.order {
		for _, f := range l.flows[id] {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b *Flow) int { return strings.Compare(a.File, b.File) })
	return all
}

// Under returns the ids of all definitions whose lineage holds the word.
func (l *Library) Under(word string) []string {
	var ids []string
	for _, id := range l.order {
		if l.latest[id].Is(word) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Title returns the title of a value of a closed list, the value itself when
// it is unknown.
func (l *Library) Title(list, value string) string {
	for _, o := range l.Lists[list] {
		if o.Value == value {
			return o.Title
		}
	}
	return value
}

// Sorted file names make the load order, and so every list, the same each time.
func names(folder fs.FS) ([]string, error) {
	found, err := fs.Glob(folder, "*.yaml")
	slices.SortFunc(found, func(a, b string) int { return strings.Compare(path.Base(a), path.Base(b)) })
	return found, err
}
