//go:build browser

package web

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/casemodel"
)

// photoNames are the files of a matter as its mediator sees them.
func (w *town) photoNames(id casemodel.ID) []string {
	w.t.Helper()
	view, err := w.Case(w.t.Context(), w.who["mediator"], id)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for i := range view.Files {
		names = append(names, view.Files[i].Name)
	}
	return names
}

// shoots taps the camera and takes the photo.
func (b *tab) shoots(css, photo string) *tab {
	b.t.Helper()
	b.tick(css)
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`body > input[capture]`), []string{photo}))
	return b
}

// onPhone are the photos that lie on the device, as they can be read there.
func (b *tab) onPhone() []string {
	b.t.Helper()
	evaluate[chromedp.Void](b, `window.lying = null; { const open = indexedDB.open("jiefen-photos", 1); open.onsuccess = () => {
		const all = open.result.transaction("waiting").objectStore("waiting").getAll();
		all.onsuccess = () => { open.result.close(); window.lying = all.result.map((r) => new TextDecoder("latin1").decode(r.sealed)); }; }; } undefined`)
	b.awaits(`window.lying !== null`)
	return evaluate[[]string](b, `window.lying`)
}

// Two taps, and a photo lies with the case. A cut line, an answer that nobody
// hears, a session that ended, a page that is left: the photo and its words are
// kept sealed on the phone, go by themselves when they can, and are there once.
func TestAPhotoInTwoTapsOutlivesTheLineAndTheSession(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		l, base := w.serveBy()
		b := openBrowser(t, base)(390, 844, true)
		b.signIn("mediator").open("/matters/" + string(proceeding))
		photo := filepath.Join(t.TempDir(), "image.jpg")
		if err := os.WriteFile(photo, jpegOf(t, 900, 600), 0o600); err != nil {
			t.Fatal(err)
		}
		quiet := func() {
			b.mu.Lock()
			b.faults = nil // the cut line and the ended session stand in the log
			b.mu.Unlock()
		}
		there := func(n int, line string) {
			t.Helper()
			b.awaits(`!!document.querySelector('[data-photo="done"]') && !document.querySelector('[data-photos] li:not([data-photo="done"])')`)
			names := w.photoNames(proceeding)
			if len(names) != n || !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, line) }) {
				t.Fatalf("with the case lie %v, want %d and %q among them", names, n, line)
			}
			if left := b.onPhone(); len(left) > 0 {
				t.Errorf("%d photos stay on the phone", len(left))
			}
			quiet()
		}
		const camera, line = ".road [data-shoot]", "[data-photo-line]"
		b.shot("photo-before-390")
		b.shoots(camera, photo)
		there(1, "照片 ")
		b.shot("photo-done-390")
		b.check("the case with a photo")

		l.state.Store(noRequest)
		b.fill(map[string]string{line: "门前积水"}).shoots(camera, photo).awaits(`!!document.querySelector('[data-photo="lost"]')`).reads("没有传出去，照片已加密存在本机")
		b.shot("photo-cut-390")
		kept := b.onPhone()
		if len(kept) != 1 || strings.Contains(kept[0], "JFIF") || strings.Contains(kept[0], "image") || strings.Contains(kept[0], "href") {
			t.Errorf("on the phone lie %d photos, or one that can be read", len(kept))
		}
		l.state.Store(whole)
		quiet()
		b.open("/home") // the page is left, and the day's list sends it
		there(2, "门前积水")

		b.open("/matters/" + string(proceeding))
		l.state.Store(noResponse)
		b.fill(map[string]string{line: "墙面裂缝"}).shoots(camera, photo).awaits(`!!document.querySelector('[data-photo="lost"]')`)
		l.state.Store(whole)
		evaluate[bool](b, `window.dispatchEvent(new Event("online"))`)
		there(3, "墙面裂缝")

		w.clock.Advance(31 * time.Minute)
		b.fill(map[string]string{line: "屋顶漏点"}).shoots(camera, photo).awaits(`!!document.querySelector('[data-photo="waits"] a')`).reads("登录已到期")
		quiet()
		b.signIn("clerk").open("/home").awaits(`document.readyState === "complete"`) // somebody else takes the phone
		if n := len(w.photoNames(proceeding)); n != 3 {
			t.Errorf("another's page sent it: %d files", n)
		}
		b.signOut().signIn("mediator") // whose first page sends it
		there(4, "屋顶漏点")
	})
}

// What is refused says why and stays with its owner until he throws it away.
func TestAPhotoThatIsRefusedIsNotLost(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		b := openBrowser(t, w.serve())(390, 844, true)
		b.signIn("mediator").open("/matters/" + string(proceeding))
		page := filepath.Join(t.TempDir(), "image.jpg")
		if err := os.WriteFile(page, []byte("<!DOCTYPE html><script>1</script>"), 0o600); err != nil {
			t.Fatal(err)
		}
		b.shoots(".road [data-shoot]", page).awaits(`!!document.querySelector('[data-photo="refused"]')`).reads("其实是网页", "另存", "删除")
		if n := len(w.photoNames(proceeding)); n != 0 {
			t.Errorf("%d files are there", n)
		}
		b.tick(`[data-photo="refused"] button`).awaits(`!document.querySelector("[data-photo]")`)
		if left := b.onPhone(); len(left) > 0 {
			t.Errorf("%d photos stay on the phone", len(left))
		}
		b.mu.Lock()
		b.faults = nil // the refusal
		b.mu.Unlock()
	})
}

// The door of the photos asks as every door does, and takes one in once.
func TestThePhotoDoorAsksAsEveryDoor(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		base := w.serve()
		at := "/matters/" + string(proceeding) + "/photo"
		form := map[string][]string{"_once": {"0011223344556677"}, "line": {"门前/积水"}}
		for range 2 {
			w.as(base, "mediator").upload(at, form, "photo", "image.jpg", jpegOf(t, 60, 40)).is(http.StatusCreated).has("已存入案卷材料")
		}
		if names := w.photoNames(proceeding); len(names) != 1 || names[0] != "门前 积水.jpg" {
			t.Errorf("taken in: %v", names)
		}
		before := w.prints()
		w.as(base, "dept").upload(at, form, "photo", "image.jpg", jpegOf(t, 60, 40)).is(http.StatusNotFound)
		w.as(base, "mediator").upload(at, nil, "photo", "image.jpg", jpegOf(t, 60, 40)).is(http.StatusUnprocessableEntity)
		if after := w.prints(); len(after) != len(before) {
			t.Error("a refusal wrote something")
		}
	})
}

// A page that is left while it looks for photos that wait does not hold the
// device's store shut to the next one, where a photo is taken: the browser keeps
// pages for a way back, and what they have open stays open.
func TestAPageThatIsLeftHoldsNoPhotoBack(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		b := openBrowser(t, w.serve())(390, 844, true).signIn("mediator")
		for range 6 {
			b.do(chromedp.Navigate(b.base + "/home"))
			if left := b.open("/matters/" + string(proceeding)).onPhone(); len(left) > 0 {
				t.Fatalf("%d photos wait", len(left))
			}
		}
	})
}
