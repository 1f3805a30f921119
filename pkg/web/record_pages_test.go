package web

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// waits puts a content into the vault as somebody's upload that no act used yet.
func (w *town) waits(who, name string, content []byte) casemodel.ID {
	w.t.Helper()
	f, err := w.site.vault.Take(bytes.NewReader(content), name, w.site.rules())
	if err == nil {
		f, err = w.Upload(w.t.Context(), w.who[who], f, "")
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return f.ID
}

// photographed is a sitting of both sides and a talk with one, each with its
// handwritten record in photographs; the ids are those of the pages.
func (w *town) photographed() (root, proceeding casemodel.ID, joint, alone []casemodel.ID) {
	w.t.Helper()
	root, proceeding = w.inSession()
	pages := func(names ...string) (ids []casemodel.ID) {
		for i, name := range names {
			ids = append(ids, w.waits("mediator", name, jpegOf(w.t, 60+i+len(name), 40)))
		}
		return ids
	}
	list := func(ids []casemodel.ID) (all []any) {
		for _, id := range ids {
			all = append(all, string(id))
		}
		return all
	}
	joint, alone = pages("丙页.jpg", "甲页.jpg", "乙页.jpg"), pages("单独谈话底线.jpg", "单独谈话续页.jpg")
	slices.Reverse(joint) // chosen in another order than sent
	w.must("mediator", proceeding, "log_session", f{"mode": "joint", "result": "continue", "place": "第二调解室", "pages": list(joint)})
	w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": w.parties(root)[0], "result": "continue", "pages": list(alone)})
	return root, proceeding, joint, alone
}

// The pages of a handwritten record lie with their sitting, in the order they
// were given, upright, and stand for the paper of the volume.
func TestTheHandwrittenRecordLiesWithItsSitting(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding, joint, alone := w.photographed()
		home := "/matters/" + string(proceeding)
		c := w.as(w.serve(), "mediator")
		page := c.get(home+"/sessions/1").is(http.StatusOK).has("手写笔录", "第 1 页，共 3 页", "第 3 页，共 3 页")
		at := 0
		for _, id := range joint {
			next := strings.Index(page.body, "/files/"+string(id)+"/large")
			if next < at {
				t.Errorf("page %s stands at %d", id, next)
			}
			at = next
		}
		c.get(home + "/sessions/2").is(http.StatusOK).has("第 2 页，共 2 页").lacks(string(joint[0]))
		for _, id := range slices.Concat(joint, alone) {
			c.get(home + "/files/" + string(id)).is(http.StatusOK)
			c.get(home + "/files/" + string(id) + "/large").is(http.StatusOK)
		}
		view, err := w.Case(t.Context(), w.who["mediator"], proceeding)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range view.Files {
			want := map[bool]string{true: "D13_record"}[one.SessionID == view.Sessions[0].ID]
			if one.Read != "sessions" || one.Document != want || one.Page == 0 {
				t.Errorf("%s is read by %s as %q, page %d", one.Name, one.Read, one.Document, one.Page)
			}
		}
	})
}

// What one side said alone stays with its mediators, in photographs too: no
// other role gets a byte or a name of it, nor does it leave in a volume that its
// own mediator takes; let out, it is read as the records are.
func TestAPhotographOfACaucusGoesToNobodyElse(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding, joint, alone := w.photographed()
		base := w.serve()
		home := "/matters/" + string(proceeding)
		w.as(base, "mediator").get(home + "/files/" + string(alone[0])).is(http.StatusOK) // and the journal of looks knows it
		for _, who := range slices.Sorted(maps.Keys(w.who)) {
			c := w.as(base, who)
			for _, id := range alone {
				for _, end := range []string{"", "/small", "/large", "/view"} {
					a := c.get(home + "/files/" + string(id) + end)
					if who == "mediator" {
						a.is(http.StatusOK)
					} else if a.status == http.StatusOK || strings.Contains(a.body, "单独谈话底线") {
						t.Errorf("%s gets %s of the photograph: %d", who, end, a.status)
					}
				}
			}
			if who != "mediator" {
				for _, at := range []string{home, home + "/evidence", home + "/journal", home + "/do/detach", home + "/sessions/1", home + "/sessions/2", "/matters/" + string(root) + "/seen"} {
					c.get(at).lacks("单独谈话底线", string(alone[0]))
				}
			}
		}
		for _, who := range []string{"mediator", "chair", "director", "archivist"} {
			a := w.as(base, who).post("/matters/"+string(root)+"/bundle", url.Values{"purpose": {"归档备份"}})
			if a.status != http.StatusOK {
				continue
			}
			list, parts := unpacked(t, a.body)
			names := strings.Join(list, " ")
			for name, content := range parts {
				text := string(content)
				if strings.HasSuffix(name, ".docx") {
					text = paperText(t, text)
				}
				if strings.Contains(name+text, "单独谈话") {
					t.Errorf("the volume of %s holds the talk in %s", who, name)
				}
			}
			if who == "mediator" && (strings.Count(names, "调解笔录（手写）第") != len(joint) || strings.Index(names, "甲页") > strings.Index(names, "丙页")) {
				t.Errorf("the volume of the mediator holds %s", names)
			}
		}
		view, err := w.Case(t.Context(), w.who["mediator"], proceeding)
		if err != nil {
			t.Fatal(err)
		}
		w.must("mediator", proceeding, "disclose", f{"thing": string(view.Sessions[1].ID), "party": w.parties(root)[0], "way": "present"})
		w.as(base, "chair").get(home + "/files/" + string(alone[0])).is(http.StatusOK)
	})
}

// A page that is somebody else's upload, or lies with a matter already, is no
// page of a record, and nothing is written.
func TestOnlyOnesOwnFreshPhotographIsAPageOfARecord(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding, joint, _ := w.photographed()
		for _, id := range []casemodel.ID{joint[0], w.waits("clerk", "别人.jpg", jpegOf(t, 50, 40)), nobodys} {
			before := w.prints()
			_, err := w.Do(t.Context(), w.who["mediator"], proceeding, "log_session", casework.Input{Fields: f{"mode": "joint", "result": "continue", "pages": []any{string(id)}}})
			if !casemodel.Is(err, casemodel.Invalid) || !maps.Equal(before, w.prints()) {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}
