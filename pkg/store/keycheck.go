package store

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
)

// keyCheck is the setting that knows the keys of a database: a known value,
// sealed with a key, that names the index key.
const keyCheck = "keys.check"

const keyCheckPlace = "setting.value." + keyCheck

// ErrOtherKeys says that what the database holds was sealed with other keys.
var ErrOtherKeys = errors.New("the database was sealed with other keys")

// CheckKeys holds the keys of this process against those the database was
// sealed with and refuses others with ErrOtherKeys. It reports whether
// PutKeyCheck still has to note them.
func (tx *Tx) CheckKeys() (noted bool, err error) {
	text, err := tx.Setting(keyCheck)
	if err != nil {
		return false, err
	}
	if text == "" {
		return false, tx.tryKeys()
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false, fmt.Errorf("setting %s is nothing we wrote: %w", keyCheck, err)
	}
	said, err := tx.d.opts.Keys.Open(keyCheckPlace, sealed)
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrOtherKeys, err)
	}
	mark, err := tx.d.opts.Keys.indexMark()
	if err != nil {
		return false, err
	}
	if subtle.ConstantTimeCompare(said, mark) != 1 {
		return false, fmt.Errorf("%w: the index key differs", ErrOtherKeys)
	}
	return !tx.d.opts.Keys.stale(sealed), nil
}

// KeysNoted reports whether the database knows its keys.
func (tx *Tx) KeysNoted() (bool, error) {
	text, err := tx.Setting(keyCheck)
	return text != "", err
}

// tryKeys opens something of a database that was made before its keys were
// noted.
func (tx *Tx) tryKeys() error {
	var rows []payloadRow
	err := tx.db.Raw("SELECT matter_id, seq, sealed FROM journal_payload WHERE sealed IS NOT NULL LIMIT 1").Scan(&rows).Error
	if err != nil {
		return tx.wrap("read something sealed", err)
	}
	for _, r := range rows {
		if _, err := tx.d.opts.Keys.Open(payloadPlace(r.MatterID, r.Seq), r.Sealed); err != nil {
			return fmt.Errorf("%w: %w", ErrOtherKeys, err)
		}
	}
	return nil
}

// PutKeyCheck notes the keys of this process as those of the database.
func (tx *Tx) PutKeyCheck() error {
	mark, err := tx.d.opts.Keys.indexMark()
	if err != nil {
		return err
	}
	sealed, err := tx.d.opts.Keys.Seal(keyCheckPlace, mark)
	if err != nil {
		return err
	}
	return tx.PutSetting(keyCheck, base64.StdEncoding.EncodeToString(sealed), "")
}

// indexMark names the index key without giving it away.
func (k *Keyring) indexMark() ([]byte, error) { return k.Blind(keyCheck, "the index key") }
