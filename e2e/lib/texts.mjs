// The texts of the application, read from where they are written, and what of them stands on a page.
import { readFileSync, readdirSync } from 'node:fs'

const folder = new URL('../../web/src/text/', import.meta.url)

/** texts are all sentences of a language by their keys. */
export function texts(language) {
  const own = new URL(`${language}/`, folder)
  const files = readdirSync(own).filter((name) => name.endsWith('.ts')).map((name) => new URL(name, own))
  if (language === 'en') files.push(new URL('en.ts', folder))
  return Object.assign({}, ...files.map(read))
}

/** read takes the one object that a file of texts is; a file that only joins others has none. */
function read(file) {
  const found = /^export const \w+[^=]*= (\{\n[\s\S]*?^\})/m.exec(readFileSync(file, 'utf8'))
  return found ? Function(`return ${found[1]}`)() : {}
}

/** foreign is what a page in German shows or says in English: a key without a text, or an English text that German has otherwise. */
export async function foreign(page, { data = [] } = {}) {
  const [english, german] = [texts('en'), texts('de')]
  const mine = new Set([...data, ...Object.values(german)])
  const theirs = new Set(Object.keys(english).filter((key) => key.includes('.')))
  const patterns = []
  for (const [key, text] of Object.entries(english)) {
    if (german[key] === text || mine.has(text)) continue
    if (text.includes('{')) patterns.push(text)
    else theirs.add(text)
  }
  const said = await page.evaluate(said_)
  return said.filter((words) => theirs.has(words) || (!mine.has(words) && patterns.some((p) => like(p).test(words))))
}

/** like matches what a pattern becomes. What is mostly arguments would match anything, so it matches nothing. */
function like(pattern) {
  const first = pattern.replace(/\{\w+, plural, ((?:[^{}]*\{(?:[^{}]|\{\w+\})*\})+)\s*\}/g, '{n}')
  if (first.replace(/\{\w+\}/g, '').replace(/\P{L}/gu, '').length < 6) return /^(?!)/
  return new RegExp(`^${first.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`, 'u')
}

/** said_ runs in the page: the words of all that is shown there or told to a screen reader, what people wrote left out. */
const said_ = () => {
  const said = new Set()
  const add = (words) => words?.trim() && said.add(words.trim().replace(/\s+/g, ' '))
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.nodeType === 1 && (node.closest('[lang]:not(html)') || /^(SCRIPT|STYLE|TEMPLATE|KBD)$/.test(node.tagName)) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
  })
  while (walk.nextNode()) {
    const node = walk.currentNode
    if (node.nodeType === 3) add(node.data)
    else for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription']) add(node.getAttribute(name))
  }
  return [...said]
}
