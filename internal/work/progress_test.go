package work

import (
	"fmt"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
)

func (h *house) far(a access.Actor) string {
	h.t.Helper()
	all, at, err := h.Progress(h.ctx, a, here1)
	h.must(err)
	if at.Number == 0 {
		h.t.Error("no position")
	}
	out := ""
	for _, p := range all {
		out += fmt.Sprintf("%d: %d done, %d dropped, %d late, %d in review; ", p.Total, p.Done, p.Dropped, p.Overdue, p.ByGroup[project.Review])
		if len(p.ByGroup) != len(project.Groups) {
			h.t.Errorf("groups are missing: %v", p.ByGroup)
		}
	}
	return out
}

func TestProgress(t *testing.T) {
	h := open(t, true)
	late := func(d *Draft) { d.Due = "2026-11-24" }
	h.add("a", late)
	h.add("b", late, in(h.status("Done")))
	h.add("c", in(h.status("In review")))
	h.add("d", in(h.status("Dropped")))
	h.add("e", func(d *Draft) { d.Due = "2026-11-25" })
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", h.add("trashed", late), nil)))
	h.other("HID", nil)
	const mesos = "5: 1 done, 1 dropped, 1 late, 1 in review; "
	for range 2 { // the second time as it is kept
		if got := h.far(lin); got != mesos {
			t.Errorf("%s", got)
		}
	}
	if got := h.far(ada); got != mesos+"1: 0 done, 0 dropped, 0 late, 0 in review; " {
		t.Errorf("%s", got)
	}
	h.clock.Advance(24 * time.Hour)
	if got := h.far(lin); got != "5: 1 done, 1 dropped, 2 late, 1 in review; " {
		t.Errorf("tomorrow: %s", got)
	}
	h.must(outcomeOf(h.Move(h.ctx, lin, here1, "MESOS", "MESOS-3", Place{Status: h.status("Done")})))
	if got := h.far(lin); got != "5: 2 done, 1 dropped, 2 late, 0 in review; " {
		t.Errorf("moved: %s", got)
	}
	group := project.Review
	h.must(outcomeOf(h.projects.ChangeStatus(h.ctx, ada, here1, "MESOS", h.status("Dropped"), project.StatusPatch{Group: &group})))
	if got := h.far(lin); got != "5: 2 done, 0 dropped, 2 late, 1 in review; " {
		t.Errorf("another group: %s", got)
	}
	_, err := h.projects.Trash(h.ctx, ada, here1, "MESOS", 0)
	h.must(err)
	if got := h.far(lin); got != "" {
		t.Errorf("in the trash: %s", got)
	}
	if got := h.far(ada); got != "1: 0 done, 0 dropped, 0 late, 0 in review; " {
		t.Errorf("in the trash, for her: %s", got)
	}
	_, _, err = h.Progress(h.ctx, out, here1)
	wants(t, err, fault.NotFound)
}

func TestAPreviewIsForMembersAndBounded(t *testing.T) {
	h := open(t, true)
	if html, err := h.Preview(h.ctx, vic, here1, "*a*\r\nb"); err != nil || html != "<p>*a*\nb</p>" {
		t.Errorf("%q %v", html, err)
	}
	if html, err := h.Preview(h.ctx, vic, here1, ""); err != nil || html != "" {
		t.Errorf("%q %v", html, err)
	}
	_, err := h.Preview(h.ctx, vic, here1, string(make([]byte, 10)))
	wants(t, err, fault.Invalid)
	_, err = h.Preview(h.ctx, vic, here1, fmt.Sprintf("%*s", maxMarkdown+1, "x"))
	wants(t, err, fault.Invalid)
	_, err = h.Preview(h.ctx, out, here1, "a")
	wants(t, err, fault.NotFound)
}
