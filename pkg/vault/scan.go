package vault

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Scanner asks a clamd whether a content carries a virus, by its INSTREAM
// command (clamd(8)). Address is HOST:PORT, or the path of a socket.
type Scanner struct{ Address string }

// How long one answer may take: clamd reads some 100 MB a second.
const (
	scanDial   = 3 * time.Second
	scanAnswer = 2 * time.Minute
	scanChunk  = 64 << 10
)

// ErrNotScanned says that no answer came: nobody is there, or it refuses so
// large a content.
var ErrNotScanned = errors.New("the content was not looked at for viruses")

// Find names the virus a content carries, "" for none; ErrNotScanned when
// nobody could say.
func (s *Scanner) Find(ctx context.Context, c io.Reader) (virus string, err error) {
	network := "tcp"
	if strings.HasPrefix(s.Address, "/") {
		network = "unix"
	}
	conn, err := (&net.Dialer{Timeout: scanDial}).DialContext(ctx, network, s.Address)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNotScanned, err)
	}
	defer conn.Close() //nolint:errcheck // the answer is read, or there is none
	ctx, cancel := context.WithTimeout(ctx, scanAnswer)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // whoever waits for it wakes
	if err := sendTo(conn, c); err != nil {
		return "", fmt.Errorf("%w: %w", ErrNotScanned, err)
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	answer = strings.TrimPrefix(strings.TrimRight(answer, "\x00"), "stream: ")
	switch name, found := strings.CutSuffix(answer, " FOUND"); {
	case found:
		return name, nil
	case answer == "OK":
		return "", nil
	}
	return "", fmt.Errorf("%w: %q %w", ErrNotScanned, answer, errors.Join(err))
}

// sendTo writes a content as pieces with their lengths before them, and the
// empty piece at its end.
func sendTo(w io.Writer, c io.Reader) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+scanChunk)
	for {
		n, err := io.ReadFull(c, piece[4:])
		binary.BigEndian.PutUint32(piece, uint32(n))
		if _, sent := w.Write(piece[:4+n]); sent != nil {
			return sent
		}
		if n == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
	}
}
