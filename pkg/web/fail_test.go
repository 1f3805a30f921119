package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

func TestADatabaseThatIsGoneIsSaidAndSurvived(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		base := w.serve()
		c := w.as(base, "clerk")
		form := c.form("/matters/" + string(root) + "/do/note")
		form.Set("f.text", "断网时写的")
		if err := w.DB.Close(); err != nil {
			t.Fatal(err)
		}
		for _, a := range []*answer{c.get("/home"), c.post("/matters/"+string(root)+"/do/note", form), w.stranger(base).post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}})} {
			if a.status != http.StatusServiceUnavailable && a.status != http.StatusInternalServerError {
				t.Errorf("status %d", a.status)
			}
			a.has("系统管理员").lacks("sql", "database is closed", "panic")
		}
		w.stranger(base).get("/login").is(http.StatusOK)
	})
}

func TestWhatBreaksGetsANumberAndNoDetails(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		for _, broken := range []handler{
			func(*visit) error { return errors.New("secret detail") },
			func(*visit) error { panic("secret detail") },
			func(v *visit) error { return v.ok("matter", struct{}{}) },
		} {
			for method, says := range map[string][2]string{"GET": {"这一页没能显示出来", "保存没有成功"}, "POST": {"保存没有成功", "这一页没能显示出来"}} {
				rec := httptest.NewRecorder()
				engine := gin.New()
				engine.Handle(method, "/x", w.site.serve(route{method: method, do: broken, entry: anybody}))
				req := httptest.NewRequestWithContext(context.Background(), method, "/x", nil)
				req.Header.Set("Sec-Fetch-Site", "same-origin")
				engine.ServeHTTP(rec, req)
				a := &answer{w.t, rec.Code, rec.Header(), rec.Body.String()}
				a.is(http.StatusInternalServerError).has(says[0], "编号", "请把编号告诉系统管理员").lacks(says[1], "secret detail", "{number}")
			}
		}
	})
}

// A reason that belongs to no field of the form has a name all the same.
func TestAnApprovalThatIsTooLateSaysWhy(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		rec := httptest.NewRecorder()
		engine := gin.New()
		engine.GET("/x", w.site.serve(route{entry: anybody, do: func(*visit) error {
			return &casemodel.Error{Kind: casemodel.WrongStep, Key: "approval.stale", Fields: []casemodel.FieldError{{Key: "guard.master_open"}}}
		}}))
		engine.ServeHTTP(rec, httptest.NewRequestWithContext(context.Background(), "GET", "/x", nil))
		a := &answer{w.t, rec.Code, rec.Header(), rec.Body.String()}
		a.is(http.StatusConflict).has("这一请求不能再批准", "<dt>原因</dt><dd>并入的案件不存在或已经终结。</dd>")
	})
}

// A database that is only busy costs nobody what was typed.
func TestABusyDeskKeepsTheForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		view, err := w.Case(t.Context(), w.who["clerk"], root)
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(rec)
		c.Request = httptest.NewRequestWithContext(t.Context(), "POST", "/matters/x/do/note", nil)
		v := &visit{s: w.site, c: c, who: w.who["clerk"], moment: view.Now, form: url.Values{"f.text": {"忙时写的"}, "_once": {"same-word"}}}
		v.session = identity.Session{UserID: v.who.UserID, Name: v.who.Name}
		busy := fmt.Errorf("wrapped: %w", &casemodel.Error{Kind: casemodel.Busy, Key: "store.busy"})
		if err := w.site.notDone(v, view, view.Flow.Act("note"), &reading{v: v}, busy); err != nil {
			t.Fatal(err)
		}
		a := &answer{t, rec.Code, rec.Header(), rec.Body.String()}
		a.is(http.StatusServiceUnavailable).has("忙时写的", `value="same-word"`, "不会重复办理")
		if a.header.Get("Retry-After") == "" {
			t.Error("nobody says when to try again")
		}
		w.as(w.serve(), "clerk").get("/home").has("没写完的", "备注")
	})
}

func TestASecondFactorIsAskedFor(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		ticket, err := w.accounts.SignIn(t.Context(), identity.Attempt{Username: "admin", Password: townPassword, Kind: identity.Web})
		if err != nil {
			t.Fatal(err)
		}
		enrolled, err := w.accounts.EnrolTOTP(t.Context(), ticket.Session)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.accounts.ConfirmTOTP(t.Context(), ticket.Session, townPassword, oneTime(t, enrolled.Secret, w.clock.Now())); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Minute)
		c := w.stranger(w.serve())
		c.get("/login").lacks(`name="totp"`)
		c.post("/login", url.Values{"username": {"admin"}, "password": {townPassword}}).is(http.StatusUnprocessableEntity).
			has(`name="totp"`, "开启了两步验证", `value="admin"`).lacks(townPassword)
		c.post("/login", url.Values{"username": {"admin"}, "password": {townPassword}, "totp": {"000000"}}).is(http.StatusUnprocessableEntity).has("动态码不对", `name="totp"`)
		w.clock.Advance(time.Minute)
		c.post("/login", url.Values{"username": {"admin"}, "password": {townPassword}, "totp": {oneTime(t, enrolled.Secret, w.clock.Now())}}).redirects("/home")
	})
}

// oneTime computes the code of RFC 6238 for a moment.
func oneTime(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(secret))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, uint64(at.Unix()/30))
	sum := mac.Sum(nil)
	at4 := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at4:at4+4])&0x7fffffff%1000000)
}

func TestAMistakeIsCorrectedByItsName(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		c := w.as(w.serve(), "clerk")
		path := "/matters/" + string(root) + "/do/amend"
		form := c.get(path).is(http.StatusOK).has(`<option value="category">纠纷类别</option>`).hidden()
		form.Set("f.field", "category")
		form.Set("f.value", "物业纠纷")
		form.Set("f.reason", "登记有误")
		c.post(path, form).redirects("/matters/" + string(root))
		c.get("/matters/"+string(root)).has("更正的项目", "<dd>纠纷类别</dd>", "<dd>物业纠纷</dd>")
		if got := w.header(root).Category; got != "16" {
			w.t.Errorf("the category is %s", got)
		}
		form = c.get(path).has(`<option value="sex">当事人性别</option>`, `<option value="prevention">是否预防性纠纷</option>`).hidden()
		form.Set("f.field", "sex")
		form.Set("f.value", "女")
		form.Set("f.party", w.parties(root)[1])
		form.Set("f.reason", "登记有误")
		c.post(path, form).redirects("/matters/" + string(root))
		c.get("/matters/"+string(root)).has("<dd>当事人性别</dd>", "<dd>女</dd>").lacks("<dd>female</dd>")
	})
}
