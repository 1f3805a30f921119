//go:build browser

package web

import "github.com/jiefen/jiefen/casemodel"

// sittingScenes are the rooms of the house and what is arranged in them.
func (w *town) sittingScenes() []scene {
	w.t.Helper()
	id, err := w.AddRoom(w.t.Context(), w.who["admin"], casemodel.Room{Name: "第一调解室", Seats: 8, Hours: "08:30-12:00 14:30-17:30", Remark: "二楼东侧，有无障碍通道"}, "TOWN")
	if err != nil {
		w.t.Fatal(err)
	}
	return []scene{
		{"rooms", "admin", "/admin/rooms", 0, nil},
		{"room-new", "admin", "/admin/rooms/new", 0, nil},
		{"room", "admin", "/admin/rooms/" + string(id), 0, nil},
	}
}
