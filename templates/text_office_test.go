package templates_test

import (
	"strings"

	"github.com/jiefen/jiefen/templates"
)

// officeFamilies are the keys of the administration: what it writes into its
// log, what a check of the journal finds, what is wrong with a calendar.
var officeFamilies = map[string][]string{
	"office.act.": strings.Fields("user_added user_changed user_disabled user_enabled password_reset sessions_ended session_ended second_cleared membership_added membership_ended " +
		"body_added body_changed bodies_imported room_added room_changed area_added area_changed areas_imported calendar_loaded setting_changed letter_revived letter_dropped template_added template_forced template_withdrawn volumes_drawn slips_printed slip_spoilt list_printed papers_printed forms_printed clause_saved clause_withdrawn"),
	"office.kind.":    {"user", "body", "room", "area", "calendar", "paper", "volume", "slip", "print", "setting", "letter", "clause"},
	"clause.sort.":    templates.Clauses().Sorts,
	"clause.into.":    {"items", "breach", "clauses"},
	"clause.field.":   {"title", "sort", "kind", "words", "categories"},
	"office.field.":   strings.Fields("name phone username password body roles title number_name parent address categories active kind level value reason session moved added changed file template_no sha256 seats hours remark closed seed drawn printed filter papers spoilt"),
	"sitting_state.":  {"planned", "started", "finished"},
	"schedule.state.": {"started", "finished"},
	"schedule.leave_": {"from", "until", "remark"},
	"calendar.fault.": {"syntax", "unknown_key", "bad_year", "year_twice", "bad_date", "other_year", "no_name", "date_twice", "both_kinds", "workday_midweek", "too_few_holidays"},
	"areas.fault.":    strings.Fields("empty no_column unreadable no_level nameless twice no_parent wrong_parent elsewhere"),
	"check.state.":    {"running", "done", "cancelled", "failed", "lost"},
	"check.kind.":     strings.Fields("entry_changed link_broken entry_missing truncated head_differs header_differs payload_changed payload_missing payload_added matter_missing rewritten anchor_broken"),
	"job.task.":       {"sweep", "deliver", "anchor", "tidy", "calendar", "settings", "sample", "dues"},
	"rule.use.":       {"ready", "not"},
	"setting.title.":  strings.Fields("reveals_a_day idle_minutes notices_kept_days largest_file_mib more_files unscanned_files spot_amount duty_words duty_phone opening_hours"),
	"setting.help.":   strings.Fields("reveals_a_day idle_minutes notices_kept_days largest_file_mib more_files unscanned_files spot_amount duty_words duty_phone opening_hours"),
	"setting.unit.":   strings.Fields("reveals_a_day idle_minutes notices_kept_days largest_file_mib unscanned_files spot_amount"),
	"file.is.":        strings.Fields("pdf word excel slides ofd old picture sound film text archive page program unknown"),
	"table.":          strings.Fields("empty old unread broken unpacks unsolved"),
	"roster.col.":     strings.Fields("name id_no phone claim amount agreed agent note"),
	"roster.state.":   {"unsigned", "open", "agreed", "refused", "withdrawn", "elsewhere"},
	"word.sign_way.":  {"wet", "fingerprint", "agent", "seal", "online"}, "word.roster_by.": {"no", "name", "amount", "rest"},
	"word.roster_show.": strings.Fields("open unsigned signed bound refused withdrawn elsewhere unpaid speaks"),
	"roster.head.":      strings.Fields("name id_no phone claim amount agreed agent note"),
	"book.col.":         strings.Fields("number on at minutes room place mediator"), "book.head.": strings.Fields("number on at minutes room place mediator"),
	"tell.state.":     {"served", "told", "passed", "missed", "not"},
	"book.row_":       {"room", "user", "person", "interpreter"},
	"evidence.do.":    {"return_evidence", "withdraw_evidence", "weigh_evidence"},
	"job.kind.":       {"act"},
	"template.state.": {"held", "force", "withdrawn", "unused"},
	"inquiry.":        {"inquiry", "inquiry_inside"},
	"run.state.":      {"waits", "goes", "done", "failed", "cancelled"},
	"record.do.":      {"revise_record", "sign_record", "supplement_record", "replace_page", "revise_inquiry"},
	"fall.ground.":    {"court", "arbitration", "parties", "committee"},
	"claim.paper.":    {"deferred", "abandoned"},
	"template.": strings.Fields("too_large not_word bad_name embedded macro dtd fetches outside syntax unknown_word unknown_name not_list not_text wrong_value " +
		"end_outside turn_outside no_end section alone turn_place unclosed unmarked"),
	"paper.of.": strings.Fields("case mediation inquiry session agreement volume confirmation performance followup alert"),
}
