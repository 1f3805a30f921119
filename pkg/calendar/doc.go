// Package calendar counts: legal dates, working days by the yearly notices of
// the State Council, and the last day of a period with its pauses and
// extensions. Every answer is a pure function of its arguments and of a Book.
//
// What must not live here: a clock (the caller brings the day or the moment),
// the rules themselves (workflows/deadlines.yaml names them), their words (a due
// date explains itself in typed terms that pages put into sentences), rows,
// and anything that decides what happens when a period is over.
//
// Dates are local dates of Asia/Shanghai, instants are UTC (CT-10). The counting
// rules CT-1 to CT-11 come from articles 200 to 204 of the Civil Code and
// article 85 of the Civil Procedure Law; CT-7, CT-9 and the way pauses are
// counted are choices of the product (engine-spec section 5). CT-6 (days in the
// post) and CT-11 (parties agreed otherwise) are facts of a case and change the
// dates given to this package, not its arithmetic.
package calendar

import (
	"time"
	_ "time/tzdata" // a server without zone files must still know Shanghai
)

// Zone is the one zone in which days begin and end: Asia/Shanghai.
var Zone = shanghai()

func shanghai() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err) // the zone is compiled in; without it no date is right
	}
	return zone
}
