package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/documents"
)

// surnames and called names make people that are told apart.
var surnames, called = []rune("王李张刘陈杨赵黄周吴"), []string{"志强", "桂英", "建军", "秀兰", "海涛", "玉梅", "永福", "春生", "国栋", "凤霞"}

// workerList is a table as it is copied: n workers with odd fen, and their sum.
func workerList(n int) (text string, sum casemodel.Money) {
	var b strings.Builder
	b.WriteString("序号\t姓名\t身份证号\t联系电话\t欠薪事由\t欠薪金额（元）\n")
	for i := range n {
		amount := casemodel.Money(812_345 + 7_919*i)
		sum += amount
		fmt.Fprintf(&b, "%d\t%c%s\t%s\t139471%05d\t2025年10月至12月工资\t%s\n", i+1, surnames[i%10], called[i/10%10], cardNo(i), i+1, amount.Grouped())
	}
	return b.String(), sum
}

// cardNo is the i-th valid number of a resident.
func cardNo(i int) string {
	body := fmt.Sprintf("1501021985%02d%02d%03d", i/28%12+1, i%28+1, i%900+1)
	sum := 0
	for k, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[k]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

// F10: two hundred rows in one paste; a faulty line is mended where it stands,
// and nothing is written before all is well.
func TestARosterIsPastedLookedAtAndWritten(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		path := "/matters/" + string(root) + "/roster"
		c := w.as(w.serve(), "mediator")
		c.get("/matters/" + string(root)).has(path)
		c.get(path).is(http.StatusOK).has("还没有名单")
		list, sum := workerList(200)
		first := strings.Split(list, "\n")[1]
		wrong := strings.Replace(list, first, strings.Replace(first, cardNo(0), cardNo(0)[:17]+"Y", 1), 1) + "201\t\t\t13947199999\t工资\t100\n"
		before := w.books()
		form := c.form(path)
		form.Set("step", "list")
		form.Set("text", wrong)
		got := c.post(path, form).is(http.StatusUnprocessableEntity).has("有 2 行要改", "201 人", "其余")
		if len(got.body) > 100_000 || strings.Count(got.body, "<") > 5_000 {
			t.Errorf("the preview weighs %d bytes, %d marks", len(got.body), strings.Count(got.body, "<"))
		}
		if after := w.books(); after != before {
			t.Error("a preview was written down")
		}
		form.Set("text", wrong)
		form.Set("fix2", first)
		form.Set("fix202", "")
		got = c.post(path, form).is(http.StatusOK).has("200 人，诉求合计 "+sum.Grouped(), "登记这 200 人")
		keep := got.hidden()
		keep.Set("step", "keep")
		keep.Set("text", list)
		for _, column := range []string{"", "name", "id_no", "phone", "claim", "amount"} {
			keep.Add("col", column)
		}
		c.post(path, keep).redirects(path)
		c.post(path, keep).redirects(path) // sent twice is once
		page := c.get(path).is(http.StatusOK).has("200 人", sum.Grouped(), "王志强", "139****0001", "下一页").lacks(cardNo(0), "13947100001")
		if len(page.body) > 100_000 || strings.Count(page.body, "<")/2 > 2_500 {
			t.Errorf("the list weighs %d bytes, %d marks", len(page.body), strings.Count(page.body, "<"))
		}
		c.get(path + "?q=" + url.QueryEscape("李桂英")).has("李桂英").lacks("139****0001")
		sought := c.get("/search?q=13947100150").is(http.StatusSeeOther).header.Get("Location") // sealed: it is a telephone
		c.get(sought).is(http.StatusOK).has("新城矛调字第000001号")                                    // who stands on a roster finds the case
		matter := c.get("/matters/" + string(root)).has("群体名单 200 人")
		if len(matter.body) > 100_000 {
			t.Errorf("the page of the case weighs %d bytes", len(matter.body))
		}
		form.Set("text", first)
		form.Del("fix2")
		form.Del("fix202")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("与名单第 1 号重复", "诉求")
	})
}

// Who signs is ticked on the roster; the others stay. Who reads no agreement
// sees no sum of it, and who reads no registration sees nobody.
func TestSignaturesAndResultsAreTickedOnTheRoster(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.listed(16)
		p := w.parties(root)
		path := "/matters/" + string(root) + "/roster"
		c := w.as(w.serve(), "mediator")
		sign := c.form(path + "?show=unsigned")
		sign.Set("step", "sign")
		sign.Set("way", "wet")
		c.post(path, sign).is(http.StatusUnprocessableEntity).has("请先勾选")
		for _, id := range p[2:15] {
			sign.Add("pick", id)
		}
		sheet := sent{"签名页.jpg", jpegOf(t, 60, 40)}
		sign.Set("way", "agent")
		back := c.uploads(path, sign, "photo", sheet).is(http.StatusUnprocessableEntity).has("已收下“签名页.jpg”")
		sign.Set("way", "wet")
		sign.Set("photo", typedIn(back.body).Get("photo"))
		sign.Set("photo.name."+sign.Get("photo"), "签名页.jpg")
		sign.Set("_once", "again")
		c.post(path, sign).redirects(path + "?q=&show=")
		proof := regexp.MustCompile(`href="(/matters/[^"]*/files/[^"]*/view)">签名页照片<`)
		proofs := proof.FindAllStringSubmatch(c.get(path).body, -1)
		if len(proofs) != 13 || proofs[0][1] != proofs[12][1] {
			t.Fatalf("%d proofs: %v", len(proofs), proofs)
		}
		c.get(proofs[0][1]).is(http.StatusOK)
		whole := c.post("/matters/"+string(proceeding)+"/papers", url.Values{"paper": {"D15_agreement"}}).paper("附表：各人应得款项和签名", "王志强", "8,123.45", "2026年4月1日", "共16人")
		if n := strings.Count(whole, "履行；"); n != 1 {
			t.Errorf("the agreement has %d clauses", n)
		}
		c.post("/matters/"+string(proceeding)+"/papers", url.Values{"paper": {"D19_slips"}, "pick": {p[2]}}).paper("协议签名生效后由", "期限：2026年4月1日", "请找孟和（")
		if got := c.get(path).has("本人签名"); strings.Count(got.body, "本人签名</span>") != 13 {
			t.Errorf("%d signed", strings.Count(got.body, "本人签名</span>"))
		}
		w.must("mediator", root, "elect_spokesmen", f{"spokesmen": []any{p[2], p[3]}, "voters": []any{p[2]}, "authority": "special"})
		vote := c.form(path)
		vote.Set("step", "vote")
		vote.Set("authority", "special")
		vote.Set("all", "1")
		c.post(path, vote).redirects(path + "?q=&show=")
		if got := c.get(path); strings.Count(got.body, "已给特别授权") != 16 || strings.Count(got.body, ">代表人</span>") != 2 {
			t.Error("the sheet is not what was ticked")
		}
		settle := c.form(path)
		settle.Set("step", "settle")
		settle.Set("result", "elsewhere")
		settle.Add("pick", p[17])
		c.post(path, settle).is(http.StatusUnprocessableEntity).has("另走的途径：请填写")
		settle.Set("road", "arbitration")
		settle.Set("_once", "another")
		c.post(path, settle).redirects(path + "?q=&show=")
		w.must("mediator", proceeding, "record_signature", f{"party": p[1], "way": "seal"})
		w.must("mediator", proceeding, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
		w.must("seal", proceeding, "affix_seal_partial", f{"remaining": "三人另行协商"})
		c.get(path+"?show=bound").has("共 13 人", "协议已生效")
		c.get(path+"?show=elsewhere").has("共 1 人", "仲裁")
		c.get("/matters/"+string(root)+"/performance").has("王志强", "8,123.45")
		annex := c.post("/matters/"+string(proceeding)+"/papers", url.Values{"paper": {"D15_annex"}}).paper("王志强", "8,123.45", "共13人", "壹拾壹万壹仟柒佰捌拾壹元陆角柒分")
		if strings.Contains(annex, "刘桂英") || strings.Contains(annex, cardNo(0)) {
			t.Error("the annex names who is not bound, or tells a whole number")
		}
		if n := len(proof.FindAllString(c.get(path).body, -1)); n != 13 {
			t.Errorf("%d proofs are left when the text binds", n)
		}
		whole = c.post("/matters/"+string(proceeding)+"/papers", url.Values{"paper": {"D15_agreement"}}).paper("共13人")
		if n := strings.Count(whole, "履行；"); n != 1 {
			t.Errorf("the agreement in force has %d clauses", n)
		}
		at := "/matters/" + string(proceeding) + "/papers"
		slips := c.post(at, url.Values{"paper": {"D19_slips"}}).paper("王志强", "协议已生效", "尚欠￥8,123.45", "2026年4月1日前由")
		if n := strings.Count(slips, "本次领到"); n != 13 {
			t.Errorf("%d slips", n)
		}
		c.get(path).has(`formaction="` + at + `"`)
		one := c.post(at, url.Values{"paper": {"D19_slips"}, "pick": {p[17]}}).paper("仲裁", "协议对本人不生效")
		if strings.Contains(one, "王志强") || strings.Contains(one, "本次领到") {
			t.Error("the slip of one tells of another")
		}
		w.as(w.serve(), "clerk").get(path).has("王志强", "8,123.45").lacks("协议已生效", "已签名 13")
		w.as(w.serve(), "courtdesk").get(path).is(http.StatusNotFound)
	})
}

// listed leads a case of n workers to a text that lies for signing.
func (w *town) listed(n int) (root, proceeding casemodel.ID) {
	w.t.Helper()
	root, proceeding = w.inSession()
	p := w.parties(root)
	list, sum := workerList(n)
	w.must("mediator", root, "enter_members", f{"side": p[0], "rows": sheetOf(list, nil).members()})
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "按附表支付各人工资", "amount": sum.String(), "due": "2026-04-01"}}})
	w.must("mediator", proceeding, "finalise_text", f{"copies": "3"})
	return root, proceeding
}

// Two hands on one line: the second reads what the first wrote, and what was
// chosen is written over the line as it stands now.
func TestALineTwoHandsChangeIsLaidSideBySide(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, _ := w.inSession()
		list, _ := workerList(3)
		w.must("mediator", root, "enter_members", f{"side": w.parties(root)[0], "rows": sheetOf(list, nil).members()})
		one := w.parties(root)[2]
		base := w.serve()
		c, path := w.as(base, "mediator"), "/matters/"+string(root)+"/do/change_member"
		form := c.get(path+"?member="+one).is(http.StatusOK).has("王志强").lacks("看到的版本", cardNo(0)).hidden()
		for name, value := range map[string]string{"f.member": one, "f.name": "王志刚", "f.amount": "9000", "f.claim": "工资"} {
			form.Set(name, value)
		}
		w.must("clerk", root, "change_member", f{"member": one, "seen": "1", "amount": "8500.50"})
		clash := c.post(path, form).is(http.StatusConflict).has("8,500.50", "9,000", "苏日娜")
		c.post(path, clash.hidden()).redirects("/matters/" + string(root) + "/roster")
		c.get("/matters/"+string(root)+"/roster").has("王志刚", "9,000 元").lacks("8,500.50")
	})
}

// A head is called what stands at its end: a claim is no sum, the sum of a claim is.
func TestTheHeadOfARosterNamesItsColumns(t *testing.T) {
	for head, want := range map[string]string{
		"\u59d3\u540d\t\u8bc1\u4ef6\u53f7\u7801\t\u7535\u8bdd\t\u8bc9\u6c42\t\u91d1\u989d": "name id_no phone claim amount",
		"\u7533\u8bf7\u4eba\t\u7533\u8bf7\u4eba\u7535\u8bdd\t\u8bc9\u6c42\u91d1\u989d":     "name phone amount",
	} {
		s := sheetOf(head+"\n\u738b\u5f3a\t1\t1\t1\t1", nil)
		if got := strings.Join(strings.Fields(strings.Join(s.columns, " ")), " "); got != want {
			t.Errorf("%s: %q, want %q", head, got, want)
		}
	}
}

// A table comes as a file, in the ways office programs write it: read, looked at
// and mended as a paste is; what is no table is told at the file.
func TestARosterIsUploaded(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		path := "/matters/" + string(root) + "/roster"
		c := w.as(w.serve(), "mediator")
		list, sum := workerList(200)
		lines := strings.Split(strings.TrimSpace(list), "\n")
		rows := [][]string{{"新城区某工地拖欠工资花名册"}, {}}
		for _, line := range lines {
			rows = append(rows, strings.Split(strings.ReplaceAll(line, ",", ""), "\t"))
		}
		rows = append(rows, []string{"合计", "", "", "", "", (sum + 1).String()})
		csv := strings.ReplaceAll(list, "\t", ";")
		book := spreadsheet(t, false, rows)
		rounded := spreadsheet(t, true, append(slices.Clone(rows[:3]), []string{"1", "王志强", "150102198507010011", "", "工资", "100"}))
		before := w.books()
		for name, one := range map[string]struct {
			raw    string
			status int
			told   []string
		}{
			"花名册.xlsx": {book, http.StatusOK, []string{"已读“花名册.xlsx”，共 204 行", "200 人，诉求合计 " + sum.Grouped(), "请核对", "登记这 200 人"}},
			"丢位.xlsx":  {rounded, http.StatusUnprocessableEntity, []string{"有 1 行要改", "末几位已经丢失", ">4</td>"}},
			"名单.csv":   {"\ufeff" + csv, http.StatusOK, []string{"200 人，诉求合计 " + sum.Grouped()}},
			"旧.xls":    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", http.StatusUnprocessableEntity, []string{"这是旧版 .xls", "id=\"table-fault\"", "打了一半"}},
			"坏.xlsx":   {book[:400], http.StatusUnprocessableEntity, []string{"表格打不开"}},
		} {
			got := c.upload(path, url.Values{"step": {"list"}, "text": {"打了一半"}, "_once": {name}}, "table", name, []byte(one.raw))
			if got.status != one.status {
				t.Errorf("%s: %d", name, got.status)
			}
			got.has(one.told...)
		}
		if after := w.books(); after != before {
			t.Error("a preview was written down")
		}
		keep := c.upload(path, url.Values{"step": {"list"}, "_once": {"x"}}, "table", "花名册.xlsx", []byte(book)).is(http.StatusOK)
		form := keep.hidden()
		form.Set("step", "keep")
		form.Set("text", typedIn(keep.body).Get("text"))
		c.post(path, form).redirects(path)
		page := c.get(path).has("200 人", sum.Grouped())

		sheet := readSheet(t, c.post(path, url.Values{"step": {"sheet"}, "_once": {page.hidden().Get("_once")}}).is(http.StatusOK))
		if len(sheet) != 201 || sheet[1][1] != "王志强" || sheet[1][2] == cardNo(0) || sheet[1][3] != "139****0001" || sheet[1][5] != "8123.45" {
			t.Errorf("%d rows, the first %q", len(sheet), sheet[1])
		}
		w.as(w.serve(), "director").get("/matters/" + string(root) + "/seen").has(">群体名单<")
		empty := readSheet(t, c.post(path, url.Values{"step": {"blank"}}).is(http.StatusOK))
		again := sheetOf(strings.Join(empty[0], "\t")+"\n王强\t\t\t\t\t\t\t", nil)
		if got := strings.Join(again.columns, " "); got != strings.Join(sheetColumns, " ") || !again.named {
			t.Errorf("the heads of the empty table are read as %q", got)
		}
		clerk := w.as(w.serve(), "clerk")
		if got := readSheet(t, clerk.post(path, url.Values{"step": {"sheet"}}).is(http.StatusOK)); strings.Contains(strings.Join(got[0], " "), "应得") {
			t.Error("who reads no agreement takes its sums away")
		}
	})
}

// spreadsheet is an .xlsx of words, or with what looks like a number as one.
func spreadsheet(t *testing.T, numbers bool, rows [][]string) string {
	t.Helper()
	columns := make([]documents.SheetColumn, 6)
	for i := range columns {
		columns[i] = documents.SheetColumn{Width: 12, Sum: numbers}
	}
	columns[0].Title = rows[0][0]
	rows = slices.Clone(rows[1:])
	for i := range rows {
		rows[i] = append(slices.Clone(rows[i]), make([]string, 6-len(rows[i]))...)
	}
	var b bytes.Buffer
	if err := documents.WriteSheet(&b, "Sheet1", columns, rows, 0); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func readSheet(t *testing.T, got *answer) [][]string {
	t.Helper()
	table, err := documents.ReadSheet([]byte(got.body))
	if err != nil || !strings.HasSuffix(got.header.Get("Content-Disposition"), ".xlsx") && !strings.Contains(got.header.Get("Content-Disposition"), "filename*=") {
		t.Fatal(err, got.header)
	}
	return table.Rows
}
