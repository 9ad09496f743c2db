import assert from "node:assert/strict";
import { test } from "node:test";
import { freeKey, keyFor } from "./key";

test("keys come from names", () => {
  assert.equal(keyFor("Mesos core"), "MES");
  assert.equal(keyFor("Data centre move"), "DCM");
  assert.equal(keyFor("Überblick"), "UBE");
  assert.equal(keyFor("42 things"), "");
  assert.equal(keyFor(""), "");
  assert.equal(freeKey("Mesos", ["MES", "MES2"]), "MES3");
});
