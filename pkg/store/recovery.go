package store

import "github.com/jiefen/jiefen/casemodel"

// RecoveryCode stands in once for a second factor that is lost; only its hash
// is kept.
type RecoveryCode struct {
	UserID casemodel.ID `gorm:"primaryKey"`
	Hash   []byte       `gorm:"primaryKey"`
	MadeAt casemodel.Instant
	UsedAt casemodel.Instant
}

// TableName is the SQL name.
func (RecoveryCode) TableName() string { return "recovery_code" }

// PutRecoveryCodes replaces somebody's codes; none takes them away.
func (tx *Tx) PutRecoveryCodes(user casemodel.ID, codes ...string) error {
	if _, err := tx.exec("forget recovery codes", "DELETE FROM recovery_code WHERE user_id = ?", user); err != nil {
		return err
	}
	for _, code := range codes {
		hash, err := tx.recoveryHash(user, code)
		if err != nil {
			return err
		}
		if err := tx.insert("recovery code", &RecoveryCode{UserID: user, Hash: hash, MadeAt: tx.Now()}); err != nil {
			return err
		}
	}
	return nil
}

// recoveryHash is keyed: ten digits alone would be found by trying.
func (tx *Tx) recoveryHash(user casemodel.ID, code string) ([]byte, error) {
	return tx.d.opts.Keys.Blind("recovery:"+string(user), code)
}

// UseRecoveryCode spends a code and reports whether there was one to spend.
func (tx *Tx) UseRecoveryCode(user casemodel.ID, code string) (bool, error) {
	hash, err := tx.recoveryHash(user, code)
	if err != nil {
		return false, err
	}
	n, err := tx.exec("use recovery code", "UPDATE recovery_code SET used_at = ? WHERE user_id = ? AND hash = ? AND used_at IS NULL",
		tx.Now(), user, blob(hash))
	return n == 1, err
}

// RecoveryCodesLeft counts the codes that were not spent.
func (tx *Tx) RecoveryCodesLeft(user casemodel.ID) (int, error) {
	var n int
	err := tx.db.Raw("SELECT count(*) FROM recovery_code WHERE user_id = ? AND used_at IS NULL", user).Row().Scan(&n)
	return n, tx.wrap("count recovery codes", err)
}
