package calendar

// Span says which days a period went over. It is for a due date without pauses
// and extensions; hours have none.
type Span struct {
	First, Last   Day   // the days that lie in it, the last before rolling
	Days, Working int   // how many they are, and how many of them work
	Off, MadeUp   []Day // where working days are counted: days off, weekend days that are worked
	Rolled        []Day // days off the last day moved over
}

// Span goes over the days of a due date once more, as Due counted them.
func (b *Book) Span(r Rule, a Anchor, due Due) Span {
	if r.Unit == Hour {
		return Span{}
	}
	s := Span{First: DayOf(due.Begins), Last: due.Raw}
	if r.Start == BeforeEvent {
		s.First, s.Last = due.On, a.On-1 // the last day to give notice is the last that is counted
	}
	s.Days, s.Working = int(s.Last-s.First)+1, b.working(s.First, s.Last)
	for d := s.First; d <= s.Last; d++ {
		switch works := b.Works(d); {
		case !works && r.Unit == WorkingDay:
			s.Off = append(s.Off, d)
		case works && weekend(d) && r.Unit == WorkingDay:
			s.MadeUp = append(s.MadeUp, d)
		}
	}
	for d := due.Raw; d < due.On; d++ {
		s.Rolled = append(s.Rolled, d)
	}
	return s
}
