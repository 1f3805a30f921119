package workflows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
)

// Lengths of text when the definition names none, in characters.
const (
	shortText = 200
	longText  = 20_000
	listRows  = 500
)

// Read checks what was sent against the declared fields and returns it typed.
// raw holds JSON values or the strings of a form. Every fault comes back at
// its field: unknown, missing, of the wrong shape, too long.
func Read(fields []Field, raw map[string]any) (casemodel.Fields, error) {
	in := casemodel.Fields{}
	var faults []casemodel.FieldError
	for id := range raw {
		if !hasField(fields, id) {
			faults = append(faults, casemodel.FieldError{Field: id, Key: "field.unknown"})
		}
	}
	for i := range fields {
		f := &fields[i]
		v, sent := raw[f.ID]
		if !sent || empty(v) {
			if f.Required {
				faults = append(faults, casemodel.FieldError{Field: f.ID, Key: "field.missing"})
			}
			continue
		}
		got, fault := f.read(v)
		if fault != nil {
			faults = append(faults, *fault)
			continue
		}
		in[f.ID] = got
	}
	if len(faults) == 0 {
		return in, nil
	}
	slices.SortStableFunc(faults, func(a, b casemodel.FieldError) int { return position(fields, a.Field) - position(fields, b.Field) })
	return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: faults[0].Field, Fields: faults}
}

func position(fields []Field, path string) int {
	id, _, _ := strings.Cut(path, ".")
	if i := slices.IndexFunc(fields, func(f Field) bool { return f.ID == id }); i >= 0 {
		return i
	}
	return len(fields)
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	}
	return false
}

// read types one value by the field's type.
func (f *Field) read(v any) (any, *casemodel.FieldError) {
	wrong := func(key string, args ...any) (any, *casemodel.FieldError) {
		e := &casemodel.FieldError{Field: f.ID, Key: "field." + key}
		if len(args) > 0 {
			e.Args = map[string]any{}
			for i := 0; i+1 < len(args); i += 2 {
				e.Args[fmt.Sprint(args[i])] = args[i+1]
			}
		}
		return nil, e
	}
	switch f.Type {
	case "text", "longtext", "paper":
		s, ok := v.(string)
		if !ok {
			return wrong("text")
		}
		if n := utf8.RuneCountInString(s); n > f.limit() {
			return wrong("too_long", "max", f.limit(), "have", n)
		}
		s = clean(s)
		return s, nil
	case "date":
		d := casemodel.Day(strings.TrimSpace(fmt.Sprint(v)))
		if !d.Valid() {
			return wrong("date")
		}
		return d, nil
	case "datetime":
		t, err := moment(fmt.Sprint(v))
		if err != nil {
			return wrong("datetime")
		}
		return casemodel.At(t), nil
	case "money":
		m, err := casemodel.ParseMoney(strings.TrimSpace(fmt.Sprint(v)))
		if err != nil {
			return wrong("money")
		}
		return m, nil
	case "int":
		n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(fmt.Sprint(v)), ".0"), 10, 64)
		if err != nil {
			return wrong("int")
		}
		return n, nil
	case "bool":
		switch fmt.Sprint(v) {
		case "true", "on", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
		return wrong("bool")
	case "choice":
		s := fmt.Sprint(v)
		if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == s }) {
			return wrong("choice")
		}
		return s, nil
	case "choices":
		list := texts(v)
		for _, s := range list {
			if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == s }) {
				return wrong("choice")
			}
		}
		return list, nil
	case "area":
		s := strings.TrimSpace(fmt.Sprint(v))
		if len(s) != 12 || strings.Trim(s, "0123456789") != "" {
			return wrong("area")
		}
		return s, nil
	case "user", "body", "party", "file", "matter", "offer", "confided", "room", "sitting", "record":
		id := casemodel.ID(strings.TrimSpace(fmt.Sprint(v)))
		if !id.Valid() {
			return wrong("reference")
		}
		return id, nil
	case "users", "parties", "files":
		var ids []casemodel.ID
		for _, s := range texts(v) {
			id := casemodel.ID(s)
			if !id.Valid() {
				return wrong("reference")
			}
			ids = append(ids, id)
		}
		if len(ids) > f.rows() {
			return wrong("too_many", "max", f.rows())
		}
		return ids, nil
	case "consents":
		return f.rowsOf(v, func(b []byte) (any, int, string) {
			var list []casemodel.Consent
			err := strict(b, &list)
			return list, len(list), consentFault(list, err)
		})
	case "attendance":
		return f.rowsOf(v, func(b []byte) (any, int, string) {
			var list []casemodel.Attendance
			err := strict(b, &list)
			return list, len(list), attendanceFault(list, err)
		})
	case "members":
		return f.rowsOf(v, func(b []byte) (any, int, string) {
			var list []casemodel.MemberRow
			err := strict(b, &list)
			return list, len(list), memberFault(list, err)
		})
	case "items":
		return f.rowsOf(v, func(b []byte) (any, int, string) {
			var list []casemodel.Item
			err := strict(b, &list)
			at := itemFault(list, err)
			return list, len(list), at
		})
	}
	return wrong("type")
}

func (f *Field) limit() int {
	switch {
	case f.Max > 0:
		return f.Max
	case f.Type == "longtext":
		return longText
	}
	return shortText
}

// texts reads a list of words: a JSON list, or what a form sends.
func texts(v any) []string {
	switch v := v.(type) {
	case []any:
		list := make([]string, 0, len(v))
		for _, one := range v {
			list = append(list, fmt.Sprint(one))
		}
		return list
	case []string:
		return v
	}
	return strings.FieldsFunc(fmt.Sprint(v), func(r rune) bool { return r == ',' || r == ' ' })
}

// clean trims and drops control characters that no keyboard types.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.TrimSpace(s)
}

// moment reads RFC 3339, or the local form a browser sends (Asia/Shanghai).
func moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	return time.ParseInLocation("2006-01-02T15:04", s, time.FixedZone("CST", 8*3600))
}

// Write puts a typed value into the canonical text a field is kept as.
func Write(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case casemodel.ID:
		return string(v)
	case casemodel.Day:
		return string(v)
	case casemodel.Instant:
		return v.String()
	case casemodel.Money:
		return v.String()
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	case []string:
		return casemodel.Set(v...)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
