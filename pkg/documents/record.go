package documents

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
)

// Sample is the record of the examples: what an uploaded template is tried
// with. Every name a paper may say is in it.
func Sample() Record { return example(templates.Names()) }

func example(names []templates.Name) Record {
	r := Record{}
	for i := range names {
		n := &names[i]
		switch {
		case n.Many:
			r[n.Word] = []Record{example(n.Has)}
		case n.Has != nil:
			r[n.Word] = example(n.Has)
		default:
			r[n.Word] = sorted(n.Like)
		}
	}
	return r
}

// sorted is an example as a value of its sort.
func sorted(like string) any {
	if day, is := strings.CutPrefix(like, "day "); is {
		return casemodel.Day(day)
	}
	if amount, is := strings.CutPrefix(like, "yuan "); is {
		if m, err := casemodel.ParseMoney(amount); err == nil {
			return m
		}
	}
	if n, err := strconv.Atoi(like); err == nil {
		return n
	}
	if like == "true" || like == "false" {
		return like == "true"
	}
	return like
}

var errRecord = errors.New("not what a paper's record holds")

// Worded gives a record that has the program's keys the words of the marks.
// What it leaves out is there and empty: a mark never meets a name that is not.
// A key that record.yaml does not have, or a value of another sort, is an
// error of the program.
func Worded(in Record) (Record, error) { return worded(templates.Names(), in) }

func worded(names []templates.Name, in Record) (Record, error) {
	out, used := Record{}, 0
	for i := range names {
		n := &names[i]
		v, given := in[n.Is]
		if given {
			used++
		}
		var err error
		if out[n.Word], err = wordedOne(n, v, given); err != nil {
			return nil, fmt.Errorf("%s: %w", n.Is, err)
		}
	}
	if used < len(in) {
		return nil, fmt.Errorf("%w: %d keys of %d are known", errRecord, used, len(in))
	}
	return out, nil
}

func wordedOne(n *templates.Name, v any, given bool) (any, error) {
	switch {
	case n.Many:
		list, ok := v.([]Record)
		if given && !ok {
			return nil, fmt.Errorf("%w: %T for a list", errRecord, v)
		}
		all := make([]Record, 0, len(list))
		for _, one := range list {
			r, err := worded(n.Has, one)
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
		return all, nil
	case n.Has != nil:
		r, ok := v.(Record)
		if given && !ok {
			return nil, fmt.Errorf("%w: %T for a record", errRecord, v)
		}
		return worded(n.Has, r)
	}
	return alike(sorted(n.Like), v, given)
}

// alike is a value of the example's sort, the empty one where none is given.
func alike(example, v any, given bool) (any, error) {
	ok := !given
	switch example.(type) {
	case casemodel.Day:
		if given {
			_, ok = v.(casemodel.Day)
		} else {
			v = casemodel.Day("")
		}
	case casemodel.Money:
		if given {
			_, ok = v.(casemodel.Money)
		} else {
			v = casemodel.Money(0)
		}
	case int:
		if given {
			_, ok = v.(int)
		} else {
			v = 0
		}
	case bool:
		if given {
			_, ok = v.(bool)
		} else {
			v = false
		}
	default:
		if given {
			_, ok = v.(string)
		} else {
			v = ""
		}
	}
	if !ok {
		return nil, fmt.Errorf("%w: %T for %T", errRecord, v, example)
	}
	return v, nil
}
