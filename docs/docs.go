// Package docs is what is written for people and built into the program: the guide to the API, and the handbook.
package docs

import "embed"

// API is the guide to the HTTP API, docs/API.md.
//
//go:embed API.md
var API string

// Handbook has the pages of the handbook and their pictures: handbook/*.md, handbook/*.png.
//
//go:embed all:handbook
var Handbook embed.FS
