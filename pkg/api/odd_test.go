package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// What no client of ours sends is refused at its field and is never our fault.
func TestOddQuestionsAreRefusedAtTheirField(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		journal := "/matters/" + string(o.register()) + "/journal"
		for _, after := range []string{"9999999999", "9999999999999999999999", "-3", "x"} {
			clerk.get(journal+"?after="+after).problem(http.StatusUnprocessableEntity, "invalid").fault("after", "after.invalid")
		}
		clerk.get(journal + "?after=2147483647").is(http.StatusOK)
		clerk.get("/matters?after=nonsense").problem(http.StatusUnprocessableEntity, "invalid").fault("after", "after.invalid")
		clerk.get("/matters?number=%00").problem(http.StatusUnprocessableEntity, "invalid").fault("number", "field.text")
		clerk.get("/bodies?"+strings.Repeat("kind=x&", 3000)).problem(http.StatusUnprocessableEntity, "invalid").fault("kind", "field.too_many")
		long := clerk.get("/matters?q="+strings.Repeat("a", 201)).problem(http.StatusUnprocessableEntity, "invalid").fault("q", "field.too_long")
		if !strings.Contains(long.text("errors.0.detail"), "max:200") {
			o.t.Errorf("nobody says how much is too much: %s", long.Raw)
		}
		clerk.get("/matters?q=" + strings.TrimSuffix(strings.Repeat("a+", 100), "+")).is(http.StatusOK)
		clerk.call(http.MethodDelete, "/sessions/a%00b", nil).problem(http.StatusNotFound, "not_found")
		clerk.call(http.MethodDelete, "/sessions/a%ffb", nil).problem(http.StatusNotFound, "not_found")
	})
}

// A text may speak of an escaped NUL; it may not hold one.
func TestATextMaySpeakOfWhatItMayNotHold(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		path := "/matters/" + string(o.register()) + "/records/note"
		clerk.post(path, `{"fields":{"text":"a\\u0000b"}}`).is(http.StatusOK)
		for _, text := range []string{`a\u0000b`, `a\\\u0000b`, "a\x00b", "a\xffb"} {
			clerk.post(path, `{"fields":{"text":"`+text+`"}}`).problem(http.StatusBadRequest, "invalid")
		}
	})
}

// Who reads the course of a case has seen it, whichever list he asked for.
func TestReadingTheCourseIsALook(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		o.as("clerk").get("/matters/" + string(root) + "/journal").is(http.StatusOK)
		trace, err := o.Trace(t.Context(), o.Who["director"], root)
		if err != nil || len(trace.Opened) != 1 || trace.Opened[0].User != o.Who["clerk"].UserID {
			t.Errorf("the trace: %+v, %v", trace, err)
		}
	})
}
