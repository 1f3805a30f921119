package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// SettingsPage lists what an administrator may set.
type SettingsPage struct {
	Shell
	May    bool
	Faults []Fault
	Rows   []SettingItem
}

// SettingItem is one setting with its form.
type SettingItem struct {
	ID, Title, Help, Unit, Bounds, Default string

	Value   string // what works, or what was typed and refused
	Seen    string // what is kept: a change is held against it
	Changed string // by whom and when, "" when nobody did
	Own     bool   // not the default
	Number  bool
	Error   string
}

func (s *Site) settings(v *visit) error { return s.showSettings(v, http.StatusOK, "", nil) }

// showSettings draws the page; wrong is of what was typed for one setting.
func (s *Site) showSettings(v *visit, status int, name string, wrong *casemodel.Error) error {
	all, err := s.desk.SettingsNow(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page := SettingsPage{May: s.desk.Office(v.who, "settings", "edit") == nil}
	for i := range all {
		row := settingItem(&all[i])
		if wrong != nil && row.ID == name {
			row.Error = s.settingFault(&all[i], &row, wrong)
			page.Faults = []Fault{{Href: "#" + row.ID, Title: row.Title, Text: row.Error}}
			row.Value = v.form.Get("value")
		}
		page.Rows = append(page.Rows, row)
	}
	page.Shell = v.shell(say("nav.settings"), "/admin/settings")
	return v.show(status, "settings", page)
}

func settingItem(now *casework.SettingNow) SettingItem {
	row := SettingItem{
		ID: now.Name, Title: say("setting.title." + now.Name), Help: say("setting.help." + now.Name), Number: now.Number,
		Value: now.Value, Seen: now.Kept, Own: now.Kept != "", Default: say("setting.none"),
	}
	if now.Number {
		row.Unit = say("setting.unit." + now.Name)
		row.Default = strconv.Itoa(now.Default) + " " + row.Unit
		row.Bounds = say("setting.bounds", "min", now.Min, "max", now.Max)
	} else {
		row.Bounds = say("setting.longest", "max", now.Max)
	}
	if now.By != "" {
		row.Changed = say("setting.changed_by", "name", now.By, "at", minute(now.At))
	}
	return row
}

// settingFault says what is wrong with what was typed, or what somebody else
// has set meanwhile.
func (s *Site) settingFault(now *casework.SettingNow, row *SettingItem, wrong *casemodel.Error) string {
	if wrong.Kind == casemodel.Conflict {
		value := now.Value
		if value == "" {
			value = say("setting.none")
		}
		return say("setting.changed", "value", value, "by", row.Changed)
	}
	return s.sayFault(wrong.Fields[0].Key, wrong.Fields[0].Args)
}

func (s *Site) changeSetting(v *visit) error {
	name, value := v.c.Param("name"), v.form.Get("value")
	if v.form.Get("default") != "" {
		value = ""
	}
	err := s.desk.ChangeSetting(v.ctx(), v.who, casework.SettingChange{
		Name: name, Title: settingTitle(name), Seen: v.form.Get("seen"), Value: value,
	})
	var wrong *casemodel.Error
	if asRefusal(err, &wrong) && (wrong.Kind == casemodel.Invalid || wrong.Kind == casemodel.Conflict) {
		return s.showSettings(v, statusOf(err), name, wrong)
	}
	if err != nil {
		return err
	}
	v.administered("setting_changed", "setting", name)
	return v.back(say("setting.saved"), "/admin/settings")
}

// settingTitle is what the log calls a setting; one that nobody knows is
// refused by the desk.
func settingTitle(name string) string {
	for _, one := range casework.Settings() {
		if one.Name == name {
			return say("setting.title." + name)
		}
	}
	return name
}

// duty is whom to call when the program fails, "" while nobody set it. It is
// read from memory: the database may be what fails.
func (s *Site) duty() string {
	words := s.desk.SettingWords(casework.DutyWords) + " " + s.desk.SettingWords(casework.DutyPhone)
	return strings.TrimSpace(words)
}

// whom is the duty line, else the administrator.
func (s *Site) whom() string {
	if duty := s.duty(); duty != "" {
		return duty
	}
	return say("fail.admin")
}
