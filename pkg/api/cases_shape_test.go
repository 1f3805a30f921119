package api_test

// The answers of the door, as far as the runner reads them.

// request is what comes with an act.
type request struct {
	Version int            `json:"version"`
	On      string         `json:"on,omitempty"`
	Fields  map[string]any `json:"fields"`
}

// answer is what an act did.
type answer struct {
	Matter struct {
		ID string `json:"id"`
	} `json:"matter"`
	Approval struct {
		ID string `json:"id"`
	} `json:"approval"`
}

// seen is a matter as somebody may see it.
type seen struct {
	ID        string            `json:"id"`
	Workflow  string            `json:"workflow"`
	State     string            `json:"state"`
	StateOn   string            `json:"state_on"`
	Version   int               `json:"version"`
	Result    string            `json:"result"`
	Amount    string            `json:"amount"`
	Body      seenName          `json:"body"`
	Handler   seenName          `json:"handler"`
	Parties   []seenParty       `json:"parties"`
	Children  []seenChild       `json:"children"`
	Deadlines []seenClock       `json:"deadlines"`
	Choices   []seenChoice      `json:"choices"`
	Refused   []seenRefused     `json:"refused"`
	Fields    map[string]string `json:"fields"`
}

type seenName struct {
	ID string `json:"id"`
}

type seenParty struct {
	ID   string `json:"id"`
	Role string `json:"role"`
	Name string `json:"name"`
}

type seenChild struct {
	ID       string `json:"id"`
	Workflow string `json:"workflow"`
}

type seenClock struct {
	ID          string `json:"id"`
	Rule        string `json:"rule"`
	Class       string `json:"class"`
	State       string `json:"state"`
	Due         string `json:"due"`
	Provisional bool   `json:"provisional"`
}

type seenChoice struct {
	Kind   string      `json:"kind"`
	ID     string      `json:"id"`
	Fields []seenField `json:"fields"`
}

type seenField struct {
	ID       string       `json:"id"`
	Type     string       `json:"type"`
	Required bool         `json:"required"`
	Kinds    []string     `json:"kinds"`
	Options  []seenOption `json:"options"`
}

type seenOption struct {
	Value string `json:"value"`
}

type seenRefused struct {
	ID  string `json:"id"`
	Key string `json:"key"`
}

// sides are the parties who must agree.
func (s *seen) sides() []seenParty {
	var both []seenParty
	for _, p := range s.Parties {
		if p.Role == "applicant" || p.Role == "respondent" {
			both = append(both, p)
		}
	}
	return both
}

// choice is an event or record that is offered, nil when it is not.
func (s *seen) choice(id string) *seenChoice {
	for i := range s.Choices {
		if s.Choices[i].ID == id && s.Choices[i].Kind != "create" {
			return &s.Choices[i]
		}
	}
	return nil
}

// creation is a birth that is offered.
func (s *seen) creation(workflow string) *seenChoice {
	for i := range s.Choices {
		if s.Choices[i].ID == workflow && s.Choices[i].Kind == "create" {
			return &s.Choices[i]
		}
	}
	return nil
}

func (s *seen) why(act string) string {
	for _, r := range s.Refused {
		if r.ID == act {
			return r.Key
		}
	}
	return "not open"
}
