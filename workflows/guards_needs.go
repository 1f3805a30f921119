package workflows

import (
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// needsMet: whoever cannot read, hear or speak the language, or is no adult, is
// helped before anything is written down in their name (users.md F12). Of a
// caucus it is the one side, else who came; where nobody is listed, everybody.
func needsMet(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	came := in.Attendance("came")
	for _, p := range f.Parties {
		if !p.Present() || len(p.Needs) == 0 || in.ID("side") != "" && in.ID("side") != p.ID {
			continue
		}
		at := slices.IndexFunc(came, func(a casemodel.Attendance) bool { return a.Party == p.ID })
		if at >= 0 && came[at].Came == "absent" || at < 0 && len(came) > 0 && in.ID("side") == "" {
			continue
		}
		if fault := needMet(p, in, came, at); fault != nil {
			return fault
		}
	}
	return nil
}

func needMet(p casemodel.Party, in casemodel.Fields, came []casemodel.Attendance, at int) *casemodel.Error {
	if fault := helped(p, in, came, at); fault != nil {
		return fault
	}
	if slices.Contains(p.Needs, "illiterate") && in.Text("read_by") == "" {
		return bad("read_by", "read_aloud", "party", p.Name)
	}
	return nil
}

// Helped says what keeps a sitting with these people from beginning: who cannot
// hear or speak the language has an interpreter who pledged to interpret truly,
// or a mediator who masters it; who is no adult has a guardian there.
func Helped(there []casemodel.Party, came []casemodel.Attendance, in casemodel.Fields) error {
	for _, p := range there {
		at := slices.IndexFunc(came, func(a casemodel.Attendance) bool { return a.Party == p.ID })
		if fault := helped(p, in, came, at); fault != nil && (at >= 0 || fault.Field != "came") {
			return fault
		}
	}
	return nil
}

func helped(p casemodel.Party, in casemodel.Fields, came []casemodel.Attendance, at int) *casemodel.Error {
	needs := func(need string) bool { return slices.Contains(p.Needs, need) }
	speaks := needs("deaf") || needs("dialect")
	switch {
	case speaks && in.Text("interpreter") == "" && !in.Bool("masters"):
		return bad("interpreter", "interpreter_needed", "party", p.Name)
	case speaks && in.Text("interpreter") != "" && !in.Bool("pledge"):
		return bad("pledge", "pledge_needed", "name", in.Text("interpreter"))
	case needs("minor") && at < 0:
		return bad("came", "guardian_there", "party", p.Name)
	case needs("minor") && came[at].Name == "":
		return bad(fmt.Sprintf("came.%d.name", at), "guardian_there", "party", p.Name)
	}
	return nil
}

// signerFits: an agent signs with an authority to settle that was checked
// (《民事诉讼法》62), a guardian for who is no adult, and to who cannot read the
// text was read before a witness. Of several who sign together it is each.
func signerFits(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	signing := append(slices.Clone(in.IDs("parties")), in.ID("party"))
	for _, m := range f.Roster {
		if !slices.Contains(signing, m.ID) {
			continue
		}
		if fault := memberFits(f, m, in); fault != nil {
			return fault
		}
		if fault := signsFit(m.Party, in); fault != nil {
			return fault
		}
	}
	for _, p := range f.Parties {
		if !slices.Contains(signing, p.ID) {
			continue
		}
		if fault := signsFit(p, in); fault != nil {
			return fault
		}
	}
	return nil
}

// memberFits: who stands on a roster signs a text that names them. A spokesman
// who signs for others settles, and settles only for who gave him the special
// authority to (《民事诉讼法》56: a settlement asks the consent of those who are
// represented).
func memberFits(f *Facts, m casemodel.Member, in casemodel.Fields) *casemodel.Error {
	if m.TextID != f.Matter.ID || m.BoundOn != "" {
		return bad("parties", "member_unlisted", "party", m.Party.Name)
	}
	spokesman := func(o casemodel.Member) bool {
		return o.SideID == m.SideID && o.ID != m.ID && o.Speaks == 1 && o.Party.Name == in.Text("signer")
	}
	if in.Text("way") == "agent" && slices.ContainsFunc(f.Roster, spokesman) && m.Authority != "special" {
		return bad("signer", "member_authority", "party", m.Party.Name)
	}
	return nil
}

func signsFit(p casemodel.Party, in casemodel.Fields) *casemodel.Error {
	needs := func(need string) bool { return slices.Contains(p.Needs, need) }
	agent := in.Text("way") == "agent"
	switch {
	case needs("minor") && !guardianOf(p, in.Text("signer")):
		return bad("signer", "guardian_signs", "party", p.Name)
	case agent && in.Text("signer") == "":
		return bad("signer", "signer_name")
	case agent && !needs("minor") && in.Text("authority") != "special":
		return bad("authority", "signer_authority")
	case agent && !needs("minor") && !in.Bool("checked"):
		return bad("checked", "signer_checked")
	case needs("illiterate") && in.Text("read_by") == "":
		return bad("read_by", "read_aloud", "party", p.Name)
	case needs("illiterate") && in.Text("witness") == "":
		return bad("witness", "witness_needed", "party", p.Name)
	case needs("illiterate") && in.Text("witness") == in.Text("read_by"):
		return bad("witness", "witness_other")
	}
	return nil
}

// guardianOf reports whether a name is that of a party's guardian, as far as the
// guardians are on file.
func guardianOf(p casemodel.Party, name string) bool {
	known := false
	for _, r := range p.Representatives {
		if r.Kind != "guardian" {
			continue
		}
		known = true
		if r.Name == name {
			return true
		}
	}
	return !known && name != ""
}
