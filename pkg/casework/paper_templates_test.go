package casework_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// Of a paper one version is in force, however many are put in force at once,
// and each upload has a number of its own.
func TestOneTemplateOfAPaperIsInForce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		admin := w.Who["admin"]
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for {
					kept, err := w.KeepPaperTemplate(t.Context(), admin, "D15_agreement", "t", "a.docx", fmt.Appendf(nil, "text %d", i))
					if casemodel.Is(err, casemodel.Conflict) {
						continue
					}
					if err == nil {
						err = w.ForcePaperTemplate(t.Context(), admin, kept.ID, "t")
					}
					if err != nil && !casemodel.Is(err, casemodel.Conflict) && !casemodel.Is(err, casemodel.NotFound) && !casemodel.Is(err, casemodel.Busy) {
						t.Error(err)
					}
					return
				}
			})
		}
		all.Wait()
		list, err := w.PaperTemplates(t.Context(), admin, "D15_agreement")
		if err != nil || len(list) != 8 {
			t.Fatalf("%d, %v", len(list), err)
		}
		force := 0
		for i, one := range list {
			if one.State == casework.TemplateForce {
				force++
			}
			if one.No != 8-i || one.Content != nil {
				t.Errorf("version %d stands at %d", one.No, i)
			}
		}
		if force != 1 {
			t.Errorf("%d are in force", force)
		}
		if _, err := w.KeepPaperTemplate(t.Context(), w.Who["clerk"], "D15_agreement", "t", "a.docx", []byte("x")); !casemodel.Is(err, casemodel.Forbidden) {
			t.Errorf("a clerk: %v", err)
		}
	})
}
