//go:build browser

package web

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/casemodel"
)

// roadTyped is what a mediator types on a phone, field by field.
var roadTyped = map[string]string{
	`[name="parties.0.name"]`: "包海燕", `[name="parties.0.phone"]`: "13847109988", `[name="parties.1.name"]`: "赵玉兰", `[name="parties.1.phone"]`: "13947105577",
	`[name="summary"]`: "两家共用的院墙雨后倒塌，砸坏花盆。", `[name="course"]`: "到现场看过，赵玉兰认可，当场给清。",
	`[name="items.0.amount"]`: "300", `[name="items.0.what"]`: "花盆",
}

// road fills the page of a quarrel settled on the spot, with the category.
func (b *tab) road(category string) *tab {
	b.t.Helper()
	evaluate[chromedp.Void](b, `document.querySelector('select[name="category"]').value = "`+category+`"; undefined`)
	return b.fill(roadTyped).tick(`input[name="items.0.paid"]`)
}

// spotScenes are of a dispute that is taken down where it was settled.
func (w *town) spotScenes() []scene {
	return []scene{
		{"spot", "mediator", spotAt, 0, nil},
		{"spot-faults", "mediator", spotAt, http.StatusUnprocessableEntity, func(b *tab) { b.click(`form[action="` + spotAt + `"] .foot .primary`) }},
		{"spot-halted", "mediator", spotAt, http.StatusUnprocessableEntity, func(b *tab) {
			b.road("09").fresh().click(`form[action="` + spotAt + `"] .foot .primary`)
		}},
	}
}

// The page and its two ways of being refused, on every screen.
func TestThePageOnTheSpotHoldsOnEveryScreen(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.spotScenes() {
		b.signsInAs(one.who).visits(one)
	}
}

// A village mediator with one phone and one account: a page, and its receipt.
// The picture of the signed sheet is in the volume.
func TestASettledQuarrelIsTakenDownOnAPhone(t *testing.T) {
	w, base := lived(t)
	b := openBrowser(t, base)(390, 844, true).signIn("mediator")
	sheet := filepath.Join(t.TempDir(), "sheet.jpg")
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(sheet, photo.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	b.open(spotAt).road("02")
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`[data-upload]:not([capture])`), []string{sheet}))
	b.awaits(`!!document.querySelector("[data-kept] input:checked")`).fresh().check("the page on the spot").shot("spot-typed-390")
	b.click(`form[action="`+spotAt+`"] .foot .primary`).reads("受理凭证", "包海燕", "赵玉兰").check("the receipt").shot("spot-receipt-390")
	t.Logf("%v of the machine", time.Since(began))
	list, err := w.List(t.Context(), w.who["mediator"], casemodel.Filter{View: casemodel.ViewAll, Query: "包海燕", Kinds: []casemodel.Kind{casemodel.KindCase}})
	if err != nil || len(list.Items) != 1 || list.Items[0].State != "follow_up" {
		t.Fatalf("%+v, %v", list, err)
	}
	root := list.Items[0].ID
	b.open("/matters/" + string(w.child(root, "peoples_mediation"))).reads("口头协议").check("the proceeding").shot("spot-proceeding-390")
	if !evaluate[bool](b, `document.body.textContent.includes("sheet.jpg")`) { // folded away
		t.Error("the sheet is not in the volume")
	}
}
