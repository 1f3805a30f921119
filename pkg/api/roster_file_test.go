package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/pkg/store"
)

// table sends a file of people for a side.
func (c *client) table(path, name string, content []byte) *reply {
	c.o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		c.o.t.Fatal(err)
	}
	return c.with("Content-Type", form.FormDataContentType()).post(path, body.Bytes())
}

// behind counts who stands behind the sides of a case.
func (o *office) behind(root casemodel.ID) (n int) {
	o.t.Helper()
	err := o.DB.Read(o.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Roster(root)
		n = len(all)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// A roster of two hundred comes as a file, from a spreadsheet as from a text:
// every line is read by its heads, the total is nobody, and a line that is wrong
// is named by its place in the file, with nothing written.
func TestARosterComesAsAFile(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		o.Must("triage", root, "accept", F{"risk": "blue"})
		o.Must("triage", root, "dispatch", F{"body": o.Body("TOWN")})
		side := string(o.Parties(root)[0])
		mediator := o.as("mediator")
		path := "/matters/" + string(root) + "/roster?side=" + side
		heads := []string{"序号", "姓名", "电话", "诉求", "诉求金额"}
		var rows [][]string
		for i := range 200 {
			name := string([]rune("赵钱孙李周吴郑王冯陈")[i%10]) + string([]rune("伟芳娜敏静强磊军洋勇艳杰娟涛明超兰霞平刚")[i/10])
			rows = append(rows, []string{strconv.Itoa(i + 1), name, fmt.Sprintf("1394710%04d", i), "三个月工资", "8000"})
		}
		text := func(rows [][]string) []byte {
			lines := []string{"某工地欠薪名单", strings.Join(heads, ",")}
			for _, r := range rows {
				lines = append(lines, strings.Join(r, ","))
			}
			return []byte(strings.Join(append(lines, "合计,,,,1600000"), "\n"))
		}
		wrong := append([][]string{}, rows...)
		wrong[4] = []string{"5", "周伟", "12", "三个月工资", "8000"}
		wrong[7] = []string{"8", "王伟", "13947100007", "三个月工资", "很多"}
		refused := mediator.table(path, "名单.csv", text(wrong)).problem(http.StatusUnprocessableEntity, "invalid")
		for _, at := range []string{`"line.7.phone"`, `"line.10.amount"`} { // below a title and the heads
			if !strings.Contains(string(refused.Raw), at) {
				t.Errorf("no fault at %s: %s", at, refused.Raw)
			}
		}
		for name, content := range map[string][]byte{"空.csv": []byte("\n\n"), "旧.xls": []byte("\xd0\xcf\x11\xe0 old"), "坏.xlsx": []byte("PK\x03\x04 broken")} {
			if p := mediator.table(path, name, content).problem(http.StatusUnprocessableEntity, "invalid"); !strings.Contains(string(p.Raw), `"file"`) {
				t.Errorf("%s: %s", name, p.Raw)
			}
		}
		mediator.post(path, F{"rows": 1}).problem(http.StatusUnsupportedMediaType, "type_refused")
		mediator.table("/matters/"+string(root)+"/roster", "名单.csv", text(rows)).problem(http.StatusUnprocessableEntity, "invalid")
		o.as("hmdirector").table(path, "名单.csv", text(rows)).problem(http.StatusNotFound, "not_found")
		o.as("auditor").table(path, "名单.csv", text(rows)).is(http.StatusForbidden)
		tried := mediator.table(path+"&try=true", "名单.csv", text(rows)).is(http.StatusOK)
		if tried.number("people") != 200 || strings.Contains(string(tried.Raw), `"written":true`) || o.behind(root) != 0 {
			t.Fatalf("tried: %s, %d are written", tried.Raw, o.behind(root))
		}

		var sheet bytes.Buffer
		columns := make([]documents.SheetColumn, len(heads))
		for i, head := range heads {
			columns[i].Title = head
		}
		if err := documents.WriteSheet(&sheet, "名单", columns, rows, 0); err != nil {
			t.Fatal(err)
		}
		done := mediator.key("roster-1").table(path, "名单.xlsx", sheet.Bytes()).is(http.StatusOK)
		if done.number("people") != 200 || !strings.Contains(string(done.Raw), `"written":true`) || o.behind(root) != 200 {
			t.Errorf("entered: %s, %d are written", done.Raw, o.behind(root))
		}
		mediator.key("roster-1").table(path, "名单.xlsx", sheet.Bytes()).is(http.StatusOK)
		if n := o.behind(root); n != 200 {
			t.Errorf("sent twice under one key, %d are written", n)
		}
	})
}
