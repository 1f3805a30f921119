package vault

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/jiefen/jiefen/casemodel"
)

// kind is a sort of file as people speak of it: its types, by the content, and
// the endings a name may have, the usual one first.
type kind struct {
	word  string // names the sentence that says what a file is: file.is.WORD
	mime  string
	also  []string // other types of the same sort, kept as mime
	ends  []string
	extra bool // only where the administrator allows it
	loose bool // the ending of another loose kind of its family is set right
}

// kinds is every sort of file that may come in. What is not here is refused,
// whatever it is called.
var kinds = []kind{
	{word: "pdf", mime: "application/pdf", ends: []string{".pdf"}},
	{word: "word", mime: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ends: []string{".docx"}},
	{word: "excel", mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ends: []string{".xlsx"}},
	{word: "slides", mime: "application/vnd.openxmlformats-officedocument.presentationml.presentation", ends: []string{".pptx"}},
	{word: "ofd", mime: "application/ofd", ends: []string{".ofd"}},
	{word: "old", mime: "application/x-ole-storage", also: []string{"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}, ends: []string{".doc", ".xls", ".ppt", ".wps", ".et", ".dps"}},
	{word: "picture", mime: "image/jpeg", ends: []string{".jpg", ".jpeg", ".jfif"}, loose: true},
	{word: "picture", mime: "image/png", ends: []string{".png"}, loose: true},
	{word: "picture", mime: "image/gif", ends: []string{".gif"}, loose: true},
	{word: "picture", mime: "image/webp", ends: []string{".webp"}, loose: true},
	{word: "picture", mime: "image/heic", also: []string{"image/heif", "image/heic-sequence", "image/heif-sequence"}, ends: []string{".heic", ".heif"}, loose: true},
	{word: "picture", mime: "image/tiff", ends: []string{".tif", ".tiff"}, extra: true, loose: true},
	{word: "sound", mime: "audio/mpeg", ends: []string{".mp3"}, loose: true},
	{word: "sound", mime: "audio/amr", ends: []string{".amr"}, loose: true},
	{word: "sound", mime: "audio/mp4", also: []string{"audio/x-m4a"}, ends: []string{".m4a"}, loose: true},
	{word: "sound", mime: "audio/wav", ends: []string{".wav"}, loose: true},
	{word: "sound", mime: "audio/aac", ends: []string{".aac"}, extra: true, loose: true},
	{word: "sound", mime: "audio/ogg", also: []string{"application/ogg"}, ends: []string{".ogg"}, extra: true, loose: true},
	{word: "film", mime: "video/mp4", also: []string{"video/x-m4v", "video/3gpp", "video/3gpp2"}, ends: []string{".mp4", ".m4v", ".3gp"}, loose: true},
	{word: "film", mime: "video/quicktime", ends: []string{".mov"}, loose: true},
	{word: "text", mime: "text/plain", ends: []string{".txt"}},
	{word: "text", mime: "text/csv", ends: []string{".csv"}},
	{word: "archive", mime: "application/zip", ends: []string{".zip"}, extra: true},
}

// Extras are the endings an administrator may allow besides the usual ones,
// without their dots.
func Extras() []string {
	var all []string
	for _, k := range kinds {
		if k.extra {
			all = append(all, k.ends[0][1:])
		}
	}
	return all
}

// Endings are what a form offers to choose, with their dots: for the accept
// attribute of a field.
func Endings(extras []string) []string {
	var all []string
	for _, k := range kinds {
		if k.allowed(extras) {
			all = append(all, k.ends...)
		}
	}
	return all
}

func (k *kind) allowed(extras []string) bool {
	return !k.extra || slices.Contains(extras, k.ends[0][1:])
}

// refused is a file that has no place in a case, with the sentence that says why.
func refused(key, name string, more ...any) *casemodel.Error {
	args := map[string]any{"name": name}
	for i := 0; i+1 < len(more); i += 2 {
		args[fmt.Sprint(more[i])] = more[i+1]
	}
	return &casemodel.Error{Kind: casemodel.TypeRefused, Key: key, Field: "file", Args: args}
}

// content is something that is being looked at.
type content interface {
	io.ReadSeeker
	io.ReaderAt
}

// recognise tells from the content what a file is and returns its type and its
// name with the right ending; TypeRefused says what it is when it has no place
// here, or when the name says another thing.
func recognise(c content, size int64, name string, extras []string) (mime, called string, err error) {
	types, err := sniff(c, size, name)
	if err != nil {
		return "", "", err
	}
	k := kindOf(types, path.Ext(strings.ToLower(name)))
	if k == nil {
		return "", "", refused("file.is."+stranger(types), name)
	}
	called, err = k.rename(name)
	if err != nil {
		return "", "", err
	}
	if !k.allowed(extras) {
		return "", "", refused("file.not_here", name, "end", k.ends[0])
	}
	switch {
	case strings.HasPrefix(k.mime, "image/"):
		err = checkPicture(c, name)
	case k.word == "old":
		err = checkCompound(c, name)
	}
	return k.mime, called, err
}

// sniff names the type of the content, then what that is a sort of. What is
// packed as an archive is told by what the archive holds.
func sniff(c content, size int64, name string) ([]string, error) {
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	is, err := mimetype.DetectReader(c)
	if err != nil {
		return nil, err
	}
	var types []string
	for up := is; up != nil; up = up.Parent() {
		plain, _, _ := strings.Cut(up.String(), ";")
		types = append(types, plain)
	}
	if !slices.Contains(types, "application/zip") {
		return types, nil
	}
	mime, err := lookInside(c, size, name)
	return []string{mime}, err
}

// pages and scripts are texts that a browser or a machine would run.
var (
	pages   = []string{"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml"}
	scripts = []string{"text/javascript", "text/x-php", "text/x-shellscript", "text/x-python", "text/x-perl", "text/x-lua", "text/x-ruby", "text/x-tcl"}
	machine = []string{
		"application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-mach-binary", "application/x-ms-installer",
		"application/x-ms-shortcut", "application/vnd.ms-htmlhelp", "application/x-java-applet", "application/x-chrome-extension",
	}
	packed = []string{"application/vnd.rar", "application/x-7z-compressed", "application/gzip", "application/x-tar", "application/x-bzip2", "application/x-xz", "application/vnd.ms-cab-compressed"}
	boxes  = []string{"video/mp4", "audio/mp4", "audio/x-m4a", "video/3gpp", "video/3gpp2", "video/x-m4v"}
)

func anyOf(types, of []string) bool {
	return slices.ContainsFunc(types, func(t string) bool { return slices.Contains(of, t) })
}

// kindOf finds the sort by what a content is, nil when it has no place here.
// The ending tells sorts apart that their first bytes do not: text and tables,
// sound and film in one box.
func kindOf(types []string, ending string) *kind {
	if anyOf(types, pages) || anyOf(types, scripts) {
		return nil
	}
	readable, boxed := slices.Contains(types, "text/plain"), slices.Contains(boxes, types[0])
	var found *kind
	for i := range kinds {
		k := &kinds[i]
		switch {
		case readable && k.word == "text" && slices.Contains(k.ends, ending),
			boxed && slices.Contains(k.ends, ending) && (k.mime == "audio/mp4" || k.mime == "video/mp4"):
			return k
		case found == nil && (types[0] == k.mime || slices.Contains(k.also, types[0]) || readable && k.mime == "text/plain"):
			found = k
		}
	}
	return found
}

// stranger is the word of what has no place here.
func stranger(types []string) string {
	switch {
	case anyOf(types, pages):
		return "page"
	case anyOf(types, scripts), anyOf(types, machine):
		return "program"
	case anyOf(types, packed):
		return "archive"
	}
	return "unknown"
}

// rename sets the ending right where a phone or a chat program only mistook one
// picture for another, and gives one to a name without; a name that promises
// something else is refused.
func (k *kind) rename(name string) (string, error) {
	ending := path.Ext(strings.ToLower(name))
	switch {
	case slices.Contains(k.ends, ending):
		return name, nil
	case ending == "":
		return name + k.ends[0], nil
	}
	for _, other := range kinds {
		if k.loose && other.loose && slices.Contains(other.ends, ending) && family(k.word) == family(other.word) {
			return name[:len(name)-len(ending)] + k.ends[0], nil
		}
	}
	return "", refused("file.is."+k.word, name, "end", k.ends[0])
}

// family: sound and film come in the same boxes.
func family(word string) string {
	if word == "film" {
		return "sound"
	}
	return word
}
