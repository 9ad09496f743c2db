// What the list costs with many tasks. Not a test: numbers of this machine, printed as a table.
// On a busy machine frames come late whatever the page does; the processor time is what it does itself.
//
//   KANVARO_BINARY=… KANVARO_WEB=… node e2e/measure/list.mjs [tasks, 20000]
import { setUp, createProject, join } from '../lib/api.mjs'
import { launch, open } from '../lib/browser.mjs'
import { List } from '../lib/list.mjs'
import { eventually } from '../lib/screens.mjs'
import { start } from '../lib/server.mjs'

const count = Number(process.argv[2] ?? 20_000)
const words = 'allocator race between executor exited event and launch task can cause overcommit of resources when the agent restarts while a framework fails over to another master'.split(' ')
const random = ((seed) => () => ((seed = (seed * 48271) % 2147483647) / 2147483647))(7)
const pick = (list) => list[Math.floor(random() * list.length)]
const title = () => Array.from({ length: 5 + Math.floor(random() * 12) }, () => pick(words)).join(' ')
const rows = []
const tell = (what, value, unit = 'ms') => {
  rows.push([what, value, unit])
  console.log(`${what.padEnd(58)} ${String(value).padStart(9)} ${unit}`)
}

async function fill(ada, project) {
  const people = [ada]
  for (const name of ['Lin Wei', 'Tom Ortega', 'Priya Nair']) people.push(await join(server, ada, { name, email: `${name.split(' ')[0]}@measure.test`.toLowerCase(), project }))
  let now = project
  for (const [i, name] of ['allocator', 'security', 'containerizer', 'quota', 'docs', 'fetcher'].entries()) now = await ada.api.post(`${project.path}/labels`, { name, hue: i + 1 })
  const csv = 'title,storypoint\n' + Array.from({ length: count }, () => `${title()},${pick([1, 2, 3, 5, 8])}`).join('\n')
  let made = await ada.api.request('POST', `${project.path}/imports?filename=many.csv`, csv, { 'content-type': 'text/csv' })
  made = await ada.api.put(`${project.path}/imports/${made.id}/mapping`, { columns: { title: 'title', storypoint: 'points' } })
  await ada.api.post(`${project.path}/imports/${made.id}/check`)
  await ada.api.post(`${project.path}/imports/${made.id}/start`, {})
  await eventually(async () => {
    if ((await ada.api.get(`${project.path}/imports/${made.id}`)).state !== 'done') throw new Error('importing')
  }, 300_000)
  const ids = []
  for (let cursor = ''; ; ) {
    const page = await ada.api.get(`${project.path}/tasks?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    ids.push(...page.items.map((t) => t.id))
    if (!page.next) break
    cursor = page.next
  }
  const part = (of, at) => ids.filter((_, i) => i % of === at)
  const change = (tasks, set) => bulk(ada, project, tasks, { set })
  for (const [i, group] of ['ready', 'doing', 'review', 'done'].entries()) await change(part(5, i), { status: project.in[group].id })
  for (const [i, person] of people.entries()) await change(part(6, i), { addAssignees: [person.id] })
  for (const [i, label] of now.labels.entries()) await change(part(7, i), { addLabels: [label.id] })
  for (const [i, priority] of ['low', 'medium', 'high', 'urgent'].entries()) await change(part(8, i), { priority })
  return ids
}

async function bulk(ada, project, tasks, what) {
  let now = await ada.api.post(`${project.path}/tasks/bulk`, { tasks, ...what })
  while (now.state === 'running') {
    await new Promise((again) => setTimeout(again, 50))
    now = await ada.api.get(`${project.path}/bulks/${now.id}`)
  }
  return now
}

/** Frames and long tasks while something happens in the page. */
async function frames(page, act) {
  await page.evaluate(() => {
    const seen = { deltas: [], long: [] }
    let last = performance.now()
    const tick = (now) => {
      seen.deltas.push(now - last)
      last = now
      seen.frame = requestAnimationFrame(tick)
    }
    seen.frame = requestAnimationFrame((now) => {
      last = now
      seen.frame = requestAnimationFrame(tick)
    })
    seen.observer = new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((e) => e.duration)))
    seen.observer.observe({ type: 'longtask' })
    window.seen = seen
  })
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async () => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value * 1000
  const before = await busy()
  await act()
  const cpu = (await busy()) - before
  await cdp.detach()
  const seen = await page.evaluate(() => {
    cancelAnimationFrame(window.seen.frame)
    window.seen.observer.disconnect()
    const deltas = window.seen.deltas.toSorted((a, b) => a - b)
    const at = (q) => Math.round(deltas[Math.min(deltas.length - 1, Math.floor(deltas.length * q))] * 10) / 10
    const sum = deltas.reduce((a, b) => a + b, 0)
    return { fps: Math.round((deltas.length / sum) * 10_000) / 10, p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1), late: deltas.filter((d) => d > 25).length, of: deltas.length, long: window.seen.long.map(Math.round) }
  })
  return { ...seen, cpu: Math.round((cpu / seen.of) * 10) / 10 }
}

const told = (name, f) => {
  tell(`${name}: frames a second`, f.fps, '')
  tell(`${name}: frame p50 / p95 / p99 / worst`, `${f.p50} / ${f.p95} / ${f.p99} / ${f.worst}`)
  tell(`${name}: frames over 25 ms, of all`, `${f.late} / ${f.of}`, '')
  tell(`${name}: processor time of the page per frame`, f.cpu)
  tell(`${name}: tasks over 50 ms`, f.long.length ? f.long.join(', ') : 'none', '')
}

/** From an event in the page to the paint after the rows have changed. */
const toPaint = (page, act, changed) =>
  page.evaluate(
    ([act, changed]) =>
      new Promise((done) => {
        const run = new Function(act)
        const isChanged = new Function('before', `return ${changed}`)
        const before = { first: document.querySelector('[data-task]')?.dataset.row, text: document.querySelector('.fbar .meta')?.textContent, url: location.search }
        const start = performance.now()
        run()
        const look = () => {
          if (!isChanged(before)) return requestAnimationFrame(look)
          requestAnimationFrame(() => setTimeout(() => done(Math.round((performance.now() - start) * 10) / 10)))
        }
        look()
      }),
    [act, changed],
  )

const server = await start()
const browser = await launch()
try {
  const ada = await setUp(server)
  const project = await createProject(ada, { key: 'MANY', name: 'Many' })
  const began = Date.now()
  const ids = await fill(ada, project)
  console.log(`${ids.length} tasks, made in ${Math.round((Date.now() - began) / 100) / 10} s\n`)
  const page = await open(browser, server, { as: ada })
  const address = `/o/${ada.orgId}/p/MANY/list`
  const first = async (what) => {
    const from = Date.now()
    await page.goto(address, { waitUntil: 'commit' })
    await page.locator('.lr').first().waitFor()
    tell(`${what}: first row`, Date.now() - from)
    await page.getByText(`${ids.length.toLocaleString('en')} tasks`).waitFor()
    tell(`${what}: all rows`, Date.now() - from)
  }
  await first('cold')
  await first('warm')
  await page.waitForTimeout(1500)

  const wheel = (by, times) => async () => {
    await page.mouse.move(700, 500)
    for (let i = 0; i < times; i++) {
      await page.mouse.wheel(0, by)
      await page.waitForTimeout(16)
    }
  }
  told('scrolling, 120 px a step', await frames(page, wheel(120, 180)))
  told('scrolling, 600 px a step', await frames(page, wheel(600, 180)))
  told('pulling the scroll bar', await frames(page, () => page.evaluate(async () => {
    const box = document.querySelector('.tbl')
    for (let i = 0; i < 120; i++) {
      box.scrollTop = ((i * 7919) % 120) / 120 * (box.scrollHeight - box.clientHeight)
      await new Promise(requestAnimationFrame)
    }
    box.scrollTop = 0
  })))
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  await page.waitForTimeout(500)

  const head = (name) => `[...document.querySelectorAll('.lhb')].find((b) => b.title === '${name}').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))`
  const firstChanged = `document.querySelector('[data-task]')?.dataset.row !== before.first && location.search !== before.url`
  tell('sort by title', await toPaint(page, head('Title'), firstChanged))
  tell('sort by title, downwards', await toPaint(page, head('Title'), firstChanged))
  tell('sort by points', await toPaint(page, head('Points'), firstChanged))
  await page.goto(address)
  await page.locator('.lr').first().waitFor()
  await page.getByText(`${ids.length.toLocaleString('en')} tasks`).waitFor()
  for (const group of ['assignee', 'label', 'none', 'status']) {
    await page.getByRole('button', { name: 'Display' }).click()
    await page.waitForTimeout(300)
    tell(`group by ${group}`, await toPaint(page, `const s = document.querySelector('#display-group'); s.value = '${group}'; s.dispatchEvent(new Event('change', { bubbles: true }))`, `location.search.includes('group=${group}')`))
    await page.keyboard.press('Escape')
  }
  const letters = []
  const input = (text) => `const i = document.querySelector('#board-filter'); i.value = '${text}'; i.dispatchEvent(new Event('input', { bubbles: true }))`
  for (const text of ['f', 'fr', 'fra', 'fram', 'frame', 'framew', 'frame', 'fram', 'fra', 'fr', 'f']) letters.push(await toPaint(page, input(text), `document.querySelector('#board-filter').value === '${text}'`))
  tell('a letter into the words, until painted: first', letters[0])
  tell('a letter into the words, until painted: median / worst', `${letters.slice(1).toSorted((a, b) => a - b)[5]} / ${Math.max(...letters.slice(1))}`)
  await toPaint(page, input(''), `document.querySelector('#board-filter').value === ''`)
  await page.waitForTimeout(500)

  const list = new List(page)
  await page.locator('.lr').first().focus()
  const keys = await frames(page, async () => {
    for (let i = 0; i < 60; i++) await page.keyboard.press('j')
  })
  tell('walking 60 rows by keyboard: worst frame', keys.worst)
  tell('select all', await toPaint(page, `document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', ctrlKey: true, bubbles: true }))`, `document.querySelectorAll('.lr.sel').length > 0`))

  const live = await frames(page, async () => {
    for (let i = 0; i < 40; i++) {
      await ada.api.patch(`${project.path}/tasks/${ids[i * 37]}`, { priority: i % 2 ? 'low' : 'high' })
      await page.waitForTimeout(50)
    }
  })
  told('forty changes of others in two seconds', live)

  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+a')
  await list.bar.waitFor()
  await page.keyboard.press('e')
  await page.getByRole('combobox', { name: 'Estimate' }).waitFor()
  const from = Date.now()
  const large = await frames(page, async () => {
    await page.keyboard.type('13')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Messages' }).getByText(/estimate 13/).waitFor({ timeout: 300_000 })
  })
  tell(`estimate of ${ids.length.toLocaleString('en')} tasks: told done`, Math.round((Date.now() - from) / 100) / 10, 's')
  told('meanwhile', large)
  const undo = Date.now()
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click()
  const answer = page.getByRole('region', { name: 'Messages' }).getByText(/Undone|Not undone/).first()
  await answer.waitFor({ timeout: 120_000 })
  tell(`taking it back: told “${(await answer.innerText()).slice(0, 24)}…”`, Math.round((Date.now() - undo) / 100) / 10, 's')
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  tell('memory of the tab (JavaScript heap)', Math.round(usedSize / 1048576), 'MiB')
  tell('elements in the page', await page.evaluate(() => document.querySelectorAll('*').length), '')
  if (page.complaints.length) console.log(page.complaints.join('\n'))
} finally {
  await browser.close()
  await server.stop()
}
