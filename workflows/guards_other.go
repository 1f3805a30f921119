package workflows

import (
	"github.com/jiefen/jiefen/casemodel"
)

// lessThanRest: a part payment is less than what is still owed.
func lessThanRest(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	amount, given := in.Money("amount")
	if !given || amount <= 0 {
		return bad("amount", "amount_missing")
	}
	rest, owed := Rest(f.Values[f.Matter.ID])
	if owed && amount > rest {
		return bad("amount", "over_rest", "rest", rest.String(), "over", (amount - rest).String())
	}
	if owed && amount == rest {
		return bad("amount", "less_than_rest", "rest", rest.String())
	}
	return nil
}

// Rest is what an obligation still leaves to pay, by its current fields;
// owed is false for a share or a deed, which have no rest.
func Rest(values map[string]string) (rest casemodel.Money, owed bool) {
	whole, err := casemodel.ParseMoney(values["amount"])
	if err != nil {
		return 0, false
	}
	paid, err := casemodel.ParseMoney(values["paid"])
	if err != nil {
		paid = 0
	}
	return whole - paid, true
}

func urgedOnce(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if !f.did(f.Matter.ID, "urge") {
		return bad("", "urged_once")
	}
	return nil
}

// pastDue: a part was paid; the rest is urged for only once its day has passed.
func pastDue(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if due := casemodel.Day(f.value("due_on")); f.Matter.State == "partially" && (due == "" || due >= f.Today) {
		return bad("", "past_due")
	}
	return nil
}

// otherPerson: who verifies is not who did.
func otherPerson(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.Acts[f.Matter.ID]["complete"].ActorID == f.Actor.UserID {
		return bad("", "other_person")
	}
	return nil
}

// notRequester: nobody approves his own request.
func notRequester(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.value("requester") == string(f.Actor.UserID) {
		return bad("", "not_requester")
	}
	return nil
}

// sideLimit: at most so many people speak for one side (YL-07, JT); 0 is any.
func sideLimit(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	limit := number(arg)
	for _, p := range f.sides() {
		if limit > 0 && int64(len(p.Representatives)) > limit {
			return bad("", "side_limit", "party", p.Name, "limit", limit)
		}
	}
	return nil
}

func sumOf(items []casemodel.Item) casemodel.Money {
	sum := casemodel.Money(0)
	for _, it := range items {
		if it.AmountKind == "sum" {
			sum += it.Amount
		}
	}
	return sum
}

// insurerNotified: above so many yuan the insurer must have been told
// (《医疗纠纷预防和处理条例》33).
func insurerNotified(f *Facts, in casemodel.Fields, arg any) *casemodel.Error {
	if sumOf(proposed(f, in)) > casemodel.Money(number(arg)*100) && !f.did(f.Matter.ID, "notify_insurer") {
		return bad("", "insurer_notified", "above", number(arg))
	}
	return nil
}

// appraisalDone: from so many yuan on, the sum itself among them, an appraisal
// must have been made (《医疗纠纷预防和处理条例》36 leaves the figure to the
// province; 宁波 36: 100,000 or more).
func appraisalDone(f *Facts, in casemodel.Fields, arg any) *casemodel.Error {
	if sumOf(proposed(f, in)) >= casemodel.Money(number(arg)*100) && !f.did(f.Matter.ID, "finish_appraisal") {
		return bad("", "appraisal_done", "from", number(arg))
	}
	return nil
}

func expertNotRecused(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if f.recused(in.ID("expert"), "") {
		return bad("expert", "expert_recused")
	}
	return nil
}
