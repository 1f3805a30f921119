package web

import (
	"net/http"

	"github.com/jiefen/jiefen/casemodel"
)

// Names of what a browser keeps. With TLS the session's name binds it to this
// very host.
const (
	sessionCookie = "jiefen"
	noteCookie    = "jiefen_note"
	receiptCookie = "jiefen_receipt"
	areaCookie    = "jiefen_area" // the place of this window's last registration
)

func (s *Site) cookieName() string {
	if s.secure {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

func (v *visit) setCookie(name, value string, seconds int) {
	http.SetCookie(v.c.Writer, &http.Cookie{ //nolint:gosec // Secure follows the listener: a demo on loopback has no TLS
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: v.s.secure, SameSite: http.SameSiteLaxMode,
	})
}

// signIn hands the browser its session: gone when the browser closes, and over
// at the server long before.
func (v *visit) signIn(token string) { v.setCookie(v.s.cookieName(), token, 0) }

// Note is one line for the next page: what happened, and where to go from there.
type Note struct {
	Kind  string `json:"k"` // ok info warn bad
	Text  string `json:"t"`
	Links []Link `json:"l,omitempty"`
}

// Link is a title and an address.
type Link struct {
	Title string `json:"t"`
	Href  string `json:"h"`
}

// sealedNote is for one user only, so that a shared counter PC shows it to
// nobody else.
type sealedNote struct {
	User casemodel.ID `json:"u"`
	Note Note         `json:"n"`
}

// leave puts a note on the next page this person sees.
func (v *visit) leave(note Note) error {
	sealed, err := v.s.lock(noteCookie, sealedNote{v.who.UserID, note})
	if err != nil {
		return err
	}
	v.setCookie(noteCookie, sealed, 120)
	return nil
}

// pickUp takes the note off, nil when there is none. A part that a page asks
// for while the next one is on its way has no room for it and leaves it.
func (v *visit) pickUp() *Note {
	sealed, err := v.c.Cookie(noteCookie)
	if err != nil || v.c.GetHeader("HX-Request") != "" {
		return nil
	}
	v.setCookie(noteCookie, "", -1)
	var kept sealedNote
	if !v.s.unlock(noteCookie, sealed, &kept) || kept.User != v.who.UserID {
		return nil
	}
	return &kept.Note
}
