import assert from "node:assert/strict";
import { test } from "node:test";
import { keepQuery, path, readRoute, to, withQuery } from "./routes";

test("every address is read as it is written", () => {
  assert.deepEqual(readRoute("/"), { name: "home" });
  assert.deepEqual(readRoute("/setup"), { name: "setup" });
  assert.deepEqual(readRoute(to.projects("org_1")), { name: "projects", org: "org_1" });
  assert.deepEqual(readRoute(to.people("org_1")), { name: "people", org: "org_1" });
  assert.deepEqual(readRoute(to.board("org_1", "MESOS")), { name: "board", org: "org_1", key: "MESOS" });
  assert.deepEqual(readRoute(to.board("org_1", "MESOS", "MESOS-7")), { name: "board", org: "org_1", key: "MESOS", task: "MESOS-7" });
  assert.deepEqual(readRoute(to.page("org_1", "MESOS", "MESOS-7")), { name: "page", org: "org_1", key: "MESOS", task: "MESOS-7" });
  assert.deepEqual(readRoute(to.task("org_1", "MESOS-7")), { name: "short", org: "org_1", task: "MESOS-7" });
  assert.deepEqual(readRoute(to.import("org_1", "A/B")), { name: "import", org: "org_1", key: "A/B" });
  assert.deepEqual(readRoute("/o/org_1/p/MESOS/nothing"), { name: "missing" });
  assert.deepEqual(readRoute("/o/org_1/p/MESOS/settings/x"), { name: "missing" });
  assert.deepEqual(readRoute("/%E0%A4%A"), { name: "missing" });
});

test("board and list of a project keep what they show, until an address says otherwise", () => {
  path.value = to.board("org_1", "MESOS");
  keepQuery("?q=docker");
  assert.equal(withQuery(to.list("org_1", "MESOS", "MESOS-7")), "/o/org_1/p/MESOS/list/MESOS-7?q=docker");
  assert.equal(withQuery(`${to.board("org_1", "MESOS")}?`), "/o/org_1/p/MESOS/board");
  assert.equal(withQuery(`${to.board("org_1", "MESOS")}?type=bug`), "/o/org_1/p/MESOS/board?type=bug");
  assert.equal(withQuery(`${to.board("org_1", "MESOS")}#here`), "/o/org_1/p/MESOS/board?q=docker#here");
  assert.equal(withQuery(to.board("org_1", "OTHER")), "/o/org_1/p/OTHER/board");
  assert.equal(withQuery(to.settings("org_1", "MESOS")), "/o/org_1/p/MESOS/settings");
  path.value = "/";
});
