package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestAMatterIsOpenedUnderACase(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, _ := w.inSession()
		path := "/matters/new/linked_task?parent=" + string(root)
		c := w.as(w.serve(), "triage")
		form := c.form(path)
		form.Set("f.demand", "核查楼道主管")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("核查楼道主管", `href="#f.body"`, "请填写这一项")
		form.Set("f.body", string(w.bodies["DEPT"].ID))
		to := c.post(path, form).redirects("/matters/").header.Get("Location")
		c.get(to).has("已发起：联动任务", "拟派", "核查楼道主管", "新城区住房和城乡建设局")
		c.post(path, form).redirects(to) // the second click
		c.get("/matters/"+string(root)).has("联动任务", "相关事项")
	})
}

func TestARequestWaitsForApproval(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		base := w.serve()
		clerk, director := w.as(base, "clerk"), w.as(base, "director")
		path := "/matters/" + string(root) + "/do/void"
		form := clerk.get(path).is(http.StatusOK).has("这一步需要审批", "提交审批：作废").hidden()
		form.Set("f.reason", "重复登记")
		clerk.post(path, form).redirects("/matters/" + string(root))
		page := clerk.get("/matters/"+string(root)).has("已提交审批：作废", "查看审批事项", "已登记")
		request := regexpFind(t, page.body, `<li><a href="(/matters/[^"]+)">查看审批事项`)
		again := clerk.form(path)
		again.Set("f.reason", "再提一次")
		clerk.post(path, again).is(http.StatusConflict).has("已在等待审批")
		director.get("/approvals").redirects("/matters?view=approve")
		director.get("/matters?view=approve").has("审批", "待审批")
		director.get("/home").has("待审批", request+"/do/approve")
		director.get(request).has("请求内容", "作废", "苏日娜", "批准", "不批准").lacks("centre_director")
		clerk.get(request + "/do/approve").is(http.StatusForbidden)
		approve := director.form(request + "/do/approve")
		director.post(request+"/do/approve", approve).redirects(request)
		if got := w.header(root).State; got != "voided" {
			t.Errorf("the case is %s", got)
		}
	})
}

func TestTheListIsFilteredSortedAndTurned(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.live()
		c := w.as(w.serve(), "clerk")
		for _, row := range []struct {
			query      string
			has, lacks []string
		}{
			{"view=centre&workflow=dispute_case&state=accepted", []string{"高天宇", "→ 楼上住户"}, []string{"王志强"}},
			{"view=centre&risk=red", []string{"李成", "→ 万通建筑有限公司"}, []string{"高天宇", "云永军"}},
			{"view=centre&category=18&workflow=dispute_case", []string{"云永军 等 16 人", "群体 16 人", "共 1 件"}, []string{"王志强"}},
			{"view=centre&overdue=1", []string{"超期"}, []string{"高天宇"}},
			{"view=all&q=恒泰物业", []string{"王志强", "→ 恒泰物业服务有限公司 等 2 人"}, []string{"高天宇"}},
			{"view=all&party=马素云", []string{"王志强", "→ 恒泰物业"}, []string{"高天宇"}},
			{"view=all&q=13947105533", []string{"高天宇"}, []string{"云永军"}},
			{"view=all&number=%EF%BC%882026%EF%BC%89%E6%96%B0%E5%9F%8E%E7%9F%9B%E8%B0%83%E5%AD%97%E7%AC%AC000002%E5%8F%B7", []string{"云永军", "共 1 件"}, nil},
			{"view=mine", []string{"这里没有事项"}, nil},
			{"view=mine&q=不存在", []string{"没有符合条件的事项", "清空筛选"}, nil},
			{"view=centre", []string{"等签收", "海拉尔东路街道调委会"}, nil},
		} {
			page := c.list("/matters?" + row.query).is(http.StatusOK)
			_, body, _ := strings.Cut(page.body, "<main")
			for _, want := range row.has {
				if !strings.Contains(body, want) {
					t.Errorf("%s lacks %s\n%s", row.query, want, page.text())
				}
			}
			for _, not := range row.lacks {
				if strings.Contains(body, ">"+not) {
					t.Errorf("%s holds %s", row.query, not)
				}
			}
		}
	})
}

func TestALongListIsTurnedPageByPage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for range 55 {
			w.register(quarrel())
		}
		c := w.as(w.serve(), "clerk")
		seen := map[string]bool{}
		path := "/matters?view=centre&sort=opened"
		for pages := 0; path != "" && pages < 5; pages++ {
			page := c.get(path).is(http.StatusOK)
			next := ""
			for _, link := range page.links() {
				if strings.HasPrefix(link, "/matters/0") {
					seen[link] = true
				}
				if strings.Contains(link, "after=") {
					next = link
				}
			}
			path = next
		}
		if len(seen) != 55 {
			t.Errorf("%d of 55 seen", len(seen))
		}
	})
}

func TestThePolicyTesterSaysWhy(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		_, proceeding := w.inSession()
		c := w.as(w.serve(), "director")
		query := url.Values{"q": {"郝桂芳"}, "matter": {w.header(proceeding).Number}}
		c.get("/policies/test?"+query.Encode()).has("郝桂芳 · 海拉尔东路街道人民调解委员会（调解员、商事调解员）", "登记调解笔录", "现处于「调解中」")
		query.Set("post", string(w.who["mediator2"].MembershipID))
		query.Set("act", "log_session")
		c.get("/policies/test?"+query.Encode()).has("不可以", "没有规则允许", "承办单位", "调解员·本事项承办人")
		query.Set("post", string(w.who["mediator"].MembershipID))
		c.get("/policies/test?"+query.Encode()).has("可以", "有规则允许", "判定依据", `href="/policies?line=`)
		c.get("/policies/test?q=郝桂芳&matter=没有").has("没有找到唯一的事项")
	})
}

func TestTheCourseOfAMatterIsReadPageByPage(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		for range 60 {
			w.must("clerk", root, "note", f{"text": "记一笔"})
		}
		c := w.as(w.serve(), "clerk")
		page := c.get("/matters/"+string(root)+"/journal").is(http.StatusOK).has("较早的", "记一笔").lacks("较新的")
		older := ""
		for _, link := range page.links() {
			if strings.Contains(link, "upto=") {
				older = link
			}
		}
		c.get(older).is(http.StatusOK).has("较新的", "纠纷案件产生", "登记").lacks("较早的")
		c.get("/matters/" + string(root)).has("查看全部")
	})
}

func TestHomeShowsWhatWaits(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		w.live()
		base := w.serve()
		w.as(base, "clerk").get("/home").has("没有等您办的事", "我登记的，还没人接", "5 件", "云永军等16人", "todo=untaken")
		w.as(base, "triage").get("/home").has("待受理", "李成与万通建筑", "待分流", "处理第一件", "/do/accept").lacks("我登记的，还没人接")
		w.as(base, "mediator").get("/home").has("我在办的", "王志强与马素云邻里纠纷", "待签收", "云永军等16人", "/do/ask_consent", "待登记笔录").lacks("待约下次调解")
		w.as(base, "auditor").get("/home").has("这个岗位没有逐件待办").lacks("王志强", "处理第一件")
	})
}

func TestALegalDateOfThePastNeedsItsReason(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		w.clock.Advance(20 * 24 * time.Hour)
		c := w.as(w.serve(), "clerk")
		path := "/matters/" + string(root) + "/do/note"
		form := c.form(path)
		form.Set("f.text", "当天口头答复")
		form.Set("on", "2026-03-03")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请写明补录原因", `href="#why"`, "<details open>")
		form.Set("why", "纸质记录补录")
		c.post(path, form).redirects("/matters/" + string(root))
		c.get("/matters/"+string(root)).has("办理日期 03-03", "说明：纸质记录补录")
		form = c.form(path)
		form.Set("f.text", "写错的日期")
		form.Set("on", "2026-12-01")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("日期不能晚于今天")
	})
}

func TestThePageOfAMediationSaysWhoHasNotSigned(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		item := f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿维修费", "amount": "3000", "due": "2026-04-01"}
		w.must("mediator", proceeding, "propose_terms", f{"items": []any{item}})
		w.must("mediator", proceeding, "finalise_text", f{"total": "3000"})
		w.must("mediator", proceeding, "record_signature", f{"party": p[0], "way": "fingerprint"})
		base := w.serve()
		shown := w.as(base, "mediator").get("/matters/" + string(proceeding)).is(http.StatusOK).text()
		if want := "签名 申请人 王志强 已签 捺印 2026-03-02 被申请人 马素云 未签 调解员 孟和 未签"; !strings.Contains(shown, want) {
			t.Errorf("the page lacks %q:\n%s", want, shown)
		}
		w.as(base, "clerk").get("/matters/"+string(proceeding)).is(http.StatusOK).lacks("已签", "未签")
	})
}

func TestAnObligationShowsTheDayThatWasAgreed(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		item := f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿维修费", "amount": "3000", "due": "2026-04-01"}
		w.must("mediator", proceeding, "propose_terms", f{"items": []any{item}})
		w.must("mediator", proceeding, "finalise_text", f{"total": "3000"})
		for _, party := range p {
			w.must("mediator", proceeding, "record_signature", f{"party": party, "way": "wet"})
		}
		w.must("mediator", proceeding, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
		w.must("seal", proceeding, "affix_seal", nil)
		obligation := w.child(root, "performance_item")
		c := w.as(w.serve(), "mediator")
		for _, path := range []string{"/matters/" + string(root), "/matters/" + string(obligation), "/matters?workflow=performance_item", "/matters/" + string(obligation) + "/do/perform"} {
			c.get(path).is(http.StatusOK).has("约定 04-01")
		}
		w.clock.Advance(60 * 24 * time.Hour)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		late := w.as(w.serve(), "mediator").get("/matters?workflow=performance_item").is(http.StatusOK).has("已逾期", "到期未付的督促")
		if !strings.Contains(late.body, "due-over") { // to call the debtor is ours; what was agreed binds the debtor
			t.Errorf("nobody is late with calling the debtor:\n%s", late.text())
		}
		w.as(w.serve(), "mediator").get("/obligations").is(http.StatusOK).has("约定 04-01")
	})
}

var tabLink = regexp.MustCompile(`<a href="(/matters\?view=[a-z]+)"([^>]*)>[^<]*(?: <small class="num" id="(tab-[a-z]+)">([^<]*)</small>)?</a>`)

// A page counts the tab it shows; it asks for the others once it stands, and
// for a minute it knows them.
func TestATabCountsWhatItShows(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.live()
		withdrawn := w.register(quarrel())
		w.must("director", withdrawn, "withdraw", f{"agreed_by": []any{w.parties(withdrawn)[0]}})
		base := w.serve()
		some := false
		for _, who := range []string{"clerk", "triage", "mediator", "chair", "director", "auditor", "dept"} {
			c := w.as(base, who)
			bar := func() string {
				bar, _, _ := strings.Cut(c.get("/matters").is(http.StatusOK).body, `<form class="filters"`)
				_, bar, _ = strings.Cut(bar, `<nav class="tabs"`)
				return bar
			}
			first := bar()
			tally := c.part("/tally?list=matters").is(http.StatusOK).body
			again := bar()
			if !strings.Contains(first, `hx-get="/tally?list=matters"`) || strings.Contains(again, "/tally") {
				t.Errorf("%s: the first page asks for its counts, the second knows them:\n%s\n%s", who, first, again)
			}
			counted := map[string]string{}
			for _, tab := range tabLink.FindAllStringSubmatch(again, -1) {
				counted[tab[3]] = tab[4]
				open := strings.HasSuffix(tab[1], "all") || strings.HasSuffix(tab[1], "area")
				if open != (tab[4] == "") {
					t.Errorf("%s: %s is counted as %q", who, tab[1], tab[4])
				}
				if !open {
					c.get(tab[1]).is(http.StatusOK).has("共 " + tab[4] + " 件")
					if want := `id="` + tab[3] + `" hx-swap-oob="true">` + tab[4] + "<"; !strings.Contains(tally, want) {
						t.Errorf("%s: no %s in %s", who, want, tally)
					}
				}
				some = some || tab[4] != "" && tab[4] != "0"
			}
			for _, tab := range tabLink.FindAllStringSubmatch(first, -1) {
				if now := strings.Contains(tab[2], "aria-current"); tab[3] != "" && now != (tab[4] != "") || now && tab[4] != counted[tab[3]] {
					t.Errorf("%s: %s is counted as %q at first, %q then", who, tab[1], tab[4], counted[tab[3]])
				}
			}
		}
		if !some {
			t.Error("no tab held anything")
		}
	})
}

// A count is remembered for a minute at most, and never under another policy
// or for another seat.
func TestATabsCountIsTrueWithinAMinute(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.register(quarrel())
		base := w.serve()
		c := w.as(base, "clerk")
		centre := func(c *client) string {
			return regexp.MustCompile(`id="tab-centre" hx-swap-oob="true">([^<]*)<`).FindStringSubmatch(c.part("/tally?list=matters").is(http.StatusOK).body)[1]
		}
		counts := func(when string, c *client, want string) {
			if got := centre(c); got != want {
				t.Errorf("%s: %s in the centre, not %s", when, got, want)
			}
		}
		counts("at first", c, "1")
		w.register(quarrel())
		counts("within the minute", c, "1")
		counts("at another seat", w.as(base, "triage"), "2")
		w.clock.Advance(time.Minute)
		counts("a minute later", c, "2")
		c.part("/tally?list=nothing").is(http.StatusNotFound)
		c.get("/tally?list=petitions").is(http.StatusSeeOther)
	})
}

// Both ends of a relation across families stand on either page, each said from
// its own side, with the other one's state.
func TestRelatedMattersStandOnBothPages(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, master := w.register(quarrel()), w.register(quarrel())
		w.must("triage", root, "merge", f{"master": string(master)})
		c := w.as(w.serve(), "triage")
		c.get("/matters/"+string(root)).is(http.StatusOK).has("关联事项", "并入", w.header(master).Number, "/matters/"+string(master))
		c.get("/matters/"+string(master)).is(http.StatusOK).has("关联事项", "并入本件的", w.header(root).Number, "已并案")
		w.must("director", root, "unmerge", f{"reason": "两件事"})
		c.get("/matters/" + string(master)).is(http.StatusOK).lacks("关联事项")
	})
}
