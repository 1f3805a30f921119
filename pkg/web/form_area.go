package web

import (
	"context"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

func levelName(name string, depth int) string { return name + "." + strconv.Itoa(depth) }

// chain is the way from the top of the tree to what is chosen so far: posted
// level by level, else the place known, else that of one's own body.
func (f *form) chain(name string) ([]string, error) {
	if f.values.Has(levelName(name, 0)) {
		return f.typedChain(name)
	}
	at := f.values.Get(name)
	if at == "" {
		at = f.v.who.AreaID
	}
	place, err := f.v.s.people.area(f.v.ctx(), at)
	if casemodel.Is(err, casemodel.NotFound) {
		return []string{""}, nil
	}
	return pathOf(place), err
}

// typedChain follows the posted levels as long as each lies under the one
// before; a choice above makes those below void.
func (f *form) typedChain(name string) ([]string, error) {
	chain := []string{""}
	for depth := 0; ; depth++ {
		id := f.values.Get(levelName(name, depth))
		if len(id) != areaDigits || strings.Trim(id, "0123456789") != "" {
			return chain, nil
		}
		place, err := f.v.s.people.area(f.v.ctx(), id)
		if casemodel.Is(err, casemodel.NotFound) {
			return chain, nil
		}
		if err != nil {
			return nil, err
		}
		if place.ParentID != chain[len(chain)-1] {
			return chain, nil
		}
		chain = append(chain, id)
	}
}

// areaDigits is the length of every place's code.
const areaDigits = 12

// typedPlace is the posted place, read as it is drawn: the deepest level that
// lies under those above it. It is stale when more was chosen than that, of
// another place, and there is something to choose instead.
func (f *form) typedPlace(name string) (place string, stale bool, err error) {
	if !f.values.Has(levelName(name, 0)) {
		return strings.Trim(f.values.Get(name), " \x00"), false, nil
	}
	chain, err := f.typedChain(name)
	if err != nil {
		return "", false, err
	}
	place = chain[len(chain)-1]
	if !f.chosenFrom(name, len(chain)-1) {
		return place, false, nil
	}
	below, err := f.v.s.desk.Areas(f.v.ctx(), place, "", 1)
	return place, len(below) > 0, err
}

// chosenFrom reports whether any level from a depth on was posted with a choice.
func (f *form) chosenFrom(name string, depth int) bool {
	for key, value := range f.values {
		at, is := strings.CutPrefix(key, name+".")
		if n, err := strconv.Atoi(at); is && err == nil && n >= depth && strings.Join(value, "") != "" {
			return true
		}
	}
	return false
}

// pathOf is the way down to a place, the top of the tree first.
func pathOf(a casemodel.Area) []string {
	chain := []string{""}
	for _, id := range []string{a.A1, a.A2, a.A3, a.A4, a.A5} {
		if id != "" && id != chain[len(chain)-1] {
			chain = append(chain, id)
		}
	}
	if chain[len(chain)-1] != a.ID {
		chain = append(chain, a.ID)
	}
	return chain
}

// placeName names a place with what it lies in, from the county down.
func (s *Site) placeName(ctx context.Context, a casemodel.Area) string {
	var names []string
	for _, id := range pathOf(a)[1:] {
		place, err := s.people.area(ctx, id)
		if err != nil || place.Level < 2 && place.ID != a.ID {
			continue
		}
		names = append(names, place.Name)
	}
	return strings.Join(names, " ")
}

// picked says which place is chosen, for who types its name instead of going
// down the tree.
func (f *form) picked(out *Field) error {
	chain, err := f.chain(out.Name)
	if err != nil {
		return err
	}
	out.Wide, out.Span = false, "s6"
	place, err := f.v.s.people.area(f.v.ctx(), chain[len(chain)-1])
	if casemodel.Is(err, casemodel.NotFound) {
		out.Find = " "
		return nil
	}
	out.Value, out.Find = place.ID, f.v.s.placeName(f.v.ctx(), place)
	return err
}
