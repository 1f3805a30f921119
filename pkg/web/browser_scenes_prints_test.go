//go:build browser

package web

import (
	"github.com/chromedp/chromedp"
)

// ticksAll ticks every row of a list.
func (b *tab) ticksAll() *tab {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS("[data-all]")))
	return b
}
