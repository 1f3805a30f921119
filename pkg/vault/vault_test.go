package vault_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/vault"
)

func open(t testing.TB) (*vault.Vault, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	v, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return v, dir
}

// lies lists what is in a folder.
func lies(t testing.TB, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func key(err error) string {
	if e, ok := errors.AsType[*casemodel.Error](err); ok {
		return e.Key
	}
	return ""
}

const pdf = "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n"

// What people hand in passes, whatever a phone or a chat program calls it, and
// keeps the type its content has.
func TestWhatPeopleHandInPasses(t *testing.T) {
	v, _ := open(t)
	office := "application/vnd.openxmlformats-officedocument."
	box := func(brand string) []byte {
		return []byte("\x00\x00\x00\x18ftyp" + brand + "\x00\x00\x02\x00isomiso2\x00\x00\x00\x08mdat")
	}
	types := entry{name: "[Content_Types].xml", text: wordTypes}
	for _, row := range []struct {
		name    string
		content []byte
		mime    string
		called  string
	}{
		{"调解协议.pdf", []byte(pdf), "application/pdf", ""},
		{"申请书.DOCX", word(t), office + "wordprocessingml.document", ""},
		{"链接.docx", word(t, leads("hyperlink", "https://www.court.gov.cn/")), office + "wordprocessingml.document", ""},
		{"模板.docx", word(t, leads("attachedTemplate", "file:///C:/Users/wang/Normal.dotm")), office + "wordprocessingml.document", ""},
		{"工资表.xlsx", archive(t, types, entry{name: "xl/workbook.xml", text: "<workbook/>"}), office + "spreadsheetml.sheet", ""},
		{"汇报.pptx", archive(t, types, entry{name: "ppt/presentation.xml", text: "<p/>"}), office + "presentationml.presentation", ""},
		{"电子发票.ofd", archive(t, entry{name: "OFD.xml", text: "<ofd:OFD/>"}, entry{name: "Doc_0/Document.xml", text: "x"}), "application/ofd", ""},
		{"旧合同.doc", []byte(ole + zeros(600)), "application/x-ole-storage", ""},
		{"旧合同.wps", []byte(ole + zeros(600)), "application/x-ole-storage", ""},
		{"台账.et", []byte(ole + zeros(600)), "application/x-ole-storage", ""},
		{"现场.jpg", jpegOf(t, 40, 30), "image/jpeg", ""},
		{"聊天截图.png", pngOf(t, 40, 30), "image/png", ""},
		{"动图.gif", gifOf(t, 4, 3), "image/gif", ""},
		{"IMG_0001.HEIC", box("heic"), "image/heic", ""},
		{"图.webp", read(t, "testdata/quartered.webp"), "image/webp", ""},
		{"通话.mp3", []byte("\xff\xfb\x90\x44" + zeros(20)), "audio/mpeg", ""},
		{"录音.amr", []byte("#!AMR\n" + zeros(20)), "audio/amr", ""},
		{"新录音.m4a", box("M4A "), "audio/mp4", ""},
		{"安卓录音.m4a", box("mp42"), "audio/mp4", ""},
		{"录音.wav", []byte("RIFF\x24\x00\x00\x00WAVEfmt " + zeros(24)), "audio/wav", ""},
		{"门口监控.mp4", box("isom"), "video/mp4", ""},
		{"手机录像.mov", box("qt  "), "video/quicktime", ""},
		{"情况说明.txt", []byte("双方自愿。"), "text/plain", ""},
		{"情况说明.txt", []byte("\xcb\xab\xb7\xbd\xd7\xd4\xd4\xb8\xa1\xa3"), "text/plain", ""}, // GBK
		{"流水.csv", []byte("日期,金额\n2026-03-01,3000\n2026-04-01,3000\n"), "text/csv", ""},
		{"聊天.txt", []byte("{\"a\": 1}"), "text/plain", ""},
		{"微信图片.jpg", pngOf(t, 4, 3), "image/png", "微信图片.png"},
		{"扫描件", []byte(pdf), "application/pdf", "扫描件.pdf"},
	} {
		f, err := v.Take(bytes.NewReader(row.content), row.name, vault.Rules{Largest: 1 << 20})
		if err != nil || f.Type != row.mime || f.Size != int64(len(row.content)) {
			t.Errorf("%s: %s, %d bytes (%v), want %s", row.name, f.Type, f.Size, err, row.mime)
			continue
		}
		if want := row.called; f.Name != want && (want != "" || f.Name != row.name) {
			t.Errorf("%s is called %s, want %s", row.name, f.Name, want)
		}
		c, err := v.Open(f.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(c)
		if err != nil || !bytes.Equal(got, row.content) || c.Close() != nil {
			t.Errorf("%s came back as %d bytes (%v)", row.name, len(got), err)
		}
	}
}

// What would harm whoever opens it is refused with what it is, costs little and
// leaves nothing.
func TestTheUploadCorpusIsRefusedAndLeavesNothing(t *testing.T) {
	v, dir := open(t)
	for _, row := range []struct {
		name    string
		content []byte
		key     string
	}{
		{"bomb.docx", word(t, entry{name: "word/a.xml", text: zeros(200 << 20)}), "file.bomb"},
		{"bombs.docx", word(t, entry{name: "word/a.xml", text: zeros(40 << 20)}, entry{name: "word/b.xml", text: zeros(40 << 20)}), "file.bomb"},
		{"ratio.docx", word(t, entry{name: "word/a.xml", text: zeros(20 << 20)}), "file.bomb"},
		{"lying.docx", lying(t), "file.broken"},
		{"entries.docx", word(t, many(1000)...), "file.bomb"},
		{"crowded.docx", crowded(), "file.bomb"},
		{"up.docx", word(t, entry{name: "../../../etc/cron.d/x", text: "x"}), "file.paths"},
		{"root.docx", word(t, entry{name: "/etc/passwd", text: "x"}), "file.paths"},
		{"drive.docx", word(t, entry{name: `C:\Windows\x.dll`, text: "x"}), "file.paths"},
		{"back.docx", word(t, entry{name: `word\..\..\x`, text: "x"}), "file.paths"},
		{"link.docx", word(t, entry{name: "word/l", text: "/etc/passwd", mode: fs.ModeSymlink | 0o777}), "file.paths"},
		{"fetch.docx", word(t, leads("image", "http://192.0.2.1/x.png")), "file.external"},
		{"ole.docx", word(t, leads("oleObject", "http://192.0.2.1/x")), "file.external"},
		{"template.docx", word(t, leads("attachedTemplate", "https://192.0.2.1/x.dotm")), "file.external"},
		{"share.docx", word(t, leads("attachedTemplate", `file:///\\192.0.2.1\x.dotm`)), "file.external"},
		{"macro.docx", word(t, entry{name: "word/vbaProject.bin", text: "x"}), "file.macro"},
		{"macro type.docx", archive(t, entry{name: "[Content_Types].xml", text: strings.Replace(wordTypes, "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled", 1)}, entry{name: "word/document.xml", text: "x"}), "file.macro"},
		{"macro.xls", []byte(ole + zeros(70_000) + wide("_VBA_PROJECT") + zeros(100)), "file.macro"},
		{"macro over two blocks.xls", []byte(ole + zeros(64<<10-8-5) + wide("_VBA_PROJECT") + zeros(100)), "file.macro"},
		{"huge.png", huge(30_000, 30_000), "file.pixels"},
		{"endless.png", huge(0x7fffffff, 0x7fffffff), "file.broken"},
		{"cut.jpg", jpegOf(t, 40, 30)[:200], "file.broken"},
		{"cut.docx", word(t)[:300], "file.broken"},
		{"photo.jpg", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + zeros(200)), "file.is.program"},
		{"program.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + zeros(200)), "file.is.program"},
		{"program.pdf", []byte("\x7fELF\x02\x01\x01" + zeros(200)), "file.is.program"},
		{"run.txt", []byte("#!/bin/sh\nrm -rf /\n"), "file.is.program"},
		{"page.pdf", []byte("<!DOCTYPE html><script>alert(1)</script>"), "file.is.page"},
		{"page.txt", []byte("<html><body onload=alert(1)>"), "file.is.page"},
		{"poly.jpg", []byte("<html><script>1</script>\xff\xd8\xff\xe0"), "file.is.page"},
		{"picture.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "file.is.page"},
		{"picture.png", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "file.is.page"},
		{"photos.zip", archive(t, entry{name: "a.jpg", text: "x"}), "file.not_here"},
		{"app.jar", archive(t, entry{name: "META-INF/MANIFEST.MF", text: "x"}), "file.is.archive"},
		{"fake.docx", archive(t, entry{name: "a.jpg", text: "x"}), "file.is.archive"},
		{"old.rar", []byte("Rar!\x1a\x07\x01\x00" + zeros(20)), "file.is.archive"},
		{"scan.jpg", []byte(pdf), "file.is.pdf"},
		{"paper.docm", word(t), "file.is.word"},
		{"talk.pdf", []byte("#!AMR\n" + zeros(20)), "file.is.sound"},
		{"fake.docx", []byte("not a zip"), "file.is.text"},
		{"secret.docx", []byte(ole + zeros(600)), "file.is.old"},
		{"none.bin", []byte("\x00\x01\x02\x03"), "file.is.unknown"},
		{"empty.txt", nil, "file.empty"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		_, err := v.Take(bytes.NewReader(row.content), row.name, vault.Rules{Largest: 80 << 20})
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if key(err) != row.key {
			t.Errorf("%s: %v, want %s", row.name, err, row.key)
		}
		if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 64 {
			t.Errorf("%s took %d MiB", row.name, grown)
		}
		if took > 2*time.Second {
			t.Errorf("%s took %s", row.name, took)
		}
		if left := lies(t, dir); len(left) > 0 {
			t.Fatalf("%s left %v", row.name, left)
		}
	}
}

// An administrator may let more in; then it is looked into all the same.
func TestMoreKindsWhereTheyAreAllowed(t *testing.T) {
	v, _ := open(t)
	rules := vault.Rules{Largest: 1 << 20, Extras: []string{"zip"}}
	f, err := v.Take(bytes.NewReader(archive(t, entry{name: "照片/1.jpg", text: "x"})), "照片.zip", rules)
	if err != nil || f.Type != "application/zip" {
		t.Errorf("%s (%v)", f.Type, err)
	}
	if _, err := v.Take(bytes.NewReader(archive(t, entry{name: "../1.jpg", text: "x"})), "照片.zip", rules); key(err) != "file.paths" {
		t.Errorf("a path: %v", err)
	}
	if _, err := v.Take(bytes.NewReader([]byte("OggS"+zeros(40))), "录音.ogg", rules); key(err) != "file.not_here" {
		t.Errorf("another extra: %v", err)
	}
	if !slices.Contains(vault.Endings(rules.Extras), ".zip") || slices.Contains(vault.Endings(nil), ".zip") {
		t.Error("a form offers the wrong endings")
	}
}

// A polyglot is what its beginning is, and is handed out as that.
func TestAPolyglotIsInert(t *testing.T) {
	v, _ := open(t)
	for name, content := range map[string][]byte{
		"照片.jpg": append(jpegOf(t, 4, 3), archive(t, entry{name: "a.html", text: "<script>"})...),
		"合同.pdf": []byte(pdf + "<html><script>alert(1)</script>"),
	} {
		f, err := v.Take(bytes.NewReader(content), name, vault.Rules{Largest: 1 << 20})
		if err != nil || f.Type != map[string]string{"照片.jpg": "image/jpeg", "合同.pdf": "application/pdf"}[name] {
			t.Errorf("%s: %s (%v)", name, f.Type, err)
		}
	}
}

func TestABrokenReadingLeavesNothing(t *testing.T) { everywhere(t, breaksOff) }

func breaksOff(t *testing.T, at *place) {
	v := at.v
	cut := errors.New("the line is cut")
	r := io.MultiReader(strings.NewReader(pdf), strings.NewReader(zeros(1<<20)), iotest.ErrReader(cut))
	if _, err := v.Take(r, "a.pdf", vault.Rules{Largest: 2 << 20}); !errors.Is(err, cut) {
		t.Errorf("a cut line: %v", err)
	}
	_, err := v.Take(strings.NewReader(pdf+zeros(1<<20)), "a.pdf", vault.Rules{Largest: 1 << 20})
	if !casemodel.Is(err, casemodel.TooLarge) {
		t.Errorf("too large: %v", err)
	}
	if left := at.lies(t); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// Not a byte of a content that changed leaves the vault.
func TestAChangedContentIsNotHandedOut(t *testing.T) { everywhere(t, changes) }

func changes(t *testing.T, at *place) {
	text := []byte(pdf + zeros(300_000))
	f, err := at.v.Take(bytes.NewReader(text), "a.pdf", vault.Rules{Largest: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	c, err := at.v.Open(f.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := io.ReadAll(c); err != nil || !bytes.Equal(back, text) || c.Close() != nil {
		t.Errorf("%d bytes came back (%v)", len(back), err)
	}
	text[len(text)-1] ^= 1 // the last bit of the last byte
	at.put(t, f.SHA256, text)
	if c, err := at.v.Open(f.SHA256); !errors.Is(err, vault.ErrChanged) || c != nil {
		t.Errorf("a changed content: %v, %v", c, err)
	}
	at.lose(t, f.SHA256)
	if _, err := at.v.Open(f.SHA256); !casemodel.Is(err, casemodel.NotFound) || key(err) != "file.lost" {
		t.Errorf("a lost content: %v", err)
	}
}

// What nobody names any more goes, unless it was sent again meanwhile.
func TestAContentThatNobodyNeedsGoes(t *testing.T) {
	everywhere(t, func(t *testing.T, at *place) {
		f, err := at.v.Take(bytes.NewReader(jpegOf(t, 40, 30)), "a.jpg", vault.Rules{Largest: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		c, err := at.v.Picture(t.Context(), f.SHA256, f.Type, vault.Small)
		if err != nil || c.Close() != nil {
			t.Fatal(err)
		}
		if gone, err := at.v.Remove(f.SHA256, time.Now().Add(-time.Hour)); gone || err != nil {
			t.Errorf("a fresh one: %v, %v", gone, err)
		}
		if gone, err := at.v.Remove(f.SHA256, time.Now().Add(time.Hour)); !gone || err != nil {
			t.Errorf("an old one: %v, %v", gone, err)
		}
		if gone, err := at.v.Remove(f.SHA256, time.Now().Add(time.Hour)); gone || err != nil {
			t.Errorf("one that is gone: %v, %v", gone, err)
		}
		if left := at.lies(t); len(left) > 0 {
			t.Errorf("left %v", left)
		}
	})
}

func TestWhatAStoppedServerLeftIsRemoved(t *testing.T) {
	v, dir := open(t)
	if err := os.WriteFile(filepath.Join(dir, "incoming-123"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := v.Take(strings.NewReader(pdf), "a.pdf", vault.Rules{Largest: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := v.Tidy(time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("%d fresh ones removed (%v)", n, err)
	}
	if n, err := v.Tidy(time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("%d removed (%v)", n, err)
	}
	if left := lies(t, dir); len(left) != 1 || !strings.HasSuffix(left[0], f.SHA256) {
		t.Errorf("left %v", left)
	}
}

// endless goes on for as long as somebody reads.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	e.left -= int64(n)
	return n, nil
}

func TestALargeFileTakesNoMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 200 MiB")
	}
	everywhere(t, large)
}

func large(t *testing.T, at *place) {
	v := at.v
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := v.Take(io.MultiReader(strings.NewReader(pdf), &endless{200<<20 - int64(len(pdf))}), "监控.pdf", vault.Rules{Largest: 200 << 20})
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Open(f.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, c)
	if n != 200<<20 || err != nil || c.Close() != nil {
		t.Errorf("%d bytes came back (%v)", n, err)
	}
	runtime.ReadMemStats(&after)
	if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > at.room {
		t.Errorf("200 MiB took %d MiB of memory", grown)
	}
}

// A folder that is gone, or whose place another took, takes nothing in and says
// so; it is not mistaken for one content that is lost.
func TestAFolderThatIsGoneTakesNothingIn(t *testing.T) {
	v, dir := open(t)
	rules := vault.Rules{Largest: 1 << 20}
	f, err := v.Take(strings.NewReader(pdf), "a.pdf", rules)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Take(io.MultiReader(strings.NewReader(pdf), iotest.ErrReader(io.ErrUnexpectedEOF)), "a.pdf", rules); !errors.Is(err, io.ErrUnexpectedEOF) || casemodel.Is(err, casemodel.Unavailable) {
		t.Errorf("a sender that breaks off: %v", err)
	}
	unavailable := func(how string, err error) {
		t.Helper()
		if !casemodel.Is(err, casemodel.Unavailable) || key(err) != "file.store_gone" {
			t.Errorf("%s: %v", how, err)
		}
	}
	if err := os.Rename(dir, dir+".gone"); err != nil {
		t.Fatal(err)
	}
	_, err = v.Take(strings.NewReader(pdf+"2"), "b.pdf", rules)
	unavailable("taken away", err)
	_, err = v.Open(strings.Repeat("ab", 32))
	unavailable("taken away, read", err)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = v.Take(strings.NewReader(pdf+"2"), "b.pdf", rules)
	unavailable("another at its place", err)
	if left := lies(t, dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if err := errors.Join(os.Remove(dir), os.Rename(dir+".gone", dir)); err != nil {
		t.Fatal(err)
	}
	c, err := v.Open(f.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
