package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// Chart is a procedure drawn: phases are columns, states are boxes in them,
// events are the lines between; lines of the same two boxes are one.
type Chart struct {
	Width, Height int
	Phases        []ChartText
	Boxes         []ChartBox
	Lines         []ChartLine
}

// ChartText is a word at a place.
type ChartText struct {
	X, Y int
	Text string
}

// ChartBox is one state.
type ChartBox struct {
	X, Y, W, H, TextX, TextY int
	Text, Class              string
}

// ChartLine is a way between two states with the titles of its events.
type ChartLine struct{ Path, Arrow, Title, Class string }

const (
	boxW, boxH   = 116, 34
	colGap       = 56
	rowGap       = 26
	chartMargin  = 14
	chartHeading = 34
)

type spot struct{ col, row int }

// draw lays a procedure out.
func draw(f *workflows.Flow) Chart {
	places, phases := layout(f)
	c := Chart{Width: 2*chartMargin + len(phases)*boxW + (len(phases)-1)*colGap}
	for i, phase := range phases {
		c.Phases = append(c.Phases, ChartText{X: left(i) + boxW/2, Y: chartMargin + 8, Text: phase})
	}
	for _, id := range f.States.Keys {
		p := places[id]
		box := ChartBox{X: left(p.col), Y: top(p.row), W: boxW, H: boxH, Text: f.States.Get(id).Title, Class: string(f.Class(id))}
		box.TextX, box.TextY = box.X+boxW/2, box.Y+boxH/2+5
		if id == f.Start {
			box.Class += " start"
		}
		c.Height = max(c.Height, box.Y+boxH+chartMargin)
		c.Boxes = append(c.Boxes, box)
	}
	c.Lines = lines(f, places)
	return c
}

func left(col int) int { return chartMargin + col*(boxW+colGap) }
func top(row int) int  { return chartMargin + chartHeading - 10 + row*(boxH+rowGap) }

// layout puts each state into its phase's column, in the order of the file.
// Ends stand below what goes on.
func layout(f *workflows.Flow) (map[string]spot, []string) {
	places, rows := map[string]spot{}, map[string]int{}
	var phases []string
	for _, done := range []bool{false, true} {
		for _, id := range f.States.Keys {
			st := f.States.Get(id)
			if (st.Class == casemodel.Done) != done {
				continue
			}
			if !slices.Contains(phases, st.Phase) {
				phases = append(phases, st.Phase)
			}
			places[id] = spot{slices.Index(phases, st.Phase), rows[st.Phase]}
			rows[st.Phase]++
		}
	}
	return places, phases
}

func lines(f *workflows.Flow, places map[string]spot) []ChartLine {
	type pair struct{ from, to string }
	titles := map[pair][]string{}
	var order []pair
	for _, e := range f.Events {
		for _, w := range e.AllWays() {
			for _, from := range w.From {
				if w.To == workflows.Same || w.To == from {
					continue
				}
				p := pair{from, w.To}
				if titles[p] == nil {
					order = append(order, p)
				}
				titles[p] = append(titles[p], e.Title)
			}
		}
	}
	drawn := make([]ChartLine, 0, len(order))
	for _, p := range order {
		line := connect(places[p.from], places[p.to])
		line.Title = say("workflow.line", "from", f.States.Get(p.from).Title, "to", f.States.Get(p.to).Title, "events", strings.Join(titles[p], say("list.comma")))
		if f.Class(p.to) == casemodel.Done {
			line.Class = "end" // drawn faintly: nearly everything can end
		}
		drawn = append(drawn, line)
	}
	return drawn
}

// connect draws the curve between two boxes, and its head.
func connect(a, b spot) ChartLine {
	switch {
	case a.col == b.col:
		x, y1, y2 := left(a.col)+boxW, top(a.row)+boxH/2, top(b.row)+boxH/2
		bend := 22 + 5*abs(a.row-b.row)
		return ChartLine{
			Path:  fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y1, x+bend, y1, x+bend, y2, x+5, y2),
			Arrow: arrow(x, y2, -1),
		}
	case a.col < b.col:
		x1, x2 := left(a.col)+boxW, left(b.col)
		y1, y2 := top(a.row)+boxH/2, top(b.row)+boxH/2
		return ChartLine{Path: fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1+colGap/2, y1, x2-colGap/2, y2, x2-5, y2), Arrow: arrow(x2, y2, 1)}
	}
	x1, x2 := left(a.col), left(b.col)+boxW
	y1, y2 := top(a.row)+boxH/2+8, top(b.row)+boxH/2+8
	return ChartLine{Path: fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1-colGap/2, y1, x2+colGap/2, y2, x2+5, y2), Arrow: arrow(x2, y2, -1)}
}

// arrow is a small head whose tip touches x; dir is where it points.
func arrow(x, y, dir int) string {
	return fmt.Sprintf("M%d %dl%d -3v6z", x, y, -7*dir)
}

func abs(n int) int { return max(n, -n) }
