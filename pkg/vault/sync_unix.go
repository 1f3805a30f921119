//go:build unix

package vault

import "errors"

// syncDir waits until the names in a folder are on the disk.
func (v *Vault) syncDir(dir string) error {
	f, err := v.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
