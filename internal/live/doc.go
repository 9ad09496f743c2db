// Package live tells browsers what happens: it follows the log of each organisation that somebody watches and replays its events as
// Server-Sent Events, each serialised once and shared by all who may see it. It keeps nothing: a stream that broke off is resumed from
// the log. The rules are LV1 … in docs/LIVE.md.
package live
