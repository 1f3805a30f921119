//go:build browser

package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// rulePages are the pages that say what the rules are.
var rulePages = []string{
	"/policies", "/policies?line=C-034", "/policies?flow=peoples_mediation&body=pmc_town", "/policies?flow=office",
}

func TestTheRulesAreAccessible(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	b.open("/login").signIn("admin").walk(rulePages...)
}

func TestTheRulesLookAsTheyShould(t *testing.T) {
	_, base := lived(t)
	tabs := openBrowser(t, base)
	desk := tabs(1366, 768, false)
	desk.open("/login").signIn("admin")
	wide, phone, paper := tabs(1920, 1080, false), tabs(390, 844, true), tabs(1000, 700, false)
	if _, err := chromedp.Call(paper.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range rulePages {
		name := "rules-" + strings.ReplaceAll(strings.Trim(path, "/"), "/", "-")
		if at, query, found := strings.Cut(name, "?"); found {
			values, _ := url.ParseQuery(query)
			name = at
			for _, key := range []string{"flow", "line", "body"} {
				name += "-" + values.Get(key)
			}
		}
		desk.open(path).shot(name + "-1366")
		wide.open(path).shot(name + "-1920")
		phone.open(path).shot(name + "-390")
		paper.open(path).shot(name + "-print")
	}
}
