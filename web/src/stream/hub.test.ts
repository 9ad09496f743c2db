import assert from "node:assert/strict";
import { test } from "node:test";
import { type FromHub, Hub } from "./hub";
import type { Raw, Told } from "./line";

function hubWithLine() {
  const opened: { url: string; after: string; told: Told; closed: boolean }[] = [];
  const hub = new Hub((url, after, told) => {
    const line = { url, after, told, closed: false };
    opened.push(line);
    return { check: () => {}, close: () => void (line.closed = true) };
  });
  const tab = (after = "", room = "ada") => {
    const heard: FromHub[] = [];
    const seat = hub.attach((said) => heard.push(said));
    seat.hear({ t: "join", room, url: "/events", after });
    return { ...seat, heard, events: () => heard.flatMap((said) => (said.t === "events" ? said.list.map(([, data]) => data) : [])) };
  };
  const events = (from: number, to: number): Raw[] => Array.from({ length: to - from + 1 }, (_, i) => ["change", String(from + i), `p${from + i}`]);
  return { hub, opened, tab, events };
}

test("all tabs share one line, and another person has one of his own", () => {
  const { opened, tab, events } = hubWithLine();
  const [a, b, other] = [tab(), tab(), tab("", "lin")];
  assert.equal(opened.length, 2);
  opened[0]!.told.events(events(1, 3), "p3");
  assert.deepEqual([a.events(), b.events(), other.events()], [["1", "2", "3"], ["1", "2", "3"], []]);
});

test("the line is closed with the last tab", () => {
  const { opened, tab } = hubWithLine();
  const [a, b] = [tab(), tab()];
  a.leave();
  assert.equal(opened[0]!.closed, false);
  b.leave();
  assert.equal(opened[0]!.closed, true);
  tab("p9");
  assert.equal(opened[1]!.after, "p9");
});

test("a tab that comes back hears what it missed, from the very event on", () => {
  const { opened, tab, events } = hubWithLine();
  tab();
  opened[0]!.told.events(events(1, 4), "p4");
  opened[0]!.told.events(events(5, 6), "p6");
  assert.deepEqual(tab("p3").events(), ["4", "5", "6"]);
  assert.deepEqual(tab("p6").events(), []);
});

test("a tab that comes back too late is told to load again", () => {
  const { opened, tab, events } = hubWithLine();
  tab();
  for (let i = 0; i < 5; i++) opened[0]!.told.events(events(i * 1000, i * 1000 + 999), `p${i * 1000 + 999}`);
  const [joined] = tab("p5").heard;
  assert.ok(joined?.t === "joined" && joined.gap && joined.at === "p4999");
});

test("a new tab is told how the line is and who is present", () => {
  const { opened, tab } = hubWithLine();
  tab();
  const lin = '{"client":"t1","member":"usr_lin","project":"prj_1","doing":"viewing"}';
  opened[0]!.told.events([["presence", lin, "p1"], ["presence", '{"client":"t2","project":"prj_1"}', "p1"], ["presence", '{"client":"t2","project":null,"gone":true}', "p1"]], "p1");
  const [joined] = tab().heard;
  assert.ok(joined?.t === "joined");
  assert.deepEqual([joined.state, joined.present], ["live", [lin]]);
  opened[0]!.told.state("reconnecting", 1);
  const [later] = tab().heard;
  assert.ok(later?.t === "joined" && later.state === "reconnecting" && later.present.length === 0);
});

test("a tab that takes nothing in is sent no more than it can hold, and the rest when it has", () => {
  const { opened, tab, events } = hubWithLine();
  const slow = tab();
  let sent = 0;
  for (let i = 0; i < 20; i++) {
    opened[0]!.told.events(events(i * 400, i * 400 + 399), `p${i * 400 + 399}`);
    sent += 400;
  }
  const got = slow.events().length;
  assert.ok(got < sent && got > 5000, `${got} of ${sent}`);
  slow.hear({ t: "ack", n: got });
  assert.equal(slow.events().length, sent);
  assert.deepEqual(slow.events(), Array.from({ length: sent }, (_, i) => String(i)));
});

test("a hub that does not know a tab says so, and it joins again", () => {
  const { hub } = hubWithLine();
  const heard: FromHub[] = [];
  hub.attach((said) => heard.push(said)).hear({ t: "ack", n: 1 });
  assert.deepEqual(heard, [{ t: "again" }]);
});

test("a line that is refused is told to all, and another is opened for who comes then", () => {
  const { opened, tab } = hubWithLine();
  const a = tab();
  opened[0]!.told.refused(401);
  assert.deepEqual(a.heard.at(-1), { t: "refused", status: 401 });
  tab();
  assert.equal(opened.length, 2);
});
