package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/pkg/vault"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	storetest.Main(m)
}

// town is a small centre with Chinese names, as the pictures of it need.
type town struct {
	*casework.Desk
	t        testing.TB
	accounts *identity.Accounts
	site     *Site
	clock    *storetest.Clock
	who      map[string]casemodel.Actor
	bodies   map[string]casemodel.Body
	kept     string // folder of the files
}

const (
	townPlaces = `150000000000|内蒙古自治区|province|0|
150100000000|呼和浩特市|city|1|150000000000
150102000000|新城区|county|2|150100000000
150102001000|海拉尔东路街道|town|3|150102000000
150102001001|阳光社区|village|4|150102001000
150102002000|保合少镇|town|3|150102000000
150103000000|回民区|county|2|150100000000`
	townBodies = `CITY|centre|呼和浩特市矛盾纠纷多元化解中心|150100000000|1||
ZX|centre|新城区一站式矛盾纠纷多元化解中心|150102000000|2|CITY|
TOWN|pmc_town|海拉尔东路街道人民调解委员会|150102001000|3|ZX|
VIL|pmc_village|阳光社区人民调解委员会|150102001001|4|TOWN|
IND|pmc_industry|新城区物业纠纷人民调解委员会|150102000000|2|ZX|16
COURT|court_desk|新城区人民法院诉前调解窗口|150102000000|2||
DEPT|linked_dept|新城区住房和城乡建设局|150102000000|2||
AUD|auditor|新城区审计局|150102000000|2||
PLAT|platform|信息中心|150000000000|1||`
	townPeople = `clerk|苏日娜|front_desk|ZX
triage|王建国|triage_clerk,dispatcher|ZX
director|王主任|centre_director|ZX
archivist|李建新|archivist|ZX
mediator|孟和|mediator|TOWN
mediator2|郝桂芳|mediator,commercial_mediator|TOWN
chair|额尔敦|pmc_chair|TOWN
seal|赵淑华|seal_keeper|TOWN
village|苏敏|mediator,pmc_chair,seal_keeper|VIL
industry|云永军|mediator,pmc_chair,seal_keeper|IND
courtdesk|徐建国|court_clerk|COURT
dept|朱文斌|dept_handler|DEPT
auditor|郑海霞|auditor|AUD
admin|刘志强|sysadmin|PLAT`
	townPassword = "a long pass phrase"

	// A hash names its own price, and this one is the cheapest there is: signing
	// in goes its whole way, and a test does not pay what a guesser shall pay.
	// The price of what the program hashes itself is tested with the accounts.
	townHash = "$argon2id$v=19$m=8,t=1,p=1$b25lIHNhbHQgZm9yIGFsbA$nVB5ECrlrQRI3jMfLerbKhvT/JlvR2R2cQOxLOZEbS0"
)

// newTown fills an empty database.
func newTown(t testing.TB, db *store.DB, clock *storetest.Clock) *town {
	t.Helper()
	w := &town{
		Desk: worktest.Desk(t, db), t: t, clock: clock,
		accounts: identity.Open(db, slog.New(slog.DiscardHandler)), who: map[string]casemodel.Actor{}, bodies: map[string]casemodel.Body{},
	}
	clock.Set(time.Date(2026, 3, 2, 9, 0, 0, 0, calendar.Zone))
	if err := db.Do(context.Background(), w.fill); err != nil {
		t.Fatal(err)
	}
	w.kept = t.TempDir()
	kept, err := vault.Open(w.kept)
	if err != nil {
		t.Fatal(err)
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		t.Fatal(err)
	}
	w.accounts.Idle = w.Idle
	w.site, err = New(Config{Desk: w.Desk, Accounts: w.accounts, Vault: kept, Secret: secret, MaxFile: 1 << 20, Patience: time.Minute, Runs: t.TempDir(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // before the folders and the database it works on are gone
		closing, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := w.site.Close(closing); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *town) fill(tx *store.Tx) error {
	known := map[string]casemodel.Area{}
	var areas []casemodel.Area
	for line := range strings.SplitSeq(townPlaces, "\n") {
		c := strings.Split(line, "|")
		a := known[c[4]]
		a.ID, a.Name, a.LevelKey, a.Level, a.ParentID = c[0], c[1], c[2], int(c[3][0]-'0'), c[4]
		*[]*string{&a.A1, &a.A2, &a.A3, &a.A4, &a.A5}[a.Level] = c[0]
		known[a.ID] = a
		areas = append(areas, a)
	}
	if err := tx.InsertAreas(areas); err != nil {
		return err
	}
	return w.join(tx, townBodies, townPeople)
}

// join adds bodies and the people in them.
func (w *town) join(tx *store.Tx, bodies, people string) error {
	for line := range strings.SplitSeq(bodies, "\n") {
		c := strings.Split(line, "|")
		b := casemodel.Body{
			ID: tx.NewID(), Code: c[0], Kind: c[1], Title: c[2], NumberName: c[0], AreaID: c[3], Level: int(c[4][0] - '0'),
			ParentID: w.bodies[c[5]].ID, Active: 1, Version: 1,
		}
		if b.Code == "ZX" {
			b.NumberName = "新城"
		}
		if c[6] != "" {
			b.Categories = casemodel.StringList{c[6]}
		}
		if err := tx.InsertBody(&b); err != nil {
			return err
		}
		w.bodies[b.Code] = b
	}
	for line := range strings.SplitSeq(people, "\n") {
		c := strings.Split(line, "|")
		u := casemodel.User{ID: tx.NewID(), Username: c[0], Name: c[1], PasswordHash: townHash, Active: 1, Version: 1, CreatedAt: tx.Now()}
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		m := casemodel.Membership{ID: tx.NewID(), UserID: u.ID, BodyID: w.bodies[c[3]].ID, Roles: strings.Split(c[2], ","), Active: 1, Since: tx.Now(), Until: casemodel.Never}
		if err := tx.InsertMembership(&m); err != nil {
			return err
		}
		who, err := casework.ActorOf(tx, m.ID)
		if err != nil {
			return err
		}
		w.who[c[0]] = who
	}
	return nil
}

// each runs a test in a fresh town on each database.
func each(t *testing.T, fn func(t *testing.T, w *town)) {
	t.Helper()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { fn(t, newTown(t, db, clock)) })
}

// f is short for the fields of an act.
type f = map[string]any

// planted stands where only readers of the registration may see it.
const planted = "植入句：楼上漏水致天花板脱落"

func quarrel() casework.Registration {
	return casework.Registration{
		Category: "02", Area: "150102001001", Summary: planted, DuplicatesSeen: true,
		Parties: []casemodel.Party{
			{Role: "applicant", Kind: "natural", Name: "王志强", Phone: "13947106027", IDNo: "", Address: "丽苑小区3号楼"},
			{Role: "respondent", Kind: "natural", Name: "马素云", Phone: "13947101180"},
		},
	}
}

func (w *town) register(r casework.Registration) casemodel.ID {
	w.t.Helper()
	if r.EarlierAs == "" {
		r.EarlierAs = casework.AsOther // the same people quarrel in every test
	}
	out, err := w.Register(context.Background(), w.who["clerk"], r, casework.Input{})
	if err != nil {
		w.t.Fatalf("register: %v", err)
	}
	return out.MatterID
}

func (w *town) must(username string, id casemodel.ID, act string, fields f) casework.Outcome {
	w.t.Helper()
	version := w.header(id).Version
	out, err := w.Do(context.Background(), w.who[username], id, act, casework.Input{Version: &version, Fields: fields})
	if err != nil {
		w.t.Fatalf("%s as %s: %v", act, username, err)
	}
	return out
}

// header reads a matter past every permission.
func (w *town) header(id casemodel.ID) *casemodel.Matter {
	w.t.Helper()
	var m *casemodel.Matter
	err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		m, err = tx.Matter(id)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func (w *town) child(root casemodel.ID, workflow string) casemodel.ID {
	w.t.Helper()
	var found casemodel.ID
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Family(root)
		for _, m := range all {
			if m.Workflow == workflow && m.ID != root {
				found = m.ID
			}
		}
		return err
	})
	if err != nil || found == "" {
		w.t.Fatalf("no %s under %s: %v", workflow, root, err)
	}
	return found
}

func (w *town) parties(root casemodel.ID) []string {
	w.t.Helper()
	var ids []string
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		list, err := tx.Parties(root)
		for _, p := range list {
			ids = append(ids, string(p.ID))
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return ids
}

// inSession leads a quarrel to a running mediation of the street's committee.
func (w *town) inSession() (root, proceeding casemodel.ID) {
	w.t.Helper()
	return w.mediated(quarrel())
}

// mediated leads a case to a running mediation of the street's committee.
func (w *town) mediated(r casework.Registration) (root, proceeding casemodel.ID) {
	w.t.Helper()
	root, proceeding = w.prepare(r)
	w.must("mediator", proceeding, "open_session", f{"present": many(w.parties(root)), "place": "第二调解室", "way": "joint"})
	return root, proceeding
}

// prepare leads a case to a mediation that may be opened.
func (w *town) prepare(r casework.Registration) (root, proceeding casemodel.ID) {
	w.t.Helper()
	root = w.register(r)
	w.must("triage", root, "accept", f{"risk": "yellow"})
	w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
	proceeding = w.child(root, "peoples_mediation")
	w.must("mediator", proceeding, "ask_consent", nil)
	var consents []any
	for _, p := range w.parties(root) {
		consents = append(consents, f{"party": p, "consent": "agreed", "way": "present"})
	}
	w.must("mediator", proceeding, "all_consent", f{"consents": consents})
	w.must("chair", proceeding, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
	w.must("mediator", proceeding, "give_rights_notice", f{"way": "signed"})
	return root, proceeding
}

// closed leads a quarrel of somebody to a case that is closed without an
// agreement.
func (w *town) closed() casemodel.ID {
	w.t.Helper()
	root, proceeding := w.inSession()
	w.must("mediator", proceeding, "terminate", f{"reason": "no_agreement"})
	w.must("triage", root, "close_without_agreement", f{"result_code": "R31", "reason": "分歧过大", "notice_given": true})
	return root
}

// live lets the town work for a while: cases at several steps, some late.
func (w *town) live() {
	w.t.Helper()
	party := func(role, kind, name, phone string) casemodel.Party {
		return casemodel.Party{Role: role, Kind: kind, Name: name, Phone: phone}
	}
	for i, r := range []casework.Registration{
		{Category: "16", Summary: "2025 年 12 月起楼道主管漏水致家中墙面、地板受损，物业多次维修未果，要求赔偿维修费。", Claims: []casework.Claim{{Text: "赔偿维修费", Amount: 1280000}}, Parties: []casemodel.Party{party("applicant", "natural", "王志强", "13847106027"), party("respondent", "legal_person", "恒泰物业服务有限公司", "0471-6621188"), party("respondent", "natural", "马素云", "13947101180")}},
		{Category: "18", Summary: "健身房闭店，预付卡余额未退。", People: 16, Parties: []casemodel.Party{{Role: "applicant", Kind: "natural", Name: "云永军", Count: 16, Phone: "13947102233"}, party("respondent", "legal_person", "悦动健身服务有限公司", "")}, RiskBoxes: []int{4}},
		{Category: "0103", Summary: "离婚后子女探望权安排。", Parties: []casemodel.Party{{Role: "applicant", Kind: "natural", Name: "乌长福", Phone: "13947103311", SafeContact: "only", HideAddress: true, Needs: []string{"dialect"}}, party("respondent", "natural", "朱春梅", "13947104422")}},
		{Category: "02", Summary: "楼上夜间噪声。", Parties: []casemodel.Party{party("applicant", "natural", "高天宇", "13947105533"), party("respondent", "natural", "楼上住户", "")}},
		{Category: "07", Summary: "三名工人讨要工资。", RiskBoxes: []int{2}, Parties: []casemodel.Party{party("applicant", "natural", "李成", "13947105599"), party("respondent", "legal_person", "万通建筑有限公司", "")}},
	} {
		r.Area, r.Place, r.Channel = "150102001001", "丽苑小区", "window"
		id := w.register(r)
		w.clock.Advance(26 * time.Hour)
		if i == 4 {
			continue
		}
		w.must("triage", id, "accept", f{"risk": map[bool]string{true: "orange", false: "blue"}[i == 1]})
		if i == 3 {
			continue
		}
		w.clock.Advance(3 * time.Hour)
		w.must("triage", id, "dispatch", f{"body": string(w.bodies["TOWN"].ID), "reason": "当事人要求"})
	}
	w.inSession()
	w.clock.Advance(6 * 24 * time.Hour)
}

// prints is everything in the database, by table.
func (w *town) prints() map[string]string {
	w.t.Helper()
	var all map[string]string
	if err := w.DB.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Fingerprint()
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return all
}

func many(ids []string) []any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return all
}
