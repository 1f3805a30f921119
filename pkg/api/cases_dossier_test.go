package api_test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// holds compares the volume of a case, as it is printed when the track has
// come to its end, with its row of the table: what is in it, what it says, what
// it lacks, and whether the archive takes it.
func (r *run) holds(n int, volume string, want [][]string) {
	r.t.Helper()
	lacks, taken := r.archive()
	r.compare([]string{r.p.short(), strconv.Itoa(n), strings.Join(r.index(volume), " "), lacks, taken}, volume, want)
}

func (r *run) compare(got []string, volume string, want [][]string) {
	r.t.Helper()
	n := got[1]
	at := slices.IndexFunc(want, func(row []string) bool { return row[1] == got[1] })
	if at < 0 || !slices.Equal(want[at][:5], got) {
		r.t.Errorf("the papers of case %s are not those of the table:\n%s", n, strings.Join(got, "\t"))
		return
	}
	for fact := range strings.SplitSeq(want[at][5], "|") {
		fact, not := strings.CutPrefix(fact, "!")
		if strings.Contains(volume, fact) == not {
			r.t.Errorf("the volume of case %s and %q: it is there is %t", n, fact, not)
		}
	}
}

// index are the papers that a printed volume lists, in their order.
func (r *run) index(volume string) (titles []string) {
	lines := strings.Split(volume, "\n")
	for i := slices.Index(lines, "页码") + 1; i+3 < len(lines); i += 4 {
		if lines[i] != strconv.Itoa(len(titles)+1) {
			break
		}
		titles = append(titles, strings.ReplaceAll(lines[i+1], " ", "_"))
	}
	return titles
}

var missingPapers = regexp.MustCompile(`papers:\[([^\]]*)\]`)

// archive tries to archive the case: open while it is not over; else it is
// refused with the papers that lack, and taken once somebody wrote where they
// are.
func (r *run) archive() (lacks, taken string) {
	r.t.Helper()
	keeper := r.w.account("archivist@centre")
	try := func(fields map[string]any) (status int, raw string) {
		m, _ := r.server.see(keeper, r.root)
		return r.server.call(keeper, http.MethodPost, "/matters/"+r.root+"/events/archive", request{Version: m.Version, Fields: fields}, nil)
	}
	status, raw := try(map[string]any{"checked": true})
	found := missingPapers.FindStringSubmatch(raw)
	switch {
	case status == http.StatusConflict:
		return "", "open"
	case status != http.StatusUnprocessableEntity || found == nil:
		return "", raw
	}
	if state := r.look(r.root).State; state != "closed" {
		r.t.Errorf("refused, yet the case is %s", state)
	}
	if status, raw = try(map[string]any{"checked": true, "elsewhere": "纸质原件在档案室三号柜"}); status != http.StatusOK {
		return found[1], raw
	}
	return found[1], "refused, then taken"
}
