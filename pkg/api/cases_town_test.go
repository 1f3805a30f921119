package api_test

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// The cases of 24 counties are run in one: with every kind of body, each for
// all categories, and one person for each role in it, named role@body.
const (
	townPlaces = `150000000000|province|0||北疆自治区
150100000000|city|1|150000000000|青城市
150102000000|county|2|150100000000|新城区
150102001000|town|3|150102000000|柳河镇
150102001001|village|4|150102001000|河湾村`
	townBodies = `city|centre|150100000000|1||centre_director triage_clerk|青城市社会治安综合治理中心|青综治
centre|centre|150102000000|2|city|front_desk triage_clerk dispatcher centre_director archivist|新城区社会治安综合治理中心|新综治
town|pmc_town|150102001000|3|centre|mediator pmc_chair seal_keeper|柳河镇人民调解委员会|柳河
village|pmc_village|150102001001|4|town|mediator pmc_chair seal_keeper|河湾村人民调解委员会|河湾
industry|pmc_industry|150102000000|2|centre|mediator pmc_chair seal_keeper|新城区行业性专业性人民调解委员会|新城行业
chamber|chamber_pmc|150102000000|2|centre|mediator pmc_chair seal_keeper|新城区工商联人民调解委员会|新城商会
commercial|commercial_org|150102000000|2||commercial_mediator|青城商事调解中心|青城商调
court|court_desk|150102000000|2||court_clerk judge_guide|新城区人民法院|新城法院
police|police_room|150102001000|3||police_mediator|柳河派出所|柳河派出所
judicial|judicial_office|150102001000|3||judicial_assistant|柳河司法所|柳河司法所
petition|petition_office|150102000000|2||petition_clerk petition_supervisor|新城区信访局|新信
organ|competent_organ|150102000000|2||dept_handler dept_head|新城区人力资源和社会保障局|新人社
dept|linked_dept|150102000000|2||dept_handler dept_head|新城区市场监督管理局|新市监
dept2|linked_dept|150102000000|2||dept_handler dept_head|新城区生态环境分局|新环
grid|grid|150102001001|5|village|grid_worker grid_leader grid_instructor|河湾村第一网格|河湾网格
plc|plc|150102000000|2||plc_supervisor assessment_clerk|新城区委政法委|新政法
leader|leader|150102000000|2||leader_owner|新城区领导|新城
platform|platform|150000000000|1||sysadmin|平台|平台`
	// The people of the town, one after the other in the order of the bodies.
	townNames = `周建国 韩梅 赵文静 林秀英 郭志强 吴海燕 白音 段玉兰 孟和 王桂芳 刘春生 郝建军 陈玉梅 马占山 孙丽华 何国栋 乔燕 冯立新 苏日娜 崔明 李慧 高远 张晓东 宋雅琴 杜鹏 任红 丁宁 谭勇 方晴 邓超 田野 贺敏 姚斌 金莲 石磊 常青 蒋薇 秦川 潘虹 尹航 万里`
	scene     = "150102001001" // where every dispute takes place

	// Everybody's password, and its hash at the lowest price: the clock ends
	// every session when it moves, and the tracks move it a thousand times.
	townPassword = "everybody has this one"
	townHash     = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$0jQG6LlDgpiNwNYPaSGmuKepAzm3qpwo/Z6ofYijiHQ"
)

// account is somebody of the town who can sign in.
type account struct {
	username   string
	role       string
	user       casemodel.ID
	membership casemodel.ID
	body       casemodel.Body
}

// town is everybody there.
type town struct {
	bodies   []casemodel.Body
	accounts []*account
}

// fillTown writes places, bodies and people into an empty database.
func fillTown(tx *store.Tx) (*town, error) {
	w := &town{}
	if err := tx.InsertAreas(townAreas()); err != nil {
		return nil, err
	}
	byCode := map[string]casemodel.Body{}
	for line := range strings.Lines(townBodies) {
		c := strings.Split(strings.TrimSpace(line), "|")
		b := casemodel.Body{
			ID: tx.NewID(), Code: c[0], Kind: c[1], Title: c[6], NumberName: c[7], AreaID: c[2], Level: int(c[3][0] - '0'),
			ParentID: byCode[c[4]].ID, Active: 1, Version: 1,
		}
		if err := tx.InsertBody(&b); err != nil {
			return nil, err
		}
		byCode[b.Code], w.bodies = b, append(w.bodies, b)
		for role := range strings.FieldsSeq(c[5]) {
			if err := w.employ(tx, b, role); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

func (w *town) employ(tx *store.Tx, b casemodel.Body, role string) error {
	name := role + "@" + b.Code
	u := casemodel.User{ID: tx.NewID(), Username: name, Name: strings.Fields(townNames)[len(w.accounts)], PasswordHash: townHash, Active: 1, Version: 1, CreatedAt: tx.Now()}
	if err := tx.InsertUser(&u); err != nil {
		return err
	}
	m := casemodel.Membership{ID: tx.NewID(), UserID: u.ID, BodyID: b.ID, Roles: casemodel.StringList{role}, Active: 1, Since: tx.Now()}
	if b.Kind == "grid" {
		m.GridID = b.ID
	}
	w.accounts = append(w.accounts, &account{username: name, role: role, user: u.ID, membership: m.ID, body: b})
	return tx.InsertMembership(&m)
}

func townAreas() []casemodel.Area {
	byID := map[string]casemodel.Area{}
	var all []casemodel.Area
	for line := range strings.Lines(townPlaces) {
		c := strings.Split(strings.TrimSpace(line), "|")
		a := byID[c[3]]
		a.ID, a.Name, a.LevelKey, a.Level, a.ParentID = c[0], c[4], c[1], int(c[2][0]-'0'), c[3]
		*[]*string{&a.A1, &a.A2, &a.A3, &a.A4, &a.A5}[a.Level] = a.ID
		byID[a.ID], all = a, append(all, a)
	}
	return all
}

// who finds the holders of a role, those of a body first.
func (w *town) who(role string, body casemodel.ID) []*account {
	var found []*account
	for _, a := range w.accounts {
		if a.role == role {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b *account) int { return rank(a, body) - rank(b, body) })
	return found
}

func rank(a *account, body casemodel.ID) int {
	if a.body.ID == body {
		return 0
	}
	return 1
}

func (w *town) body(code string) casemodel.Body {
	i := slices.IndexFunc(w.bodies, func(b casemodel.Body) bool { return b.Code == code })
	return w.bodies[i]
}

func (w *town) account(username string) *account {
	i := slices.IndexFunc(w.accounts, func(a *account) bool { return a.username == username })
	return w.accounts[i]
}
