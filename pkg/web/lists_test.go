package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// found is the part of a list page that a filter changes.
func (a *answer) found() string {
	_, rest, _ := strings.Cut(a.body, `<div id="found">`)
	return rest
}

// rowOf is the row of a list in which something stands.
func (a *answer) rowOf(what string) string {
	a.t.Helper()
	for row := range strings.SplitSeq(a.found(), "<tr>") {
		if strings.Contains(row, what) {
			return blanks.ReplaceAllString(anyTag.ReplaceAllString(row, " "), " ")
		}
	}
	a.t.Fatalf("no row holds %q:\n%s", what, a.text())
	return ""
}

func TestARowSaysWhatIsWaitedForAndByWhom(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.live()
		w.variety()
		list := w.as(w.serve(), "director").get("/matters").is(http.StatusOK)
		for what, want := range map[string][]string{
			"云永军":   {"等签收 海拉尔东路街道调委会", "橙色首次接触", "群体 16 人", "云永军 等 16 人"},
			"高天宇":   {"等分流 分流员", "剩 2 天", "新城区中心"},
			"调解未成":  {"等定去向", "调解未成后的去向决定", "剩"}, // where people would be dropped: the clock shows
			"调解中":   {"等登记调解笔录 孟和"},
			"履行中":   {"等当事人履行"},
			"三名工人讨": {"李成", "→ 万通建筑有限公司", "等开始研判 分流员"},
		} {
			row := list.rowOf(what)
			for _, part := range want {
				if !strings.Contains(row, part) {
					t.Errorf("the row of %s lacks %q: %s", what, part, row)
				}
			}
		}
	})
}

// A row tells what somebody said in a sitting to nobody, and the court's time
// is not written as ours.
func TestWaitingForTheCourtIsNoDutyOfOurs(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		confirmation := w.child(root, "judicial_confirmation")
		w.must("mediator", confirmation, "precheck_ok", f{"contents": "none", "court_name": "新城区人民法院"})
		row := w.as(w.serve(), "mediator").get("/matters?workflow=judicial_confirmation").is(http.StatusOK).rowOf("司法确认")
		if strings.Contains(row, "超期") || strings.Contains(row, "剩") {
			t.Errorf("a clock runs for us: %s", row)
		}
	})
}

func TestConditionsAreNamedAndTakenOffOneByOne(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.live()
		c := w.as(w.serve(), "clerk")
		page := c.get("/matters?view=centre&risk=orange&from=2026-03-01&to=2026-03-18&within=3&crowd=1&body=nonsense&due_from=33&age=7&sort=x&after=broken&handler=%27").is(http.StatusOK)
		page.has("风险：橙", "登记日期 03-01 至 03-18", "期限 ≤ 3 天", "群体（5 人及以上）", "清空筛选", "没有符合条件的事项")
		off := regexp.MustCompile(`<a class="chip" href="([^"]*)" title="取消条件“期限`).FindStringSubmatch(page.body)
		if off == nil {
			t.Fatalf("the condition cannot be taken off:\n%s", page.text())
		}
		c.get(unescape(off[1])).is(http.StatusOK).has("云永军 等 16 人", "风险：橙", "登记日期", "共 1 件").lacks("期限 ≤")
		c.get("/matters?view=centre&from=2026-03-03&to=2026-03-03").is(http.StatusOK).has("共 1 件", "云永军")
		c.get("/matters?view=centre&within=2&sort=due").is(http.StatusOK).has("共 2 件", "高天宇")
		c.get("/matters?view=centre&within=1").is(http.StatusOK).has("这几天没有到期的")
	})
}

// The head of a column is where the order is asked for, both ways, and says
// which one stands.
func TestAHeadPutsTheListInItsOrder(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.live()
		c := w.as(w.serve(), "clerk")
		page := c.get("/matters?view=centre&category=07&category=16").is(http.StatusOK).has(`aria-sort="ascending"`, "↑ 升序")
		head := regexp.MustCompile(`<th class="tight"[^>]*><a href="([^"]*)"`).FindStringSubmatch(page.body)
		if head == nil {
			t.Fatal("the risk has no head to click")
		}
		sorted := c.get(unescape(head[1])).is(http.StatusOK).has(`aria-sort="descending"`, "↓ 降序", "类别：")
		if red, blue := strings.Index(sorted.found(), "李成"), strings.Index(sorted.found(), "恒泰物业"); red < 0 || blue < 0 || red > blue {
			t.Errorf("the gravest does not come first: %d, %d", red, blue)
		}
	})
}

func TestAFilterIsKeptUnderAName(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		w.live()
		base := w.serve()
		c := w.as(base, "clerk")
		query := "category=18&view=centre"
		c.get("/matters?" + query).is(http.StatusOK).has("保存当前筛选")
		c.post("/views", url.Values{"list": {"matters"}, "query": {query}, "name": {"  "}}).is(http.StatusUnprocessableEntity).has("请给它起个名称", "类别：")
		c.post("/views", url.Values{"list": {"matters"}, "query": {query}, "name": {strings.Repeat("长", 21)}}).is(http.StatusUnprocessableEntity).has("名称不超过 20 个字")
		twice := c.post("/views", url.Values{"list": {"matters"}, "query": {query}, "name": {"常看的"}}).redirects("/matters?").header.Get("Location")
		saved := c.post("/views", url.Values{"list": {"matters"}, "query": {query + "&after=x"}, "name": {"常看的"}, "opening": {"1"}})
		saved.redirects("/matters?" + query + "&saved=")
		at := saved.header.Get("Location")
		if at != twice {
			t.Errorf("sent twice, %s beside %s", at, twice)
		}
		c.get(at).is(http.StatusOK).has("筛选已保存", "常看的", "这个视图")
		c.get("/matters").redirects(at) // it opens the list
		c.get("/matters?view=centre").is(http.StatusOK).has("常看的", "共 6 件")
		c.get("/petitions").is(http.StatusOK).lacks("常看的")

		colleague := w.as(base, "triage")
		colleague.get("/matters?view=centre").is(http.StatusOK).lacks("常看的")
		id := at[strings.Index(at, "saved=")+len("saved="):]
		c.post("/views/"+id, url.Values{"list": {"matters"}, "query": {query}, "name": {"改了名"}, "shared": {"1"}}).redirects("/matters?")
		c.get("/matters").is(http.StatusOK).lacks("常看的").has("改了名")
		shared := colleague.get("/matters?"+query+"&saved="+id).is(http.StatusOK).has("改了名", "同事共享")
		shared.lacks("这个视图")
		w.as(base, "mediator").get("/matters?view=body").is(http.StatusOK).lacks("改了名")

		for _, values := range []url.Values{{"name": {"别人的"}}, {"name": {"x"}, "drop": {"1"}}} { // read-only for others
			values.Set("list", "matters")
			values.Set("query", query)
			colleague.post("/views/"+id, values)
		}
		c.get("/matters?view=centre").is(http.StatusOK).has("改了名").lacks("别人的")
		c.post("/views/"+id, url.Values{"list": {"matters"}, "query": {query}, "name": {"x"}, "drop": {"1"}}).redirects("/matters?" + query)
		c.get("/matters?view=centre").is(http.StatusOK).lacks("改了名")
		colleague.get("/matters?view=centre").is(http.StatusOK).lacks("改了名")
	})
}

func TestNobodyKeepsMoreViewsThanTabsFit(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		for i := range 12 {
			c.post("/views", url.Values{"list": {"matters"}, "query": {"risk=red"}, "name": {itoa(i)}}).redirects("/matters")
		}
		c.post("/views", url.Values{"list": {"matters"}, "query": {"risk=red"}, "name": {"13"}}).is(http.StatusUnprocessableEntity).has("最多保存 12 个")
		c.post("/views", url.Values{"list": {"petitions"}, "query": {"view=all"}, "name": {"1"}}).redirects("/petitions")
		c.post("/views", url.Values{"list": {"nothing"}, "query": {"view=all"}, "name": {"1"}}).is(http.StatusNotFound)
	})
}

func TestTickedRowsGoOnPaper(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		w.live()
		secret := w.register(quarrel())
		base := w.serve()
		c := w.as(base, "clerk")
		boxes := regexp.MustCompile(`name="m" value="([^"]*)"`).FindAllStringSubmatch(c.get("/matters?view=centre&sort=number").is(http.StatusOK).body, -1)
		paper := c.post("/print", url.Values{"list": {"matters"}, "m": {boxes[1][1], boxes[0][1], "nonsense"}}).is(http.StatusOK)
		paper.has("共 2 件", "打印人：苏日娜", "打印时间", "新城区一站式矛盾纠纷多元化解中心", "王志强", "云永军").lacks("高天宇", `type="checkbox"`)
		w.as(base, "village").post("/print", url.Values{"m": {string(secret)}}).is(http.StatusOK).has("没有选中可以打印的事项").lacks("王志强")
	})
}

// Both ways through the pages, one finds the same rows.
func TestPagesLeadBackToo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for range 55 {
			w.register(quarrel())
		}
		c := w.as(w.serve(), "clerk")
		first := c.get("/matters?view=centre&sort=number").is(http.StatusOK).has("下一页").lacks("上一页")
		second := c.get(first.rel("next")).is(http.StatusOK).has("上一页", "回到第一页", "共 55 件").lacks("下一页")
		back := c.get(second.rel("prev")).is(http.StatusOK).has("下一页").lacks("上一页")
		rows := regexp.MustCompile(`href="/matters/0[^"]*"`)
		if got, want := rows.FindAllString(back.found(), -1), rows.FindAllString(first.found(), -1); len(got) != 50 || strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("back on the first page stand %d rows, not the %d of before", len(got), len(want))
		}
	})
}

func (a *answer) rel(way string) string {
	a.t.Helper()
	found := regexp.MustCompile(`rel="` + way + `" href="([^"]*)"`).FindStringSubmatch(a.body)
	if found == nil {
		a.t.Fatalf("no way %s", way)
	}
	return unescape(found[1])
}

// A browser that has the page gets the rows alone, with the address to show.
func TestAFilterAsksForTheRowsAlone(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.live()
		c := w.as(w.serve(), "clerk")
		c.header.Set("HX-Request", "true")
		part := c.get("/matters?view=centre&q=&state=&category=18").is(http.StatusOK).has("云永军", `id="count"`, "hx-swap-oob", "类别：").lacks("<html", "<nav")
		if got := part.header.Get("HX-Push-Url"); got != "/matters?category=18&view=centre" {
			t.Errorf("the address becomes %s", got)
		}
	})
}

// The errands to a PostgreSQL that a page may need, the first with its BEGIN: each costs as much as drawing
// ten rows. Seen are three, seven or eight, and six.
const (
	listErrands = 4
	caseErrands = 9
	homeErrands = 7
)

// listWeight is what fifty rows may weigh, and how many questions they may cost
// the database: as many as one row costs.
const (
	listWeight    = 100 << 10
	listQuestions = 40
)

func TestAFullPageIsLightAndAsksNoMoreThanAShortOne(t *testing.T) {
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			var asked, went atomic.Int64
			clock := storetest.NewClock()
			db := storetest.Open(t, dialect, func(o *store.Options) {
				o.Now, o.Heard = clock.Now, func(texts []string) {
					asked.Add(int64(len(texts)))
					went.Add(1)
				}
			})
			w := newTown(t, db, clock)
			w.live()
			c := w.as(w.serve(), "director")
			weigh := func(path string) (bytes, questions int) {
				c.get(path) // names are learnt once a minute
				asked.Store(0)
				went.Store(0)
				page := c.get(path).is(http.StatusOK)
				return len(page.body), int(asked.Load())
			}
			_, few := weigh("/matters?view=centre")
			for range 55 {
				w.register(quarrel())
			}
			bytes, many := weigh("/matters?view=centre&sort=number")
			if bytes > listWeight {
				t.Errorf("the page is %d bytes, more than %d", bytes, listWeight)
			}
			if many > few+1 || many > listQuestions { // one more counts what a full page leaves open
				t.Errorf("50 rows ask %d questions, 6 rows %d", many, few)
			}
			if n := went.Load(); dialect == "postgres" && n > listErrands {
				t.Errorf("50 rows need %d errands, more than %d", n, listErrands)
			}
			t.Logf("%d bytes, %d questions in %d errands", bytes, many, went.Load())
			_, questions := weigh("/matters/" + string(w.register(quarrel())))
			if n := went.Load(); dialect == "postgres" && n > caseErrands {
				t.Errorf("a case page needs %d errands, more than %d", n, caseErrands)
			}
			t.Logf("a case page: %d questions in %d errands", questions, went.Load())
			w.variety()
			for _, username := range []string{"clerk", "triage", "mediator", "chair", "dept"} {
				c = w.as(c.base, username)
				_, questions = weigh("/home")
				if n := went.Load(); dialect == "postgres" && n > homeErrands {
					t.Errorf("the first page of %s needs %d errands, more than %d", username, n, homeErrands)
				}
				t.Logf("the first page of %s: %d questions in %d errands", username, questions, went.Load())
			}
		})
	}
}

// Every list opens for everybody, with whatever address, and shows nothing to
// whom it is not for.
func TestEveryListOpensForEverybody(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		w.live()
		w.variety()
		base := w.serve()
		for username := range w.who {
			c := w.as(base, username)
			for _, l := range workLists {
				for _, query := range []string{"", "?view=all", "?view=owner&age=3&risk=red&q=王&due_to=2026-03-09&state=x&overdue=1&sort=risk&desc=1"} {
					c.get(l.path() + query).is(http.StatusOK)
				}
			}
		}
		w.as(base, "mediator").get("/obligations").is(http.StatusOK).has("→ 王志强", "3,000 元", "1,000 元", "还欠 2,000 元", "赔偿维修费", "05-01")
		w.as(base, "auditor").get("/obligations?view=all").is(http.StatusOK).lacks("3,000 元", "王志强")
		w.as(base, "clerk").get("/followups?view=all").is(http.StatusOK).has("待回访", "王志强")
	})
}

// A phrase or an act that no procedure has would never be said, or wrongly.
func TestPhrasesOfWaitingNameStagesThatAreThere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for key := range waitWords {
			id, state, deep := strings.Cut(key, ".")
			if flow := w.Flows.Latest(id); flow == nil || deep && flow.States.Get(state) == nil {
				t.Errorf("there is no %s", key)
			}
		}
		for key, act := range usualActs {
			id, state, _ := strings.Cut(key, ".")
			if flow := w.Flows.Latest(id); flow == nil || flow.Open(state, act) == nil && flow.Leads(state, act) == nil {
				t.Errorf("%s is not open in %s", act, key)
			}
		}
	})
}

func TestTheMenuShowsTheListsOneHasWorkIn(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		w.as(base, "mediator").get("/home").has(`href="/obligations"`, `href="/followups"`).lacks(`href="/petitions"`, `href="/backlog"`)
		w.as(base, "dept").get("/home").has(`href="/tasks"`)
		w.as(base, "auditor").get("/home").lacks(`href="/obligations"`, `href="/tasks"`)
	})
}

// Whom one may not call is said in red beside the name.
func TestAVisitSaysWhomNotToCall(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		r := quarrel()
		r.Parties[0].SafeContact = "never"
		r.Parties[0].Reach = "由居委会转告"
		root := w.register(r)
		w.must("triage", root, "accept", f{"risk": "yellow"})
		w.must("clerk", root, "settle_by_parties", f{"agreed_by": []any{w.parties(root)[0]}})
		row := w.as(w.serve(), "clerk").get("/followups").is(http.StatusOK).has("不可致电").rowOf("王志强")
		if strings.Contains(row, "居委会") {
			t.Errorf("free text stands in the row: %s", row)
		}
	})
}

// What a list's new matter begins with is offered on that list, and only where
// one can begin.
func TestAListOffersWhatBeginsThere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		const begin = `<a class="btn primary" href="/cases/new">`
		if page := c.get("/matters").is(http.StatusOK); !strings.Contains(page.body, begin) {
			t.Error("no case can be begun")
		}
		if page := c.get("/followups").is(http.StatusOK); strings.Contains(page.body, begin) {
			t.Error("a visit begins with a registration")
		}
	})
}
