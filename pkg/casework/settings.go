package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
)

// Names of what an administrator may set.
const (
	RevealsADay    = "reveals_a_day"     // whole numbers a day before the director hears of it (users.md F19)
	IdleMinutes    = "idle_minutes"      // a session that is not used ends
	NoticeDays     = "notices_kept_days" // after they were read
	LargestFile    = "largest_file_mib"
	MoreFiles      = "more_files"      // endings besides the usual ones, with spaces between
	UnscannedFiles = "unscanned_files" // 1: what the virus scanner could not look at comes in and waits for it
	SpotAmount     = "spot_amount"     // yuan that a mediator may settle on the spot (users.md F1)
	DutyWords      = "duty_words"      // whom to call when the program fails
	DutyPhone      = "duty_phone"
	OpeningHours   = "opening_hours" // on the receipt
)

// Setting is what one value may be. Words have a longest length instead of
// bounds, and none by default.
type Setting struct {
	Name              string
	Number            bool
	Default, Min, Max int
}

// Settings lists what may be set, in the order of the page.
func Settings() []Setting {
	return []Setting{
		{RevealsADay, true, ManyReveals, 1, 500},
		{IdleMinutes, true, 30, 10, 120},
		{NoticeDays, true, 90, 7, 3650},
		{LargestFile, true, 200, 1, 200},
		{Name: MoreFiles, Max: 60},
		{UnscannedFiles, true, 0, 0, 1},
		{SpotAmount, true, 20_000, 0, 1_000_000},
		{Name: DutyWords, Max: 60},
		{Name: DutyPhone, Max: 40},
		{Name: OpeningHours, Max: 100},
	}
}

func settingNamed(name string) (Setting, error) {
	all := Settings()
	i := slices.IndexFunc(all, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return Setting{}, &casemodel.Error{Kind: casemodel.NotFound, Key: "setting.unknown"}
	}
	return all[i], nil
}

// check answers a value as it is kept, or what is wrong with it. "" is the
// default, and so is the default itself: a later program may have another.
func (s Setting) check(value string) (string, *casemodel.FieldError) {
	value = strings.TrimSpace(value)
	if value == "" {
		return "", nil
	}
	if !s.Number {
		if n := utf8.RuneCountInString(value); n > s.Max || strings.ContainsAny(value, "\r\n") {
			return "", &casemodel.FieldError{Field: s.Name, Key: "field.too_long", Args: map[string]any{"max": s.Max, "have": n}}
		}
		if s.Name == MoreFiles {
			return checkExtras(value)
		}
		return value, nil
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		return "", &casemodel.FieldError{Field: s.Name, Key: "field.int"}
	case n < s.Min || n > s.Max:
		return "", &casemodel.FieldError{Field: s.Name, Key: "setting.range", Args: map[string]any{"min": s.Min, "max": s.Max}}
	case n == s.Default:
		return "", nil
	}
	return strconv.Itoa(n), nil
}

// checkExtras keeps endings in the order of the list, each once; a comma or a
// dot between them does no harm.
func checkExtras(value string) (string, *casemodel.FieldError) {
	named := strings.FieldsFunc(strings.ToLower(value), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var kept []string
	for _, end := range vault.Extras() {
		if slices.Contains(named, end) {
			kept = append(kept, end)
			named = slices.DeleteFunc(named, func(n string) bool { return n == end })
		}
	}
	if len(named) > 0 {
		return "", &casemodel.FieldError{Field: MoreFiles, Key: "setting.no_such_ending", Args: map[string]any{"end": named[0], "ends": strings.Join(vault.Extras(), " ")}}
	}
	return strings.Join(kept, " "), nil
}

// shown is a kept value as it works.
func (s Setting) shown(kept string) string {
	if kept == "" && s.Number {
		return strconv.Itoa(s.Default)
	}
	return kept
}

// LoadSettings puts in force what the database says. A server asks at its start
// and then often.
func (d *Desk) LoadSettings(ctx context.Context) error {
	kept := map[string]string{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Settings(settingNames()...)
		for _, r := range rows {
			kept[r.Name] = r.Value
		}
		return err
	})
	if err == nil {
		d.settings.Store(&kept)
	}
	return err
}

func settingNames() []string {
	all := Settings()
	names := make([]string, 0, len(all))
	for _, s := range all {
		names = append(names, s.Name)
	}
	return names
}

// SettingWords is a value in force; of one that is no number it is "" until
// somebody sets it.
func (d *Desk) SettingWords(name string) string {
	s, err := settingNamed(name)
	if err != nil {
		return ""
	}
	kept := ""
	if now := d.settings.Load(); now != nil {
		kept = (*now)[name]
	}
	if value, fault := s.check(kept); fault == nil { // a later program's bounds are narrower: its default
		return s.shown(value)
	}
	return s.shown("")
}

// SettingNumber is a number in force.
func (d *Desk) SettingNumber(name string) int {
	n, _ := strconv.Atoi(d.SettingWords(name)) // checked
	return n
}

// Idle is how long a session lasts that is not used.
func (d *Desk) Idle() time.Duration { return time.Duration(d.SettingNumber(IdleMinutes)) * time.Minute }

// FileRules are what an upload may be where the program itself takes at most so
// many bytes.
func (d *Desk) FileRules(most int64) vault.Rules {
	return vault.Rules{Largest: min(most, int64(d.SettingNumber(LargestFile))<<20), Extras: strings.Fields(d.SettingWords(MoreFiles)), Unseen: d.SettingNumber(UnscannedFiles) == 1}
}

// SettingNow is a setting as the page shows it.
type SettingNow struct {
	Setting

	Kept  string // "" for the default; what a change is held against
	Value string
	By    string // who changed it last, "" when nobody did
	At    casemodel.Instant
}

// SettingsNow lists every setting with its value, for who may see them.
func (d *Desk) SettingsNow(ctx context.Context, who casemodel.Actor) ([]SettingNow, error) {
	if err := d.Office(who, "settings", "list"); err != nil {
		return nil, err
	}
	all := make([]SettingNow, 0, len(Settings()))
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Settings(settingNames()...)
		if err != nil {
			return err
		}
		for _, s := range Settings() {
			now := SettingNow{Setting: s, Value: s.shown("")}
			if i := slices.IndexFunc(rows, func(r store.SettingRow) bool { return r.Name == s.Name }); i >= 0 {
				now.Kept, now.Value, now.By, now.At = rows[i].Value, s.shown(rows[i].Value), rows[i].ByName, rows[i].ChangedAt
			}
			all = append(all, now)
		}
		return nil
	})
	return all, err
}

// SettingChange is what somebody sets: "" brings the default back. Seen is what
// was kept when the page was drawn, Title what the log calls the setting.
type SettingChange struct{ Name, Title, Seen, Value string }

// ChangeSetting sets one value and says so in the log of the administration.
// Conflict when it is no longer what was seen.
func (d *Desk) ChangeSetting(ctx context.Context, who casemodel.Actor, c SettingChange) error {
	if err := d.Office(who, "settings", "edit"); err != nil {
		return err
	}
	s, err := settingNamed(c.Name)
	if err != nil {
		return err
	}
	value, fault := s.check(c.Value)
	if fault != nil {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: []casemodel.FieldError{*fault}}
	}
	if value == c.Seen {
		return d.LoadSettings(ctx) // nothing to change: no entry
	}
	change := Change{Field: "value", Before: s.shown(c.Seen), After: s.shown(value)}
	note := d.Recorded(who, Deed{"setting_changed", "setting", c.Name, c.Title, []Change{change}}, func(tx *store.Tx) error {
		changed, err := tx.ChangeSetting(c.Name, c.Seen, value, who.UserID)
		if err == nil && !changed {
			err = &casemodel.Error{Kind: casemodel.Conflict, Key: "setting.changed"}
		}
		return err
	})
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		if c.Name == IdleMinutes {
			if err := s.endIdle(tx, c.Seen); err != nil {
				return err
			}
		}
		return note(tx)
	})
	if err != nil {
		return err
	}
	return d.LoadSettings(ctx)
}

// endIdle removes the sessions that were over under the time that held so far:
// a longer one must not bring them back.
func (s Setting) endIdle(tx *store.Tx, kept string) error {
	minutes, err := strconv.Atoi(s.shown(kept))
	if err != nil {
		return &casemodel.Error{Kind: casemodel.Conflict, Key: "setting.changed"}
	}
	_, err = tx.SweepIdle(tx.Now().Add(-time.Duration(minutes) * time.Minute))
	return err
}
