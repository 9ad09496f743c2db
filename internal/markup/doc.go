// Package markup turns text that people wrote into HTML that may be put into a page, and text of other systems into Markdown.
//
// It knows Markdown as GitHub writes it (tables, task lists, strikethrough, bare links; each line break counts) and Jira's wiki markup. HTML is
// no markup here: what looks like a tag is shown as it was written, so that "List<String>" stays what it is. It is no policy about
// who may see a text, and it keeps nothing.
package markup
