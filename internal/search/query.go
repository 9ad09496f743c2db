package search

import (
	"strings"
	"unicode/utf8"
)

// mostWords is of how many words a query is asked; what follows is passed over.
const mostWords = 16

// term is one word of a query. A thing must have it.
type term struct {
	word    string
	letters int
	prefix  bool     // it is being typed: words that go on are meant too
	parts   []string // of a name written in one, for when the name is nowhere
	pattern *pattern // where typing errors are forgiven
}

// query is what somebody asks for, taken apart.
type query struct {
	terms  []term
	bonus  []term // what was written joined: who has it joined comes first
	number string // digits that may be the number of a task
	key    string // what may be a key: MESOS-31
}

// parse takes a query apart.
func parse(text string) query {
	text = composed(strings.ToValidUTF8(text, " "))
	var q query
	q.key, q.number = keyIn(text)
	seen := map[string]bool{}
	var parts []string
	end := 0 // of the last word
	newScanner().each(text, func(w []byte, _, at int, f form) {
		switch f {
		case part:
			parts = append(parts, string(w))
		case whole:
			if len(q.bonus) < mostWords {
				q.bonus = append(q.bonus, newTerm(string(w), at == len(text)))
			}
		case symbol: // c++ is not c
			last := len(q.terms) - 1
			if last >= 0 && end == at-(len(w)-len(q.terms[last].word)) {
				delete(seen, q.terms[last].word)
				q.terms = q.terms[:last]
			}
			q.add(seen, newTerm(string(w), false))
			end = at
		case plain, pair, lone:
			if q.add(seen, newTerm(string(w), f == lone, parts...)) {
				end = at
			}
			parts = nil
		}
	})
	if n := len(q.terms); n > 0 && end == len(text) {
		if t := &q.terms[n-1]; listable([]byte(t.word)) || !strings.ContainsAny(t.word, "+#") {
			t.prefix = t.prefix || !crowdedWord(t.word)
		}
	}
	return q
}

func crowdedWord(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return isCrowded(r)
}

// add notes a word, unless it is there or there are enough.
func (q *query) add(seen map[string]bool, t term) bool {
	if seen[t.word] {
		return true
	}
	if len(q.terms) == mostWords {
		return false
	}
	seen[t.word] = true
	q.terms = append(q.terms, t)
	return true
}

func newTerm(word string, prefix bool, parts ...string) term {
	t := term{word: word, letters: utf8.RuneCountInString(word), prefix: prefix, parts: parts}
	if listable([]byte(word)) {
		t.pattern = newPattern(word)
	}
	return t
}

// keyIn finds the key of a task in what was typed or pasted, an address too, or a number alone.
func keyIn(text string) (key, number string) {
	text = strings.TrimSpace(text)
	if i := strings.LastIndexByte(text, '/'); i >= 0 && strings.Contains(text, "://") {
		text = text[i+1:]
	}
	text = strings.TrimPrefix(text, "#")
	if text != "" && len(text) <= 9 && strings.Trim(text, "0123456789") == "" && text[0] != '0' {
		return "", text
	}
	project, n, ok := strings.Cut(text, "-")
	if !ok || n == "" || len(n) > 9 || strings.Trim(n, "0123456789") != "" || project == "" || len(project) > 20 {
		return "", ""
	}
	return text, ""
}
