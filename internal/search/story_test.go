package search

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

func TestWordsAreFoundInTitlesTextsAndComments(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "Report executor terminations", "")
	b := h.add(p, "Cache binaries", "Slaves download each **executor** again.")
	c := h.add(p, "Allocator", "")
	said := h.say(p, c, "What about the `executor`?")

	found := h.find(lin, Ask{Words: "executor"})
	if got := ids(found); !slices.Equal(got, []string{a, b, said}) {
		t.Fatalf("found %q", h.titles(got))
	}
	for i, want := range []Field{InTitle, InText, InComment} {
		f := found[i]
		if f.Field != want || len(f.Marks) != 1 || f.Snippet[f.Marks[0][0]:f.Marks[0][1]] != "executor" {
			t.Errorf("%d: %s %q %v", i, f.Field, f.Snippet, f.Marks)
		}
	}
	if f := found[2]; f.Kind != Comment || f.Comment != said || f.Card.Key != "MESOS-3" {
		t.Errorf("the comment is %+v", f)
	}
	h.finds("executor cache", b)
	h.finds("executor allocator", said)
	h.finds("exec", a, b, said)
	h.finds("nowhere")
	h.findsAs(lin, Ask{Words: "executor", Kinds: []Kind{Comment}}, said)
	h.findsAs(lin, Ask{Words: "executor", Kinds: []Kind{Task}}, a, b, c)
	h.findsAs(lin, Ask{Words: "executor", Limit: 1}, a)
	other := h.say(p, c, "No idea.")
	h.findsAs(lin, Ask{Words: "executor idea"}, other)                                 // in two comments of one task
	h.findsAs(lin, Ask{Words: "executor idea", Kinds: []Kind{Comment}})                // in one comment
	h.findsAs(lin, Ask{Words: "executor about", Kinds: []Kind{Comment, Member}}, said) //
}

func TestTypingErrorsAreForgiven(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "Report executor terminations", "")
	b := h.add(p, "The exector is misspelt here", "")
	h.finds("excutor", a)         // one letter too few, of seven; b is two away
	h.finds("exector ", b, a)     // as it was typed comes first
	h.finds("terimnations ", a)   // two that changed places
	h.finds("terminaxioms ", a)   // two others, of twelve
	h.finds("xxrminations ", a)   //
	h.finds("xxxminations ")      // three are too many
	h.finds("rport ", a)          // one, of five
	h.finds("rpotr ")             // two are too many
	h.finds("teh ")               //nolint:misspell // short words are not guessed
	h.finds("exectuor repotr", a) // in each word
	h.finds("exectu", a, b)       // while it is being typed
	h.finds("MüSSpelt ", b)       // case and accents are no errors
}

func TestKeysComeFirst(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	q := h.project("YARN", "Yarn", project.ToOrganisation)
	one := h.add(p, "See MESOS-2 and 2 more", "")
	two := h.add(p, "Second", "")
	h.add(q, "Other", "")
	other := h.add(q, "Second of the others", "")
	h.finds("MESOS-2", two, one)
	h.finds("mesos-2", two, one)
	h.finds("https://kanvaro.test/orgs/x/MESOS-2", two)
	h.finds("2", two, other, one)
	h.finds("#2", two, other, one)
	h.finds(two, two)
	h.finds("MESOS-99")
	h.findsAs(ada, Ask{Words: "2", Project: "YARN"}, other)
	found := h.look(ada, Ask{Words: "MESOS-2"})
	if f := found[0]; f.Field != InKey || f.Snippet != "MESOS-2" || f.Marks[0] != [2]int{0, 7} {
		t.Errorf("the key is shown as %+v", f)
	}
	key := "MESSY"
	_, err := h.projects.Update(h.ctx, ada, here, p.ID, project.Patch{Key: &key})
	h.must(err)
	h.finds("MESOS-2", two, one) // the former key goes on
	h.finds("MESSY-2", two)
}

func TestOneFindsWhatOneMaySee(t *testing.T) {
	h := open(t)
	open, closed := h.project("OPEN", "Open", project.ToOrganisation), h.project("SHUT", "Secret plans", project.ToMembers)
	a, b := h.add(open, "A lighthouse", ""), h.add(closed, "The lighthouse", "")
	said := h.say(closed, b, "beacon")
	h.findsAs(ada, Ask{Words: "lighthouse"}, b, a)
	h.findsAs(lin, Ask{Words: "lighthouse"}, a)
	h.findsAs(cas, Ask{Words: "lighthouse"})
	h.findsAs(lin, Ask{Words: "beacon"})
	h.findsAs(lin, Ask{Words: "secret"})
	h.findsAs(lin, Ask{Words: "SHUT-1"})
	h.findsAs(lin, Ask{Words: b})
	h.findsAs(lin, Ask{Words: "1"}, a)
	h.findsAs(lin, Ask{Words: "lighthose"}, a)
	if _, err := h.search.Find(h.ctx, lin, here, Ask{Words: "x", Project: closed.ID}); !fault.Is(err, fault.Invalid) {
		t.Errorf("another project: %v", err)
	}
	if _, err := h.search.Find(h.ctx, out, here, Ask{Words: "x"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("another organisation: %v", err)
	}
	if _, err := h.search.Find(h.ctx, access.Actor{}, here, Ask{Words: "x"}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody: %v", err)
	}

	limited := ada // a token that reaches one project
	limited.Kind, limited.Only = "token", []string{open.ID}
	limited.Scopes = []access.Need{access.OrganisationRead, access.TaskRead}
	h.findsAs(limited, Ask{Words: "lighthouse"}, a)
	h.findsAs(limited, Ask{Words: "secret"})
	limited.Scopes = []access.Need{access.OrganisationRead}
	h.findsAs(limited, Ask{Words: "lighthouse"})

	_, err := h.projects.SetMember(h.ctx, ada, here, closed.ID, lin.User, access.Viewer)
	h.must(err)
	h.findsAs(lin, Ask{Words: "lighthouse"}, b, a)
	h.findsAs(lin, Ask{Words: "beacon"}, said)
	h.findsAs(lin, Ask{Words: "secret"}, closed.ID)
	_, err = h.projects.RemoveMember(h.ctx, ada, here, closed.ID, lin.User)
	h.must(err)
	h.findsAs(lin, Ask{Words: "lighthouse"}, a)
	v := project.ToMembers
	_, err = h.projects.Update(h.ctx, ada, here, open.ID, project.Patch{Visibility: &v})
	h.must(err)
	if got := h.look(lin, Ask{Words: "lighthouse"}); len(got) != 0 { // at once, whatever the index knows
		t.Errorf("found in a project that was closed: %q", ids(got))
	}
}

func TestWhatIsGoneIsNotFound(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "A lighthouse", "with a lantern")
	said := h.say(p, a, "a foghorn")
	b := h.add(p, "B lighthouse", "")

	h.finds("lighthouse", b, a)
	_, err := h.work.Trash(h.ctx, ada, here, p.ID, a, nil)
	h.must(err)
	for _, q := range []string{"lighthouse", "1", "MESOS-1", a} { // the index still has it
		if got := ids(h.look(ada, Ask{Words: q})); slices.Contains(got, a) {
			t.Errorf("in the trash and found by %q", q)
		}
	}
	h.finds("lighthouse", b)
	_, err = h.work.Restore(h.ctx, ada, here, p.ID, a)
	h.must(err)
	h.finds("lantern", a)

	_, err = h.work.EditComment(h.ctx, ada, here, p.ID, a, said, "a bell")
	h.must(err)
	if got := h.look(ada, Ask{Words: "foghorn "}); len(got) != 0 { // the index still has it
		t.Errorf("found what was said before: %+v", got)
	}
	h.finds("foghorn ")
	h.finds("bell", said)
	_, err = h.work.DeleteComment(h.ctx, ada, here, p.ID, a, said)
	h.must(err)
	h.finds("bell")

	text := "with a lamp"
	w, err := h.work.Update(h.ctx, ada, here, p.ID, a, work.Patch{Markdown: &text})
	h.must(err)
	h.finds("lantern")
	h.finds("lamp", a)
	_, err = h.history.Undo(h.ctx, ada, here, opOf(w.Commit))
	h.must(err)
	h.finds("lantern", a)
	h.finds("lamp")

	_, err = h.projects.Trash(h.ctx, ada, here, p.ID, 0)
	h.must(err)
	h.finds("lighthouse")
	h.finds("mesos")
	_, err = h.projects.Restore(h.ctx, ada, here, p.ID)
	h.must(err)
	h.finds("lighthouse", b, a)
	_, err = h.work.Trash(h.ctx, ada, here, p.ID, b, nil)
	h.must(err)
	_, err = h.work.Purge(h.ctx, ada, here, p.ID, b)
	h.must(err)
	h.finds("lighthouse", a)
	h.finds("2")
}

func TestWhatIsOpenAndNewComesFirst(t *testing.T) {
	h := open(t)
	p, old := h.project("MESOS", "Mesos", project.ToOrganisation), h.project("OLD", "Old", project.ToOrganisation)
	archived := h.add(old, "The lighthouse", "")
	yes := true
	_, err := h.projects.Update(h.ctx, ada, here, old.ID, project.Patch{Archived: &yes})
	h.must(err)
	before := h.add(p, "The lighthouse", "")
	h.clock.Advance(200 * 24 * time.Hour)
	done := h.add(p, "The lighthouse", "", in(status(p, project.Done)))
	now := h.add(p, "The lighthouse", "")
	long := h.add(p, "The lighthouse and much more that is said here", "")
	text := h.add(p, "Elsewhere", "the lighthouse")
	h.finds("lighthouse", now, long, done, before, archived, text)
	title := "The lighthouse"
	_, err = h.work.Update(h.ctx, ada, here, p.ID, before, work.Patch{Title: &title, Points: work.Opt[float64]{}})
	h.must(err)
	h.finds("lighthouse", now, long, done, before, archived, text) // nothing has changed
	_, err = h.work.Move(h.ctx, ada, here, p.ID, before, work.Place{Status: status(p, project.Review)})
	h.must(err)
	h.finds("lighthouse", now, before, long, done, archived, text)
	group := project.Done
	_, err = h.projects.ChangeStatus(h.ctx, ada, here, p.ID, status(p, project.Review), project.StatusPatch{Group: &group})
	h.must(err)
	h.finds("lighthouse", now, long, done, before, archived, text) // what it stands in means done now
}

func TestProjectsAndMembersAreFoundByTheirNames(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Cluster manager", project.ToOrganisation)
	task := h.add(p, "Ask Ada about clusters", "")
	h.finds("cluster", p.ID, task)
	h.finds("mesos", p.ID)
	h.finds("clustr", p.ID, task)
	h.findsAs(ada, Ask{Words: "cluster", Kinds: []Kind{Task}}, task)
	h.finds("ada", ada.User, task)
	h.finds("Lin Muller", lin.User)
	h.finds("lovelace ada", ada.User)
	h.findsAs(ada, Ask{Words: "ada", Kinds: []Kind{Member}}, ada.User)
	h.findsAs(ada, Ask{Words: "ada", Project: p.ID}, task)
	h.update(func(tx store.Tx) error { // somebody is erased
		m, err := org.Members.Get(tx, ada.User)
		if err != nil {
			return err
		}
		m.Name = "Somebody"
		return org.Members.Put(tx, "member.erased", m)
	})
	if got := ids(h.look(lin, Ask{Words: "lovelace"})); len(got) != 0 {
		t.Errorf("the name of who was erased finds %q", got)
	}
	found := h.look(lin, Ask{Words: "somebody"})
	if len(found) != 1 || found[0].Name != "Somebody" || found[0].Marks[0] != [2]int{0, 8} {
		t.Errorf("the member is %+v", found)
	}
	name := "Orchestra"
	_, err := h.projects.Update(h.ctx, ada, here, p.ID, project.Patch{Name: &name})
	h.must(err)
	if got := ids(h.look(lin, Ask{Words: "orchestra"})); !slices.Equal(got, []string{p.ID}) { // at once
		t.Errorf("the new name finds %q", got)
	}
}

func TestSnippetsShowWhereTheWordsStand(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	filler := strings.Repeat("Lorem ipsum dolor sit amet. ", 40)
	h.add(p, "Elsewhere", filler+"Here 🚀 the *Größe* of the lantern counts. "+filler)
	f := h.find(ada, Ask{Words: "lantern grosse"})
	if len(f) != 1 || f[0].Field != InText || !strings.HasPrefix(f[0].Snippet, "…") || !strings.HasSuffix(f[0].Snippet, "…") || len([]rune(f[0].Snippet)) > snippetLength+10 {
		t.Fatalf("the snippet is %+v", f)
	}
	if got := marked(f[0]); !slices.Equal(got, []string{"Größe", "lantern"}) {
		t.Errorf("marked are %q of %q", got, f[0].Snippet)
	}
	f = h.look(ada, Ask{Words: "lanter"})
	if got := marked(f[0]); !slices.Equal(got, []string{"lanter"}) {
		t.Errorf("marked are %q", got)
	}
}

// marked gives the parts of a snippet that are marked, as a browser would.
func marked(f Found) []string {
	var units []uint16
	for _, r := range f.Snippet {
		units = append(units, encode(r)...)
	}
	var out []string
	for _, m := range f.Marks {
		out = append(out, decode(units[m[0]:m[1]]))
	}
	return out
}

func TestAnIndexIsMadeWhereThereIsNone(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	var last string
	for range batchTasks + 20 {
		last = h.add(p, "A lighthouse", "")
	}
	r, err := h.search.Find(h.ctx, ada, here, Ask{Words: "lighthouse"})
	h.must(err)
	if !r.Behind || len(r.Items) != 0 {
		t.Errorf("before there is an index: %+v", r)
	}
	if _, err := h.search.run.step(h.ctx, here); err != nil {
		t.Fatal(err)
	}
	added := h.add(p, "Another lighthouse", "") // while it is being made
	r, err = h.search.Find(h.ctx, ada, here, Ask{Words: "lighthouse", Limit: MaxLimit})
	h.must(err)
	if !r.Behind || len(r.Items) != MaxLimit {
		t.Errorf("while it is being made: %d, %v", len(r.Items), r.Behind)
	}
	h.finds("another", added)
	if r, err = h.search.Find(h.ctx, ada, here, Ask{Words: "MESOS-320"}); err != nil || r.Behind || ids(r.Items)[0] != last {
		t.Errorf("afterwards: %+v %v", r, err)
	}
	h.serve(true) // after a restart
	h.clock.Advance(lease)
	h.finds("another", added)
}

func TestTwoProcessesKeepOneIndex(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "A lighthouse", "")
	h.catchUp()
	first := *h
	h.serve(true)
	h.finds0(t, "lighthouse", a) // the second reads what the first has made
	b := h.add(p, "B lighthouse", "")
	if err := h.search.CatchUp(h.ctx, here); !errors.Is(err, errLeased) {
		t.Errorf("both keep it: %v", err)
	}
	first.store.Refresh(h.ctx, here) // as it does every half second
	first.catchUp()
	h.finds0(t, "lighthouse", b, a)
	h.clock.Advance(lease)
	for range 2 * fanIn { // the first is dead; merges happen
		h.add(p, "C house", "")
		h.catchUp()
	}
	first.store.Refresh(h.ctx, here)
	first.finds0(t, "lighthouse", b, a)
	if got := len(first.look(ada, Ask{Words: "house", Limit: 50})); got != 2*fanIn {
		t.Errorf("the first finds %d", got)
	}
	h.add(p, "D house", "")
	first.store.Refresh(h.ctx, here)
	if err := first.search.CatchUp(h.ctx, here); !errors.Is(err, errLeased) {
		t.Errorf("the first goes on: %v", err)
	}
	h.search.run.release()
	first.catchUp()
}

// finds0 searches the index as it is.
func (h *house) finds0(t *testing.T, words string, want ...string) {
	t.Helper()
	if got := ids(h.look(ada, Ask{Words: words})); !slices.Equal(got, want) {
		t.Errorf("%q finds %q, want %q", words, h.titles(got), h.titles(want))
	}
}

func TestADamagedIndexIsMadeAnew(t *testing.T) {
	t.Run("cut", func(t *testing.T) {
		damage(t, func(tx store.Tx, d store.Doc) error {
			d.Body = d.Body[:len(d.Body)/2]
			_, err := tx.Put(Parts, d, "")
			return err
		})
	})
	t.Run("gone", func(t *testing.T) {
		damage(t, func(tx store.Tx, d store.Doc) error { return tx.Delete(Parts, d.ID, d.Version, "") })
	})
}

// damage does something to each part of an index, and searches.
func damage(t *testing.T, do func(store.Tx, store.Doc) error) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "A lighthouse", "")
	h.catchUp()
	h.update(func(tx store.Tx) error {
		for d, err := range tx.Find(store.Query{Def: Parts}) {
			if err != nil {
				return err
			}
			if err := do(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	h.clock.Advance(lease)
	h.serve(true)
	if _, err := h.search.Find(h.ctx, ada, here, Ask{Words: "lighthouse"}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a damaged index: %v", err)
	}
	h.finds("lighthouse", a)
}

func TestARestoredSpaceGetsANewIndex(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "A lighthouse", "")
	h.catchUp()
	h.update(func(tx store.Tx) error { // as if the log were another one than that which the index follows
		head, err := headOf(tx)
		if err != nil {
			return err
		}
		head.Epoch = "another"
		return Heads.Put(tx, "", head)
	})
	h.finds("lighthouse", a)
	count := 0
	h.must(h.store.View(h.ctx, here, func(tx store.Tx) error {
		count = 0
		for _, err := range tx.Find(store.Query{Def: Parts}) {
			if err != nil {
				return err
			}
			count++
		}
		return nil
	}))
	if count != 1 {
		t.Errorf("%d parts are left, of one segment", count)
	}
}

func TestTheIndexFollowsByItself(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	h.search.Start([]store.Space{here})
	a := h.add(p, "A lighthouse", "")
	deadline := moment.Real.After(20 * time.Second)
	for len(h.look(ada, Ask{Words: "lighthouse"})) == 0 {
		h.clock.Advance(rest)
		select {
		case <-deadline:
			t.Fatal("it is never found")
		case <-moment.Real.After(time.Millisecond):
		}
	}
	h.must(h.search.Stop(context.Background()))
	h.serve(true) // it was left in order: the next one need not wait
	h.finds("lighthouse", a)
}

func TestHostileQueriesCostLittle(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "a lighthouse "+strings.Repeat("x", 200), strings.Repeat("[*_`<&@", 10_000))
	h.say(p, a, strings.Repeat("aB", 10_000)+strings.Repeat("([", 4000))
	h.catchUp()
	for _, q := range []string{"", " ", "!?.,;:()[]{}", "\x00", "a\x00b", strings.Repeat("a ", 900), strings.Repeat("x", 2000), strings.Repeat("aB", 1000), strings.Repeat("a_", 900),
		strings.Repeat("世", 600), "\u0301\u0301", "\U0001f680", strings.Repeat("\u0345", 900), "a-1", "-1", "-", "1-", strings.Repeat("9", 40), "https://", "c++++#", "\u200b", "\x01" + "1", "\x02a"} {
		watch := moment.Stopwatch()
		if _, err := h.search.Find(h.ctx, ada, here, Ask{Words: q}); err != nil {
			t.Errorf("%.20q: %v", q, err)
		}
		if took := watch(); took > 2*time.Second {
			t.Errorf("%.20q took %v", q, took)
		}
	}
	for _, ask := range []Ask{{Words: strings.Repeat("word ", 10_000)}, {Words: "a\xff"}, {Words: "a", Limit: -1}, {Words: "a", Limit: 51}, {Words: "a", Kinds: []Kind{"label"}}} {
		if _, err := h.search.Find(h.ctx, ada, here, ask); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.20q: %v", ask.Words, err)
		}
	}
	if got := h.look(ada, Ask{Words: "\x011"}); len(got) != 0 { // a sign of ours is none in a query: this is no key
		t.Errorf("found %q", ids(got))
	}
}

func TestASearchGoesOnWhileMuchIsWritten(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	h.add(p, "A lighthouse", "")
	h.catchUp()
	ctx, cancel := context.WithCancel(h.ctx)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for ctx.Err() == nil {
				if _, _, err := h.work.Create(h.ctx, ada, here, p.ID, work.Draft{Title: "Another house", Markdown: "with a lantern"}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Go(func() {
		for ctx.Err() == nil {
			if _, err := h.search.run.step(h.ctx, here); err != nil && !errors.Is(err, errPassed) {
				t.Error(err)
				return
			}
		}
	})
	for range 150 {
		if got := h.look(ada, Ask{Words: "lighthouse"}); len(got) != 1 {
			t.Errorf("found %d", len(got))
			break
		}
	}
	cancel()
	writers.Wait()
}
