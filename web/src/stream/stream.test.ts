import assert from "node:assert/strict";
import { test } from "node:test";
import { eventParser } from "./stream";

test("events are read from pieces of any size", () => {
  const text = ': hello\n\nid: 7\nevent: change\ndata: {"seq":7}\n\nid: 8\r\nevent: reset\r\ndata:\r\n\r\n';
  for (let size = 1; size <= text.length; size++) {
    const got: string[] = [];
    const parse = eventParser(
      (id) => got.push(`id ${id}`),
      (event, data) => got.push(`${event} ${data}`),
    );
    for (let i = 0; i < text.length; i += size) parse(text.slice(i, i + size));
    assert.deepEqual(got, ['change {"seq":7}', "id 7", "reset ", "id 8"], `pieces of ${size}`);
  }
});
