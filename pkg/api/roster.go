package api

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// listed is one person's line of a roster. Numbers are masked; what an agreement
// gives is for who may read it.
type listed struct {
	ID        string          `json:"id" doc:"of the party: acts name it so"`
	Side      string          `json:"side" doc:"id of the party behind whose name they stand"`
	No        int             `json:"no"`
	Version   int             `json:"version" doc:"what change_member calls seen"`
	Name      string          `json:"name"`
	IDNo      string          `json:"id_no,omitempty"`
	Phone     string          `json:"phone,omitempty"`
	Claim     string          `json:"claim"`
	Amount    casemodel.Money `json:"amount" doc:"claimed, in yuan"`
	Share     casemodel.Money `json:"share,omitempty" doc:"what the agreement gives, in yuan"`
	Result    string          `json:"result,omitempty" enum:"open,agreed,refused,withdrawn,elsewhere"`
	Road      string          `json:"road,omitempty" doc:"of the list member_roads"`
	Speaks    bool            `json:"speaks"`
	Authority string          `json:"authority,omitempty" enum:"general,special"`
	Listed    bool            `json:"listed" doc:"named in the text that lies for signing"`
	SignedOn  casemodel.Day   `json:"signed_on,omitempty"`
	BoundOn   casemodel.Day   `json:"bound_on,omitempty"`
	Proof     string          `json:"proof,omitempty" doc:"id of the photograph of the sheet they signed on"`
	Owed      casemodel.Money `json:"owed,omitempty" doc:"by agreements in force, in yuan"`
	Paid      casemodel.Money `json:"paid,omitempty" doc:"in yuan"`
	Due       casemodel.Day   `json:"due,omitempty" doc:"the next day of payment that is open"`
	Left      casemodel.Day   `json:"left,omitempty" doc:"when they ceased to take part"`
}

// roster lists who stands behind the sides of the case a matter belongs to.
func (d *Door) roster(ctx context.Context, who *caller, in *partInput) (*part[listed], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	r, err := d.cfg.Desk.Roster(ctx, actor, v.Matter.ID)
	if err != nil {
		return nil, err
	}
	all := make([]listed, len(r.Lines))
	for i := range r.Lines {
		all[i] = listedOf(&r.Lines[i], v.Can["read.agreement"])
	}
	return partOf(all, in, func(l listed) string { return l.ID })
}

func listedOf(l *casework.RosterLine, deal bool) listed {
	one := listed{
		ID: string(l.ID), Side: string(l.SideID), No: l.No, Version: l.Version, Name: l.Party.Name, IDNo: l.Party.IDNo, Phone: l.Party.Phone, Claim: l.Claim, Amount: l.Amount,
		Result: l.Result, Road: l.Road, Speaks: l.Speaks == 1, Authority: l.Authority, Listed: l.Listed, SignedOn: l.Signed.On, BoundOn: l.BoundOn,
		Proof: string(l.Signed.How.Proof), Owed: l.Owed, Paid: l.Paid, Due: l.Due, Left: l.Party.EndedOn,
	}
	if deal {
		one.Share = l.Share()
	}
	return one
}
