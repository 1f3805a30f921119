package policies
import ("testing";"slices";"strings";"sort")
func TestTmpCount(t *testing.T){
	g:=opened(t); s:=g.Now(); b:=s.book
	ten:=strings.Fields("dispute_case peoples_mediation performance_item follow_up approval medical court_delegated administrative_mediation handover judicial_confirmation")
	n:=0; by:=map[string]int{}
	for i:=range s.rows { for c:=range b.cells(&s.rows[i]){ if slices.Contains(ten,c.flow){ n++; by[s.rows[i].ID[:1]]++ } } }
	t.Log(n,by)
	imp:=map[string][]string{"handler":{"team"},"body":{"team"},"sender":{"registered"},"root_body":{"team"}}
	miss:=map[string]int{}
	for i:=range s.rows { r:=&s.rows[i]; if r.Denies()||r.Role=="system"||r.Role=="clock"||r.Rel=="any" {continue}
		for c:=range b.cells(r){ if c.act=="create"||c.state=="new"||c.state=="-"||c.act=="see"||c.act=="hint" {continue}
			ok:=false
			f:=func()*flow{for i:=range b.flows{if b.flows[i].ID==c.flow{return &b.flows[i]}};return nil}()
			for _,o:=range s.byAct["see"].rows { if o.Denies()||o.Role!=r.Role||!(o.Body=="*"||o.Body==r.Body)||!in(o.Flow,f.Lineage)||!o.stands(c.state,string(f.States[c.state])){continue}
				if o.Rel==r.Rel||slices.Contains(imp[r.Rel],o.Rel){ok=true;break} }
			if !ok { miss[r.ID+" "+strings.Join(r.values(),",")]++ } } }
	var l []string; for k:=range miss{l=append(l,k)}; sort.Strings(l); for _,k:=range l{t.Log("blind",k,miss[k])}
}
