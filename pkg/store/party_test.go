package store_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestAPartyComesBackWholeAndIsFoundByItsNumbers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		root := given(t, db).ID
		var p *casemodel.Party
		do(t, db, func(tx *store.Tx) error {
			p = party(tx)
			must(t, tx.InsertParty(root, 2, p))
			return tx.InsertParty(root, 1, &casemodel.Party{ID: tx.NewID(), Role: "respondent", Kind: "natural", Name: "楼上住户"})
		})
		read(t, db, func(tx *store.Tx) error {
			parties, err := tx.Parties(root)
			must(t, err)
			want := *p
			want.Code, want.PIN = "", ""
			same(t, "party", parties[1], want)
			same(t, "nameless party", []string{parties[0].Name, parties[0].Phone}, []string{"楼上住户", ""})
			for number, want := range map[string]int{
				p.IDNo: 1, strings.ToLower(p.IDNo): 1, "340123 19900101 1234": 1, p.Phone: 1, "+86 138-1234-5678": 1,
				"5678": 1, "1234": 1, "4321": 0, "678": 0, "": 0, "13812345679": 0, p.Phone2: 0,
			} {
				roots, err := tx.PartiesByNumber(number)
				must(t, err)
				if len(roots) != want {
					t.Errorf("%q finds %d families, want %d", number, len(roots), want)
				}
			}
			found, err := tx.PartyByCode(" 7k3m-9q2x-w4tz")
			must(t, err)
			same(t, "by code", found.ID, p.ID)
			for pin, want := range map[string]bool{p.PIN: true, "": false, "000000": false} {
				ok, err := tx.PartyHasPIN(p.ID, pin)
				must(t, err)
				same(t, "pin "+pin, ok, want)
			}
			_, err = tx.PartyByCode("")
			wantKind(t, err, casemodel.NotFound, "party.not_found")
			return nil
		})
		do(t, db, func(tx *store.Tx) error {
			p.Code, p.PIN, p.Phone, p.Name = "", "", "13700000000", "张三丰"
			must(t, tx.UpdateParty(p))
			return tx.EndParty(p.ID, "2026-03-09")
		})
		read(t, db, func(tx *store.Tx) error {
			found, err := tx.PartyByCode("7K3M9Q2XW4TZ")
			must(t, err)
			same(t, "updated", []string{found.Name, found.Phone, string(found.EndedOn)}, []string{"张三丰", "13700000000", "2026-03-09"})
			roots, err := tx.PartiesByNumber("5678")
			must(t, err)
			same(t, "by the old phone", len(roots), 0)
			ok, err := tx.PartyHasPIN(p.ID, canaries[16])
			must(t, err)
			same(t, "pin kept", ok, true)
			return nil
		})
	})
}

// However many cases name a big employer since, and however many people are
// called the same, the old one between these two is found, and that it binds
// them while something is owed.
func TestManyCasesOfAnEmployerHideNone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		worker := casemodel.Party{Role: "applicant", Kind: "natural", Name: "张伟"}
		firm := casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "大发公司"}
		between := func(tx *store.Tx, two ...casemodel.Party) *casemodel.Matter {
			m := newMatter(tx)
			m.Category = "15"
			must(t, tx.InsertMatter(m))
			for i := range two {
				two[i].ID = tx.NewID()
				must(t, tx.InsertParty(m.ID, i, &two[i]))
			}
			return m
		}
		var old *casemodel.Matter
		do(t, db, func(tx *store.Tx) error {
			old = between(tx, worker, firm)
			owed := newMatter(tx)
			owed.RootID, owed.ParentID, owed.Kind, owed.Workflow, owed.State = old.ID, old.ID, casemodel.KindObligation, "performance_item", "pending"
			must(t, tx.InsertMatter(owed))
			for i := range 520 {
				other := worker
				other.Name = "李" + strconv.Itoa(i)
				between(tx, other, firm)
				between(tx, worker)
			}
			return nil
		})
		read(t, db, func(tx *store.Tx) error {
			found, bound, err := tx.SimilarCases("", []casemodel.Party{worker, firm}, "07")
			must(t, err)
			if len(found) != 1 || found[0].ID != old.ID || !bound[old.ID] {
				t.Errorf("%d cases found, bound %v", len(found), bound)
			}
			return nil
		})
	})
}

func TestSimilarCases(t *testing.T) {
	t.Parallel()
	person := func(role, name, id, phone string) casemodel.Party {
		return casemodel.Party{Role: role, Kind: "natural", Name: name, IDNo: id, Phone: phone}
	}
	firm := func(role, name string) casemodel.Party {
		return casemodel.Party{Role: role, Kind: "legal_person", Name: name, IDNo: "91340100MA2T000001"}
	}
	mine := []casemodel.Party{person("applicant", "张伟", "340123199001011234", "13812345678"), firm("respondent", "大发公司")}
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		for _, c := range []struct {
			name     string
			category string
			closed   time.Duration // ago; 0: open
			theirs   []casemodel.Party
			want     bool
		}{
			{"the same person by number in another trade", "15", 0, []casemodel.Party{person("respondent", "张 伟", "340123199001011234", "")}, true},
			{"the same person by phone", "15", 0, []casemodel.Party{person("applicant", "张先生", "", "13812345678")}, true},
			{"the same person, closed in January", "15", 60 * 24 * time.Hour, []casemodel.Party{person("applicant", "张伟", "340123199001011234", "")}, true},
			{"the same person, closed a year ago", "15", 400 * 24 * time.Hour, []casemodel.Party{person("applicant", "张伟", "340123199001011234", "")}, false},
			{"a namesake in another trade", "15", 0, []casemodel.Party{person("applicant", "张伟", "340123199001019999", "")}, false},
			{"a namesake in the same trade", "07", 0, []casemodel.Party{person("applicant", "张伟", "", "")}, true},
			{"the same two sides by name, exchanged", "15", 0, []casemodel.Party{firm("applicant", "大发公司"), person("respondent", "张伟", "", "")}, true},
			{"only the same employer", "07", 0, []casemodel.Party{person("applicant", "李四", "", ""), firm("respondent", "大发公司")}, false},
			{"only the same employer, twice", "07", 0, []casemodel.Party{firm("applicant", "大发公司"), firm("respondent", "大发公司")}, false},
			{"nobody", "07", 0, []casemodel.Party{person("applicant", "李四", "", "13800000000")}, false},
		} {
			theirs := given(t, db, func(m *casemodel.Matter) {
				m.Category = c.category
				if c.closed > 0 {
					m.Class, m.Live, m.ClosedAt = casemodel.Done, 0, casemodel.At(clock.Now().Add(-c.closed))
				}
			})
			do(t, db, func(tx *store.Tx) error {
				for i := range c.theirs {
					p := c.theirs[i]
					p.ID = tx.NewID()
					must(t, tx.InsertParty(theirs.ID, i, &p))
				}
				return nil
			})
			read(t, db, func(tx *store.Tx) error {
				found, _, err := tx.SimilarCases(tx.NewID(), mine, "07")
				must(t, err)
				got := slices.ContainsFunc(found, func(m casemodel.Matter) bool { return m.ID == theirs.ID })
				if got != c.want {
					t.Errorf("%s: found %v, want %v", c.name, got, c.want)
				}
				found, _, err = tx.SimilarCases(theirs.ID, mine, "07")
				must(t, err)
				if slices.ContainsFunc(found, func(m casemodel.Matter) bool { return m.ID == theirs.ID }) {
					t.Errorf("%s: the case itself was found", c.name)
				}
				return nil
			})
		}
	})
}
