package casemodel

// Supplement puts a signed record right. It stands beside it, never changes,
// and is signed in its turn.
type Supplement struct {
	ID        ID       `json:"id" gorm:"primaryKey"`
	RootID    ID       `json:"-"`
	MatterID  ID       `json:"-"`
	SessionID ID       `json:"session"` // the record it belongs to
	No        int      `json:"no"`      // among those of its record, from 1
	On        Day      `json:"on" gorm:"column:on_day"`
	Text      string   `json:"text" gorm:"-"`            // sealed column
	Pages     []string `json:"pages,omitempty" gorm:"-"` // SHA-256 of the photographs that came with it, in their order
	AuthorID  ID       `json:"author"`
	Seq       int      `json:"-"`
}

// TableName is the SQL name.
func (Supplement) TableName() string { return "record_supplement" }

// RecordSigning is one time that a record of a sitting, or a supplement to one,
// was signed or its signed copy was filed. From the first on its text stays.
type RecordSigning struct {
	ID       ID     `json:"id" gorm:"primaryKey"`
	RootID   ID     `json:"-"`
	MatterID ID     `json:"-"`
	ThingID  ID     `json:"thing"`  // the session, or the supplement
	SHA256   string `json:"sha256"` // of the text that was signed
	On       Day    `json:"on" gorm:"column:on_day"`
	Filed    int    `json:"filed"`        // 1 when the signed copy lies in the file
	How      Signed `json:"how" gorm:"-"` // sealed column
	AuthorID ID     `json:"author"`       // who wrote it down
	Seq      int    `json:"-"`
}

// Signed is who signed a record, and by whose help.
type Signed struct {
	Parties []ID   `json:"parties,omitempty"`
	Signer  string `json:"signer,omitempty"`  // the guardian who signed for them
	ReadBy  string `json:"read_by,omitempty"` // who read it out to those who cannot read
	Witness string `json:"witness,omitempty"`
}

// TableName is the SQL name.
func (RecordSigning) TableName() string { return "record_signing" }

// Revision is how a record read before it was written anew, or why one of its
// pages was photographed again. It never changes.
type Revision struct {
	ID        ID     `json:"id" gorm:"primaryKey"`
	RootID    ID     `json:"-"`
	MatterID  ID     `json:"-"`
	SessionID ID     `json:"session"`        // the record it is of
	FileID    ID     `json:"file,omitempty"` // the page that could not be read
	On        Day    `json:"on" gorm:"column:on_day"`
	Was       Former `json:"was" gorm:"-"` // sealed column
	AuthorID  ID     `json:"author"`       // who wrote it anew
	Seq       int    `json:"-"`
}

// Former is what a record said; of a page, Reason alone.
type Former struct {
	Reason  string  `json:"reason,omitempty"`
	On      Day     `json:"on,omitempty"`
	Place   string  `json:"place,omitempty"`
	Present string  `json:"present,omitempty"`
	Result  string  `json:"result,omitempty"`
	Text    string  `json:"text,omitempty"`
	Minutes Minutes `json:"minutes,omitzero"`
}

// TableName is the SQL name.
func (Revision) TableName() string { return "record_revision" }
