package web

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

func TestTheAdministratorKeepsTheRooms(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		admin := w.as(base, "admin")
		for _, path := range []string{"/admin/rooms", "/admin/rooms/new"} {
			w.as(base, "mediator").get(path).is(http.StatusForbidden)
		}
		w.as(base, "mediator").post("/admin/rooms/new", url.Values{"title": {"黑屋"}}).is(http.StatusForbidden)
		admin.get("/admin/rooms").lacks("第九调解室", "黑屋")
		wrong := url.Values{"title": {""}, "seats": {"0"}, "hours": {"下午"}, "body": {"NOBODY"}}
		admin.post("/admin/rooms/new", wrong).is(http.StatusUnprocessableEntity).has("请写成 08:30-12:00", "座位数应在", `value="NOBODY"`)
		right := url.Values{"title": {"第九调解室"}, "seats": {"１２"}, "hours": {"8：30—12：00，14:30—17:30"}, "body": {"TOWN"}}
		admin.post("/admin/rooms/new", right).redirects("/admin/rooms")
		admin.post("/admin/rooms/new", right).is(http.StatusUnprocessableEntity).has("已有同名的调解室")
		list := admin.get("/admin/rooms").has("第九调解室", "8:30-12:00 14:30-17:30", "12")
		rooms, _, err := w.AllRooms(t.Context(), w.who["admin"])
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(rooms, func(r casemodel.Room) bool { return r.Name == "第九调解室" })
		path := "/admin/rooms/" + string(rooms[i].ID)
		list.has(path)
		mine, theirs := admin.form(path), admin.form(path)
		for name := range right {
			mine.Set(name, right.Get(name))
			theirs.Set(name, right.Get(name))
		}
		theirs.Set("closed", "true")
		admin.post(path, theirs).redirects("/admin/rooms")
		mine.Set("seats", "20")
		admin.post(path, mine).is(http.StatusConflict).has("停用", "20")
		admin.get("/admin/log").has("新增调解室", "修改调解室", "第九调解室", "停用")
	})
}
