import assert from "node:assert/strict";
import { test } from "node:test";
import { eventParser } from "./parse";

test("events are read from pieces of any size", () => {
  const text = ': hello\n\nid: 7\nevent: change\ndata: {"seq":7}\n\nid: 8\r\nevent: reset\r\ndata:\r\n\r\n';
  for (let size = 1; size <= text.length; size++) {
    const got: string[] = [];
    const parse = eventParser((event, data, id) => got.push(`${id} ${event} ${data}`));
    for (let i = 0; i < text.length; i += size) parse(text.slice(i, i + size));
    assert.deepEqual(got, ['7 change {"seq":7}', "8 reset "], `pieces of ${size}`);
  }
});
