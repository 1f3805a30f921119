package vault

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// What an archive may unpack to (security.md 6): a document of a case is far
// below, and whoever opens it at another desk is spared the rest.
const (
	mostUnpacked  = 64 << 20 // bytes of all entries together
	mostEntries   = 1000
	mostRatio     = 100     // times the packed size, beyond the first MiB
	mostDirectory = 1 << 20 // bytes read to find out what an archive holds
	mostRelations = 8 << 20 // bytes of one list of relations
)

var errDirectory = errors.New("the directory of the archive is too long")

// metered reads at most so many bytes: the directory of an archive is read into
// memory, and says itself how long it is.
type metered struct {
	io.ReaderAt
	left int64
}

func (m *metered) ReadAt(p []byte, off int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errDirectory
	}
	return m.ReaderAt.ReadAt(p, off)
}

// lookInside says which sort of document an archive is, and refuses one that
// unpacks to too much, that would write where it should not, that runs programs
// or that fetches something when it is opened.
func lookInside(c io.ReaderAt, size int64, name string) (mime string, err error) {
	meter := &metered{c, mostDirectory}
	archive, err := zip.NewReader(meter, size)
	if errors.Is(err, errDirectory) {
		return "", refused("file.bomb", name, "entries", mostEntries, "max", mostUnpacked>>20)
	}
	if err != nil {
		return "", refused("file.broken", name)
	}
	meter.left = size + mostUnpacked // entries are counted by themselves
	if len(archive.File) > mostEntries {
		return "", refused("file.bomb", name, "entries", mostEntries, "max", mostUnpacked>>20)
	}
	var unpacked, packed int64
	for _, entry := range archive.File {
		if !stays(entry.Name) || entry.Mode()&fs.ModeSymlink != 0 {
			return "", refused("file.paths", name)
		}
		n, err := weigh(entry, mostUnpacked-unpacked)
		if err != nil {
			return "", refused("file.broken", name)
		}
		unpacked += n
		packed += int64(min(entry.CompressedSize64, 1<<40))
		if unpacked > mostUnpacked || unpacked > 1<<20 && unpacked > mostRatio*max(packed, 1) {
			return "", refused("file.bomb", name, "entries", mostEntries, "max", mostUnpacked>>20)
		}
	}
	mime = packedAs(archive)
	if strings.HasPrefix(mime, "application/vnd.openxml") {
		err = checkOffice(archive, name)
	}
	return mime, err
}

// stays reports whether an entry would be unpacked below the folder it is
// unpacked in, on any system.
func stays(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	clean := path.Clean("/" + name)
	return name != "" && !strings.ContainsAny(name, ":\x00") && clean[1:] == strings.TrimSuffix(name, "/")
}

// weigh unpacks an entry and counts, up to one byte more than the limit. What
// its head says of its size is not believed.
func weigh(entry *zip.File, limit int64) (int64, error) {
	if strings.HasSuffix(entry.Name, "/") {
		return 0, nil
	}
	r, err := entry.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return int64(min(entry.UncompressedSize64, mostUnpacked+1)), nil
	}
	if err != nil {
		return 0, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	return io.Copy(io.Discard, io.LimitReader(r, limit+1))
}

// packedAs tells documents apart that are archives.
func packedAs(archive *zip.Reader) string {
	has := map[string]bool{}
	for _, entry := range archive.File {
		top, _, below := strings.Cut(entry.Name, "/")
		if below {
			top += "/"
		}
		has[strings.ToLower(top)] = true
	}
	office := "application/vnd.openxmlformats-officedocument."
	switch {
	case has["ofd.xml"]:
		return "application/ofd"
	case !has["[content_types].xml"]:
	case has["word/"]:
		return office + "wordprocessingml.document"
	case has["xl/"]:
		return office + "spreadsheetml.sheet"
	case has["ppt/"]:
		return office + "presentationml.presentation"
	}
	return "application/zip"
}

var (
	relation = regexp.MustCompile(`(?s)<(?:\w+:)?Relationship\b[^>]*>`)
	outside  = regexp.MustCompile(`(?i)TargetMode\s*=\s*["']\s*External`)
	link     = regexp.MustCompile(`(?i)Type\s*=\s*["'][^"']*/hyperlink["']`)
	template = regexp.MustCompile(`(?i)Type\s*=\s*["'][^"']*/attachedTemplate["']`)
	distant  = regexp.MustCompile(`(?i)Target\s*=\s*["']\s*(https?:|ftp:|\\\\|//|file:/*[^/:"']+/|file:/*\\)`)
)

// checkOffice refuses a document with a macro, and one that fetches a part of
// itself from elsewhere. A link one clicks on may lead away, and the template a
// word processor remembers may lie on the writer's own disk.
func checkOffice(archive *zip.Reader, name string) error {
	for _, entry := range archive.File {
		low := strings.ToLower(entry.Name)
		switch {
		case strings.HasSuffix(low, "vbaproject.bin"), strings.HasSuffix(low, "vbadata.xml"), strings.Contains(low, "/macrosheets/"):
			return refused("file.macro", name)
		case low != "[content_types].xml" && !strings.HasSuffix(low, ".rels"):
			continue
		}
		text, err := readEntry(entry)
		if err != nil {
			return refused("file.broken", name)
		}
		if bytes.Contains(bytes.ToLower(text), []byte("macroenabled")) {
			return refused("file.macro", name)
		}
		for _, one := range relation.FindAll(text, -1) {
			if outside.Match(one) && !link.Match(one) && (!template.Match(one) || distant.Match(one)) {
				return refused("file.external", name)
			}
		}
	}
	return nil
}

func readEntry(entry *zip.File) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(r, mostRelations+1))
	if err == nil && len(text) > mostRelations {
		err = fmt.Errorf("%s is longer than a list of relations", entry.Name)
	}
	return text, err
}

// projects is how the directory of an old office document names its macros:
// _VBA_PROJECT in two-byte letters.
var projects = []byte("_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T\x00")

// checkCompound refuses an old office document with a macro.
func checkCompound(c content, name string) error {
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return err
	}
	block := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := io.ReadFull(c, block[kept:])
		if bytes.Contains(block[:kept+n], projects) {
			return refused("file.macro", name)
		}
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			return err
		}
		kept = copy(block, block[len(block)-len(projects):])
	}
}
