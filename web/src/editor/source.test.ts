import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Node } from "prosemirror-model";
import { blocks, read } from "./parse";
import { printBlock } from "./print";
import { schema } from "./schema";
import { same, settle } from "./settle";
import { Source } from "./source";

const MEMBER = "usr_0123456789abcdefghjk";
const TEXTS = [
  "", "\n\n", "# A\n## B\nC\n===\n\nD\n---\ntext", "a\n\n\n\nb\n", "\n\n  a\n", "- a\n- b\n\n\n- c\n  - d\n\n    e\n* f\n* g", "1. a\n2. b\n7) c\n8) d",
  "- [ ] a\n- [x] b\n- [X]c\n- [ ]\n- [y] d\n1. [x] e", "> a\n> > b\n> - c\nlazy", "```js\nlet a = `b`\n```\n~~~\n```\n~~~\n    indented\n\ttabbed",
  "| a | b |\n|:--|--:|\n| 1 \\| 2 | `x \\| y` |\n| only |\n", "para\n| a | b |\n|---|---|\n| c | d |", "[a]: http://x.y \"t\"\n\n[a] and [b][a] ![p][a]",
  "**a** *b* _c_ ~~d~~ ~e~ `f` ``g`h`` ***i*** **j*k*l** <http://a.b/c> <m@n.o>", "a  \nb\\\nc<br>d<br/>e", "*a*b **c:**d", "x &amp; &lt; &copy; &#35; \\& \\*no\\*",
  "![alt *x*](fil_0123456789abcdefghjk \"t\") [l](<a b> 'c') [m](x(y)z)", `hey @${MEMBER}, see ABC-12 \\@${MEMBER} @${MEMBER}x`, "a_b_c __d__ _e f_ 2*3*4 * 5", "- a\n\n  b\n\n      code\n- \n- - x\n  - y\n- # h\n- > q\n- ```\n  c\n  ```\n- ---",
  "***\n___\n- - -\n* * *", "1986\\. A great year\n\\- no\n\\# no\n\\> no", "http://a.b/c_d_e*f* https://x.y/_z_ www.q.r/_s_ (http://a.b/c(d))", "a | b\nc | d", "line\n  * not\n    code?", "\ta\n\n\tb", "a\r\nb\r\n\r\n- c\r\n- d\r\n",
  "<div>\n*a*\n</div>\n\n<!-- c -->", "[x](javascript:alert(1)) [y](HTTP://Z)", "a[0] = b[1](2) [ref] ![no", "\u00a0\u00a0nbsp\u00a0\n**\u00a0b\u00a0**", "`` ` ``  ` `` `  `  `", "# a #\n# b \\#\n#\n## ",
  "10. a\n    - b\n11. c", "*a\nb*\n**c\nd**", "\\", "a\\", "[![i](fil_a)](http://b)", "[^1]: note\n\nx[^1]", "> ".repeat(40) + "deep",
];

const again = (source: Source) => source.print(schema.nodes.doc.create(null, source.doc.content));

test("what nobody touched is written back to the byte", () => {
  for (const text of TEXTS) {
    const source = new Source(text);
    source.doc.check();
    assert.equal(again(source), text);
  }
});

test("each block can be written anew without losing anything", () => {
  for (const text of TEXTS) {
    for (const { node } of read(text).pieces) {
      const written = printBlock(node, read(text).references);
      assert.ok(written.faithful, `${JSON.stringify(text)} became ${JSON.stringify(written.text)}`);
    }
  }
});

test("the real descriptions come back to the byte, and every block of theirs can be edited", (t) => {
  // Fourteen thousand descriptions of real projects; each pair of spaces in them was a line break once. Where they are not, TEXTS stand in.
  const data = process.env.KANVARO_ISSUES ?? "/work/shared/data/issues";
  if (!existsSync(data)) return t.diagnostic(`${data} is not there: set KANVARO_ISSUES to the folder of data/issues`);
  let blocksRead = 0;
  for (const file of readdirSync(data).filter((name) => name.endsWith(".csv"))) {
    for (const [i, row] of rowsOf(readFileSync(`${data}/${file}`, "utf8")).entries()) {
      if (i % 7 !== 0) continue; // a seventh of them is enough for each run
      const text = (row[2] ?? "").replace(/ {2,3}/g, "\n");
      const source = new Source(text);
      assert.equal(again(source), text, `${file} ${row[0]}`);
      source.doc.forEach((node) => {
        blocksRead++;
        assert.notEqual(node.type, schema.nodes.raw, `${file} ${row[0]}: ${node.textContent.slice(0, 200)}`);
      });
    }
  }
  assert.ok(blocksRead > 4000, `only ${blocksRead} blocks`);
});

test("only the block that was changed is written anew", () => {
  const text = "Title\n=====\n\n* one\n* two\n\n\n```\ncode\n```\nlast _line_\n";
  const source = new Source(text);
  assert.equal(source.print(replaced(source.doc, 3, (node) => node.copy(node.content.addToEnd(schema.text("!"))))), "Title\n=====\n\n* one\n* two\n\n\n```\ncode\n```\n\nlast *line*!\n");
  assert.equal(source.print(replaced(source.doc, 0, () => schema.nodes.heading.create({ level: 1 }, schema.text("New")))), "# New\n\n* one\n* two\n\n\n```\ncode\n```\nlast _line_\n");
});

test("of a list only the item that was changed is written anew", () => {
  const source = new Source("*   one\n*   two _x_\n*   three");
  const list = source.doc.firstChild!;
  const items = [list.child(0), schema.nodes.list_item.create(null, schema.nodes.paragraph.create(null, schema.text("2"))), list.child(2)];
  assert.equal(source.print(replaced(source.doc, 0, () => list.copy(list.content.cut(0, 0)).copy(schema.nodes.bullet_list.create(list.attrs, items).content))), "*   one\n* 2\n*   three");
});

test("what is undone is as it was, though its nodes are new", () => {
  const source = new Source("a  \n__b__\n\nc");
  const copy = schema.nodeFromJSON(source.doc.toJSON());
  const changed = schema.nodes.doc.create(null, [copy.child(0), schema.nodes.paragraph.create(null, schema.text("d"))]);
  assert.equal(source.print(changed), "a  \n__b__\n\nd");
});

test("two lists that come to stand together stay two", () => {
  const source = new Source("- a\n\nx\n\n- b");
  const joined = schema.nodes.doc.create(null, [source.doc.child(0), source.doc.child(2)]);
  const text = source.print(joined);
  assert.equal(new Source(text).doc.childCount, 2, text);
});

test("anything that can be typed is read again as it was", () => {
  const random = chance(20261125);
  let faithful = 0;
  let all = 0;
  for (let i = 0; i < 400; i++) {
    const doc = schema.nodes.doc.create(null, someBlocks(random, 0));
    doc.forEach((block) => {
      all++;
      const written = printBlock(block);
      if (written.faithful) faithful++;
      // Emphasis may be lost where marks clash; words never are.
      const back = blocks(written.text).textBetween(0, blocks(written.text).size, " ");
      assert.equal(bareWords(back), bareWords(block.textContent), written.text);
    });
  }
  assert.ok(faithful / all > 0.75, `${faithful} of ${all}`);
});

const bareWords = (text: string) => text.replace(/[\s*_~`\\]/g, "");

function replaced(doc: Node, at: number, by: (node: Node) => Node): Node {
  const nodes: Node[] = [];
  doc.forEach((node, _, i) => void nodes.push(i === at ? by(node) : node));
  return doc.type.create(null, nodes);
}

function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows[rows.length - 1]!.push(quoted?.replace(/""/g, '"') ?? plain ?? "");
    if (end !== ",") rows.push([]);
  }
  return rows;
}

type Random = () => number;
function chance(seed: number): Random {
  return () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

const WORDS = ["a", "foo", "bar ", " baz", "*", "_", "`", "[x]", "](y)", "# ", "- ", "1. ", "1)", "> ", "|", "\\", "<br>", "&amp;", "~", "!", "http://a.b/c_d", "ABC-1", "---", "===", " ", ":", ".", "(", ")", "é", "@", "<b>", "[ ] ", "+", "x"];

function someInline(random: Random): Node[] {
  const pick = <T>(of: T[]) => of[Math.floor(random() * of.length)]!;
  return Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
    const marks = (["strong", "em", "strike"] as const).filter(() => random() < 0.12).map((name) => schema.marks[name].create());
    if (random() < 0.08) return schema.nodes.hard_break.create(null, null, marks);
    if (random() < 0.04) return schema.nodes.mention.create({ id: MEMBER }, null, marks);
    const text = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(WORDS)).join("");
    return schema.text(text, random() < 0.1 ? schema.marks.code.create().addToSet(marks) : marks);
  });
}

function someBlocks(random: Random, depth: number): Node[] {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const kind = random();
    if (kind < 0.5 || depth > 2) return schema.nodes.paragraph.create(null, someInline(random));
    if (kind < 0.58) return schema.nodes.heading.create({ level: 1 + Math.floor(random() * 6) }, someInline(random));
    if (kind < 0.64) return schema.nodes.code_block.create({ params: "js" }, schema.text("```\n z\n\n q"));
    if (kind < 0.72) return schema.nodes.blockquote.create(null, someBlocks(random, depth + 1));
    if (kind < 0.8) return schema.nodes.table.create(null, [true, false, false].map((head) => schema.nodes.table_row.create(null, ["left", null].map((align) => schema.nodes.table_cell.create({ head, align }, someInline(random))))));
    const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => schema.nodes.list_item.create({ checked: random() < 0.3 ? true : null }, someBlocks(random, depth + 1)));
    return kind < 0.9 ? schema.nodes.bullet_list.create({ tight: random() < 0.5 }, items) : schema.nodes.ordered_list.create({ start: random() < 0.5 ? 1 : 7, tight: random() < 0.5 }, items);
  });
}

test("what was settled once is settled", () => {
  const random = chance(3);
  for (let i = 0; i < 200; i++) for (const block of someBlocks(random, 0)) assert.ok(same(settle(settle(block)), settle(block)));
});
