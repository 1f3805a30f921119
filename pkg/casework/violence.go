package casework

import "github.com/jiefen/jiefen/casemodel"

// screening is what was answered when the case was taken down or taken on.
func (f *family) screening() casemodel.Screening { return casemodel.ScreeningOf(f.values[f.root.ID]) }

// acceptCase grades by the answers to the three questions about violence at
// home, those of the counter and those of this act: they may only raise.
func acceptCase(j *job, c *call) error {
	said := j.fam.screening()
	for i, answer := range []*string{&said.Ever, &said.Lately, &said.Fear} {
		if given := c.in.Text(casemodel.ScreeningFields[i]); given != "" {
			*answer = given
		}
	}
	grade := c.m.Risk
	if word := c.in.Text("risk"); word != "" {
		named, err := casemodel.ParseRisk(word)
		if err != nil {
			return casemodel.Bad("risk", "field.choice")
		}
		grade = named
	}
	if own := said.Risk(); own > grade {
		c.in["risk"] = own.String()
	}
	return nil
}
