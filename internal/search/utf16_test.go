package search

import "unicode/utf16"

func encode(r rune) []uint16 { return utf16.Encode([]rune{r}) }

func decode(u []uint16) string { return string(utf16.Decode(u)) }
