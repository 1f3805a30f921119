package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var printLink = regexp.MustCompile(`href="(/matters/[^"/]+/(?:sheet\?[^"]*|papers|receipt|slip))"`)

// Whoever is offered a sheet on a page may open it: a department that has a
// task reads of the matter, and may not print all that a centre may. Nobody is
// led from a receipt to a registration he may not make.
func TestAPrintThatIsOfferedOpens(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.spoken()
		task := w.create("triage", "linked_task", idOf(root), f{"body": string(w.bodies["DEPT"].ID), "demand": "到现场查看管道"})
		w.must("triage", task, "dispatch", f{"body": string(w.bodies["DEPT"].ID), "demand": "到现场查看管道"})
		base, offered := w.serve(), 0
		for who := range w.who {
			c := w.as(base, who)
			for _, m := range w.family(idOf(root)) {
				page := c.get("/matters/" + string(m))
				if page.status != http.StatusOK {
					continue
				}
				for _, link := range printLink.FindAllStringSubmatch(page.body, -1) {
					offered++
					to := strings.ReplaceAll(link[1], "&amp;", "&")
					opened := c.get(to)
					if opened.status != http.StatusOK {
						t.Errorf("%s is offered %s and gets %d", who, to, opened.status)
					}
					if strings.Contains(opened.body, `href="/cases/new"`) && c.get("/cases/new").status != http.StatusOK {
						t.Errorf("%s is led from %s to a registration", who, to)
					}
				}
			}
		}
		if offered < 10 {
			t.Errorf("%d sheets were offered", offered)
		}
	})
}
