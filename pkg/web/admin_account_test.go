package web

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
)

func TestAnAccountIsDescribedAndItsSecondFactorCleared(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			u, err := tx.User(w.who["mediator"].UserID)
			if err != nil {
				return err
			}
			u.TOTPSecret, u.TOTPStep = "JBSWY3DPEHPK3PXP", 1
			return tx.UpdateUser(u)
		})
		if err != nil {
			t.Fatal(err)
		}
		base, path := w.serve(), usersPath(w, "mediator")
		before := w.officeTables()
		for _, name := range []string{"clerk", "auditor", "courtdesk"} {
			c := w.as(base, name)
			c.post(path+"/details", url.Values{"name": {"甲"}}).is(http.StatusForbidden)
			c.post(path+"/second", nil).is(http.StatusForbidden)
		}
		c := w.as(base, "admin")
		c.get(path).has("解除两步验证", "姓名与电话")
		c.post(path+"/details", url.Values{"name": {""}, "phone": {"12"}}).is(http.StatusUnprocessableEntity).has(`aria-invalid="true"`)
		w.as(base, "admin").post(usersPath(w, "admin")+"/details", url.Values{"name": {"甲"}}).is(http.StatusForbidden)
		if w.officeTables() != before {
			t.Error("a refusal wrote something")
		}
		c.post(path+"/details", url.Values{"name": {"孟和平"}, "phone": {"13947106027"}}).redirects(path)
		c.get(path).has("孟和平", "13947106027")
		c.post(path+"/second", nil).redirects(path)
		c.get(path).has("两步验证已解除").lacks(`action="` + path + `/second"`)
		c.get("/admin/log").has("修改账号资料", "<del>孟和</del> → 孟和平", "不记录内容", "解除两步验证").lacks("13947106027")
		w.as(base, "mediator").get("/home").is(http.StatusOK)
	})
}
