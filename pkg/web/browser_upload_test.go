//go:build browser

package web

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// Photos are chosen and dropped, several at once; one is cut off on its way and
// sent again, one is refused and taken away; what was typed stays, the form
// goes out when all are there, and each photo is there once.
func TestPhotosGoUpOneByOneAndTheFormStays(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	_, proceeding := w.inSession()
	home := "/matters/" + string(proceeding)
	l, base := w.serveBy()
	b := openBrowser(t, base)(1366, 768, false)
	b.signIn("mediator").open(home + "/do/add_evidence")
	dir := t.TempDir()
	var chosen []string
	for i, name := range []string{"IMG_0831.jpg", "IMG_0832.jpg", "image.jpg"} {
		chosen = append(chosen, filepath.Join(dir, name))
		if err := os.WriteFile(chosen[i], jpegOf(t, 800+i, 600), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.fill(map[string]string{`[name="f.title"]`: "漏水照片", `[name="f.proves"]`: "楼上漏水造成损坏", `[name="f.kind"]`: "photo"}).pick("f.form", "copy")
	choose := func(files ...string) {
		b.do(chromedp.SetUploadFiles(chromedp.CSS(`[data-upload]:not([capture])`), files))
	}
	kept := func(n int) *tab {
		return b.awaits(`document.querySelectorAll("[data-kept] input[type=checkbox]:checked").length === ` + strconv.Itoa(n))
	}
	choose(chosen...)
	kept(3).awaits(`[...document.querySelectorAll("[data-kept] img")].every((i) => i.complete && i.naturalWidth === 320)`)
	b.awaits(`document.querySelector("[data-kept]").innerText.includes("照片 3.jpg")`) // a phone calls every photo image.jpg
	b.awaits(`!document.querySelector("[data-up]")`).whole("upload-kept-1366")

	l.state.Store(noResponse) // the server gets the fourth, and nobody hears of it
	b.drops("门口.jpg", "image/jpeg", jpegOf(t, 700, 500))
	b.awaits(`!!document.querySelector('[data-up="failed"]')`)
	l.state.Store(whole)
	b.drops("网页.pdf", "application/pdf", []byte("<!DOCTYPE html><script>1</script>"))
	b.awaits(`document.querySelector('[data-up="refused"]')?.innerText.includes("其实是网页")`)
	b.mu.Lock()
	b.faults = nil // the browser tells of the cut line and of the refusal
	b.mu.Unlock()
	b.tick(".foot .primary").awaits(`!document.querySelector("[data-stuck]").hidden`)
	b.whole("upload-stuck-1366")
	b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	b.whole("upload-stuck-390")
	b.do(chromedp.EmulateViewport(1366, 768))
	b.tick(`[data-up="failed"] button`)
	kept(4)
	b.tick(`[data-up="refused"] button:last-of-type`)
	if got := evaluate[string](b, `document.querySelector('[name="f.title"]').value`); got != "漏水照片" {
		t.Errorf("the title reads %q", got)
	}
	b.click(".foot .primary").check("evidence")
	pieces, err := w.Evidence(t.Context(), w.who["mediator"], proceeding)
	if err != nil || len(pieces) != 1 || len(pieces[0].Files) != 4 {
		t.Fatalf("taken in: %+v (%v)", pieces, err)
	}
	for i, want := range []string{"IMG_0831.jpg", "IMG_0832.jpg", "照片 3.jpg", "门口.jpg"} {
		if got := pieces[0].Files[i].Name; got != want {
			t.Errorf("the file %d is %s, want %s", i+1, got, want)
		}
	}
}

// drops drops a file beside the place for files, on its field.
func (b *tab) drops(name, kind string, content []byte) {
	b.t.Helper()
	bytes := ""
	for _, c := range content {
		bytes += strconv.Itoa(int(c)) + ","
	}
	evaluate[bool](b, `(() => {
		const data = new DataTransfer(), at = document.querySelector("[data-drop]").closest(".field").querySelector("label");
		data.items.add(new File([new Uint8Array([`+bytes+`])], "`+name+`", {type: "`+kind+`"}));
		for (const type of ["dragover", "drop"]) at.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
		return true;
	})()`)
}
