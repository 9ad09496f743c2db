package archive

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/kanvaro/kanvaro/internal/fault"
)

// decode gives the text of a file, and the name of its encoding. UTF-16 is known by its mark; what is no UTF-8 is taken for a Western
// European file of Windows, which is what office programs write.
func decode(b []byte) (string, string, error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		b = b[3:]
		if !utf8.Valid(b) {
			return "", "", fault.New(fault.Malformed, "The file says that it is UTF-8, and is not.")
		}
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return wide(b[2:], binary.LittleEndian), "utf-16le", nil
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return wide(b[2:], binary.BigEndian), "utf-16be", nil
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", "", fault.New(fault.Unsupported, "This is not a text file.")
	}
	if utf8.Valid(b) {
		return string(b), "utf-8", nil
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return "", "", fault.Because(fault.Malformed, err, "The encoding of the file is not known.")
	}
	for _, c := range b {
		if c >= 0x80 && c < 0xA0 {
			return string(s), "windows-1252", nil
		}
	}
	return string(s), "iso-8859-1", nil
}

func wide(b []byte, order binary.ByteOrder) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}
