package api

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// registration is what a clerk writes down (decision 29). Only the place, one
// sentence and somebody who can be reached are compulsory.
type registration struct {
	Title          string            `json:"title,omitempty" doc:"composed from parties and category when absent"`
	Category       string            `json:"category,omitempty" doc:"GET /categories"`
	Channel        string            `json:"source_channel,omitempty" doc:"GET /channels; window when absent"`
	SourceRef      string            `json:"source_ref,omitempty"`
	Area           string            `json:"occurred_area" doc:"12-digit code; GET /areas"`
	Place          string            `json:"occurred_place,omitempty"`
	Summary        string            `json:"summary" doc:"one sentence at least"`
	People         int               `json:"people_involved,omitempty"`
	AppliedAt      casemodel.Instant `json:"applied_at,omitzero" required:"false" doc:"now when absent"`
	Claims         []claim           `json:"claims,omitempty"`
	Parties        []newParty        `json:"parties" doc:"at least one applicant with phone, address or reach"`
	RiskBoxes      []int             `json:"risk_boxes,omitempty" doc:"1 to 6"`
	Violence       screening         `json:"violence,omitzero" required:"false" doc:"three questions about violence at home, asked alone, in quarrels of category 01* and 26"`
	Anonymous      bool              `json:"anonymous,omitempty"`
	Submit         *bool             `json:"submit,omitempty" doc:"false keeps a draft without a number"`
	DuplicatesSeen bool              `json:"duplicates_seen,omitempty" doc:"similar cases were shown and this is another"`
	Earlier        string            `json:"earlier,omitempty" doc:"a case of the same parties before this one"`
	EarlierAs      string            `json:"earlier_as,omitempty" enum:"breach,new,other,again" doc:"how this stands to it. breach: what was agreed is not kept; no case is made, it is written down in that case, whose id is answered. new: a quarrel of its own, linked. other: other people of the same name. again: what was withdrawn or not settled is applied for once more"`
	Released       bool              `json:"released,omitempty" doc:"with again: no court or organ has it any more"`
}

// screening is what somebody answered; a question that was not asked is left out.
type screening struct {
	Ever   string `json:"ever,omitempty" enum:"yes,no,silent" doc:"beaten, hurt or threatened at any time"`
	Lately string `json:"lately,omitempty" enum:"yes,no,silent" doc:"within the last seven days"`
	Fear   string `json:"fear,omitempty" enum:"yes,no,silent" doc:"to meet the other side, or to be found by it"`
}

type claim struct {
	Kind   string          `json:"kind,omitempty"`
	Text   string          `json:"text"`
	Amount casemodel.Money `json:"amount,omitempty" pattern:"^\\d+(\\.\\d{2})?$" doc:"yuan"`
}

type newParty struct {
	Role            string              `json:"role" enum:"applicant,respondent,third,petitioner"`
	Kind            string              `json:"kind,omitempty" enum:"natural,legal_person,unincorporated,government"`
	Name            string              `json:"name,omitempty" doc:"a respondent may be nameless"`
	Count           int                 `json:"count,omitempty" minimum:"1" doc:"people behind one name"`
	Phone           string              `json:"phone,omitempty"`
	Phone2          string              `json:"phone2,omitempty"`
	Address         string              `json:"address,omitempty"`
	Reach           string              `json:"reach,omitempty" doc:"by whom a message gets through"`
	SafeContact     string              `json:"safe_contact,omitempty" enum:"yes,only,never"`
	HideAddress     bool                `json:"hide_address,omitempty"`
	Needs           []string            `json:"needs,omitempty"`
	IDType          string              `json:"id_type,omitempty"`
	IDNo            string              `json:"id_no,omitempty"`
	Representatives []newRepresentative `json:"representatives,omitempty"`
	From            string              `json:"from,omitempty" doc:"with earlier_as again: the party of that case who is taken over; what is given here stands before what is known there"`
}

type newRepresentative struct {
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"`
	Phone     string `json:"phone,omitempty"`
	IDNo      string `json:"id_no,omitempty"`
}

type registrationInput struct {
	Body    registration
	RawBody []byte
}

func (d *Door) registerCase(ctx context.Context, who *caller, in *registrationInput) (*created, error) {
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	out, err := d.cfg.Desk.Register(ctx, actor, in.Body.toDesk(), who.input("", "", nil, nil, in.RawBody))
	if err != nil {
		return nil, err
	}
	return d.created(ctx, actor, out)
}

func (r registration) toDesk() casework.Registration {
	from := map[int]casemodel.ID{}
	for i, p := range r.Parties {
		if p.From != "" {
			from[i] = casemodel.ID(p.From)
		}
	}
	return casework.Registration{
		Earlier: casemodel.ID(r.Earlier), EarlierAs: r.EarlierAs, Released: r.Released, From: from,
		Title: r.Title, Category: r.Category, Channel: r.Channel, SourceRef: r.SourceRef, Area: r.Area, Place: r.Place,
		Summary: r.Summary, People: r.People, AppliedAt: r.AppliedAt, RiskBoxes: r.RiskBoxes, Anonymous: r.Anonymous, Submit: r.Submit,
		DuplicatesSeen: r.DuplicatesSeen, Violence: casemodel.Screening(r.Violence),
		Claims:  each(r.Claims, func(c claim) casework.Claim { return casework.Claim{Kind: c.Kind, Text: c.Text, Amount: c.Amount} }),
		Parties: each(r.Parties, newParty.toDesk),
	}
}

func (p newParty) toDesk() casemodel.Party {
	return casemodel.Party{
		Role: p.Role, Kind: p.Kind, Name: p.Name, Count: p.Count, Phone: p.Phone, Phone2: p.Phone2, Address: p.Address, Reach: p.Reach,
		SafeContact: p.SafeContact, HideAddress: p.HideAddress, Needs: p.Needs, IDType: p.IDType, IDNo: p.IDNo,
		Representatives: each(p.Representatives, func(r newRepresentative) casemodel.Representative {
			return casemodel.Representative{Kind: r.Kind, Name: r.Name, Authority: r.Authority, Phone: r.Phone, IDNo: r.IDNo}
		}),
	}
}
