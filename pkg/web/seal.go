package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// newBox makes the cipher that seals what a browser carries for us from one
// page to the next: notes, receipts, whose form it is. The second key is of what
// a browser keeps for longer, photos that could not be sent yet.
func newBox(secret []byte) (box cipher.AEAD, photoKey []byte, err error) {
	if len(secret) < 32 {
		return nil, nil, errors.New("the secret has fewer than 32 bytes")
	}
	of := func(purpose string) []byte {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(purpose))
		return mac.Sum(nil)
	}
	block, err := aes.NewCipher(of("web.v1"))
	if err != nil {
		return nil, nil, fmt.Errorf("cipher: %w", err)
	}
	box, err = cipher.NewGCM(block)
	return box, of("photo.v1"), err
}

// lock seals a value for a purpose; what was sealed for one opens for no other.
func (s *Site) lock(purpose string, value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", purpose, err)
	}
	nonce := make([]byte, s.box.NonceSize(), s.box.NonceSize()+len(text)+s.box.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("seal %s: %w", purpose, err)
	}
	return base64.RawURLEncoding.EncodeToString(s.box.Seal(nonce, nonce, text, []byte(purpose))), nil
}

// unlock opens what lock sealed; false when it is not ours.
func (s *Site) unlock(purpose, sealed string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < s.box.NonceSize() {
		return false
	}
	n := s.box.NonceSize()
	text, err := s.box.Open(nil, raw[:n], raw[n:], []byte(purpose))
	return err == nil && json.Unmarshal(text, into) == nil
}

// token is a fresh one-time word for a form.
func token() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: the program stops instead
	return hex.EncodeToString(b)
}
