package file

import (
	"encoding/binary"
	"errors"
)

// The headers of pictures that the standard library does not read. All of it works on the first bytes of a file, which anybody may have
// made: nothing is believed before it is checked against the end.

var errNoPicture = errors.New("the header of the picture makes no sense")

// webpSize reads RIFF, WEBP and one of the three forms of the first chunk.
func webpSize(b []byte) (width, height int, err error) {
	if len(b) < 30 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return 0, 0, errNoPicture
	}
	body := b[20:]
	switch string(b[12:16]) {
	case "VP8 ":
		if body[3] != 0x9d || body[4] != 0x01 || body[5] != 0x2a {
			return 0, 0, errNoPicture
		}
		return int(binary.LittleEndian.Uint16(body[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(body[8:]) & 0x3fff), nil
	case "VP8L":
		if body[0] != 0x2f {
			return 0, 0, errNoPicture
		}
		bits := binary.LittleEndian.Uint32(body[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, nil
	case "VP8X":
		return int(uint24(body[4:])) + 1, int(uint24(body[7:])) + 1, nil
	}
	return 0, 0, errNoPicture
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// avifSize reads the boxes meta, iprp, ipco and the largest ispe in them: parts and thumbnails are smaller than the picture.
func avifSize(b []byte) (width, height int, err error) {
	meta := box(b, "meta")
	if len(meta) < 4 {
		return 0, 0, errNoPicture
	}
	ipco := box(box(meta[4:], "iprp"), "ipco")
	for len(ipco) > 0 {
		name, body, rest := firstBox(ipco)
		if name == "ispe" && len(body) >= 12 {
			w, h := int(binary.BigEndian.Uint32(body[4:])), int(binary.BigEndian.Uint32(body[8:]))
			if w > width || h > height {
				width, height = max(w, width), max(h, height)
			}
		}
		ipco = rest
	}
	if width == 0 || width > 1<<24 || height > 1<<24 {
		return 0, 0, errNoPicture
	}
	return width, height, nil
}

// box finds the first box of a name; nil for none.
func box(b []byte, name string) []byte {
	for len(b) > 0 {
		n, body, rest := firstBox(b)
		if n == name {
			return body
		}
		b = rest
	}
	return nil
}

// firstBox takes a box off the front: its length, its name, its body. What is cut short ends the list.
func firstBox(b []byte) (name string, body, rest []byte) {
	if len(b) < 8 {
		return "", nil, nil
	}
	n := int64(binary.BigEndian.Uint32(b))
	head := int64(8)
	switch {
	case n == 0: // to the end
		n = int64(len(b))
	case n == 1 && len(b) >= 16:
		n, head = int64(min(binary.BigEndian.Uint64(b[8:]), 1<<40)), 16
	}
	if n < head || n > int64(len(b)) {
		return "", nil, nil
	}
	return string(b[4:8]), b[head:n], b[n:]
}

// turned reports whether the Exif data of a JPEG say that it is shown on its side, as pictures of telephones are.
func turned(b []byte) bool {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		marker, n := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xda || n < 2 || i+2+n > len(b) { // the picture itself begins
			return false
		}
		body := b[i+4 : i+2+n]
		if marker == 0xe1 && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
			o := orientation(body[6:])
			return o >= 5 && o <= 8
		}
		i += 2 + n
	}
	return false
}

// orientation finds the tag 0x112 in the first directory of TIFF data; 0 for none.
func orientation(b []byte) uint16 {
	if len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(b[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
	default:
		return 0
	}
	at := int64(order.Uint32(b[4:]))
	if at < 8 || at+2 > int64(len(b)) {
		return 0
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == 0x112 {
			return order.Uint16(entries[8:])
		}
		entries = entries[12:]
	}
	return 0
}
