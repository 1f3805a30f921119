package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// scene is what the words of a script may stand for when a step is played.
type scene struct {
	matter *demoMatter
	team   demoTeam
	town   *demoTown
	now    time.Time
	on     calendar.Day
	family []*casemodel.Matter
	sides  []casemodel.ID
	each   casemodel.ID
	book   *calendar.Book
	told   map[string]casemodel.ID // families by their id in the script

	members []casemodel.ID // the lines of the case's roster, in their order
	offers  []casemodel.ID // of all its procedures, the earliest first
	keep    func(picture string) (casemodel.ID, error)
}

// person reads $chair, $mediator and $seal as those of the matter's team.
func (s *scene) person(word string) string {
	switch word {
	case "$chair":
		return s.team.Chair
	case "$mediator":
		return s.team.Mediator
	case "$seal":
		return s.team.Seal
	}
	return word
}

// fields replaces every word that begins with $.
func (s *scene) fields(with map[string]any) (map[string]any, error) {
	// a copy by way of JSON, as it would come through a door
	text, err := json.Marshal(with)
	if err != nil {
		return nil, err
	}
	in := map[string]any{}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	for k, v := range in {
		if in[k], err = s.value(v); err != nil {
			return nil, fmt.Errorf("%s: %w", k, err)
		}
	}
	return in, nil
}

func (s *scene) value(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "$") {
			return s.word(v[1:])
		}
	case []any:
		for i := range v {
			if v[i], err = s.value(v[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for k := range v {
			if v[k], err = s.value(v[k]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// word reads one of the script's words:
//
//	items consents sides each      of the matter, of all sides, of this turn
//	party.N user.NAME body.CODE    ids; room.NAME too
//	matter.ID                      a family told of before
//	members.A-B offer.N            lines of the roster, counted from 1; the nth offer
//	file.NAME                      a picture of demo/, sent up by who does the step
//	on+N on-N                      legal date N days after or before the step
//	soon+N soon+N@HH:MM            N working days from the real today, at 09:30 or that hour
func (s *scene) word(word string) (any, error) {
	kind, rest, _ := strings.Cut(word, ".")
	switch kind {
	case "items":
		items := make([]any, 0, len(s.matter.Items))
		for _, it := range s.matter.Items {
			one, _ := it.(map[string]any)
			written, err := s.fields(one)
			if err != nil {
				return nil, err
			}
			items = append(items, written)
		}
		return items, nil
	case "consents":
		var all []any
		for _, id := range s.sides {
			all = append(all, map[string]any{"party": string(id), "consent": "agreed", "way": "present"})
		}
		return all, nil
	case "sides":
		var all []any
		for _, id := range s.sides {
			all = append(all, string(id))
		}
		return all, nil
	case "each":
		return string(s.each), nil
	case "party":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 || n > len(s.sides) {
			return nil, fmt.Errorf("there is no party %q", rest)
		}
		return string(s.sides[n-1]), nil
	case "user":
		return s.reference(s.town.who[s.person(rest)].UserID, word)
	case "body":
		if rest == "" {
			rest = s.team.Body
		}
		return s.reference(s.town.bodies[rest], word)
	case "room":
		return s.reference(s.town.rooms[rest], word)
	case "matter":
		return s.reference(s.told[rest], word)
	case "members":
		return s.lines(rest)
	case "offer":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 || n > len(s.offers) {
			return nil, fmt.Errorf("there is no offer %q", rest)
		}
		return string(s.offers[n-1]), nil
	case "file":
		id, err := s.keep(rest)
		return string(id), err
	}
	return s.date(word)
}

// lines are those of the roster from the first to the last named, as 1-13.
func (s *scene) lines(span string) (any, error) {
	var first, last int
	if _, err := fmt.Sscanf(span, "%d-%d", &first, &last); err != nil || first < 1 || last > len(s.members) || first > last {
		return nil, fmt.Errorf("the roster has no lines %q", span)
	}
	all := make([]any, 0, last-first+1)
	for _, id := range s.members[first-1 : last] {
		all = append(all, string(id))
	}
	return all, nil
}

func (s *scene) reference(id casemodel.ID, word string) (any, error) {
	if id == "" {
		return nil, fmt.Errorf("there is no $%s", word)
	}
	return string(id), nil
}

func (s *scene) date(word string) (any, error) {
	at := strings.IndexAny(word, "+-")
	if at < 0 {
		return nil, fmt.Errorf("there is no word $%s", word)
	}
	n, hour, timed := strings.Cut(word[at:], "@")
	days, err := strconv.Atoi(n)
	if err != nil {
		return nil, fmt.Errorf("$%s counts no days: %w", word, err)
	}
	switch kind := word[:at]; {
	case kind == "on" && !timed:
		return s.on.Add(days).String(), nil
	case kind == "soon":
		moment := time.Date(0, 1, 1, 9, 30, 0, 0, time.UTC)
		if timed {
			if moment, err = time.Parse("15:04", hour); err != nil {
				return nil, fmt.Errorf("$%s names no hour: %w", word, err)
			}
		}
		day := s.book.AddWorking(calendar.DayOf(s.now), days)
		return day.At(moment.Hour(), moment.Minute()).In(calendar.Zone).Format(time.RFC3339), nil
	}
	return nil, fmt.Errorf("there is no word $%s", word)
}
