import assert from "node:assert/strict";
import { test } from "node:test";
import { readRoute, to } from "./routes";

test("every address is read as it is written", () => {
  assert.deepEqual(readRoute("/"), { name: "home" });
  assert.deepEqual(readRoute("/setup"), { name: "setup" });
  assert.deepEqual(readRoute(to.projects("org_1")), { name: "projects", org: "org_1" });
  assert.deepEqual(readRoute(to.people("org_1")), { name: "people", org: "org_1" });
  assert.deepEqual(readRoute(to.board("org_1", "MESOS")), { name: "board", org: "org_1", key: "MESOS" });
  assert.deepEqual(readRoute(to.board("org_1", "MESOS", "MESOS-7")), { name: "board", org: "org_1", key: "MESOS", task: "MESOS-7" });
  assert.deepEqual(readRoute(to.import("org_1", "A/B")), { name: "import", org: "org_1", key: "A/B" });
  assert.deepEqual(readRoute("/o/org_1/p/MESOS/nothing"), { name: "missing" });
  assert.deepEqual(readRoute("/o/org_1/p/MESOS/settings/x"), { name: "missing" });
  assert.deepEqual(readRoute("/%E0%A4%A"), { name: "missing" });
});
