package store_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// BenchmarkVerify reads journals of twenty entries each, anchored once.
func BenchmarkVerify(b *testing.B) {
	for _, dialect := range storetest.Dialects {
		b.Run(dialect, func(b *testing.B) {
			db, dir := open(b, storetest.URL(b, dialect)), b.TempDir()
			n := rowsOf(b)
			for written := 0; written < n; {
				do(b, db, func(tx *store.Tx) error {
					for range 50 {
						m := newMatter(tx)
						must(b, tx.InsertMatter(m))
						for range 20 {
							must(b, tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", ActorName: "王芳", Act: "log_session", ToState: m.State, Version: m.Version}, []byte(`{"note":"双方到场，第一次调解"}`)))
						}
						must(b, tx.UpdateMatter(m, 0))
					}
					return nil
				})
				written += 1000
			}
			_, err := db.WriteAnchor(b.Context(), dir)
			must(b, err)
			b.ResetTimer()
			for b.Loop() {
				sum, err := db.Verify(b.Context(), dir, func(f store.Finding) { b.Error(f) })
				must(b, err)
				b.ReportMetric(float64(sum.Entries), "entries")
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/float64(n)*1e6, "s/1M")
		})
	}
}
