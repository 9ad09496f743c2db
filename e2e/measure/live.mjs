// What live data costs a browser: catching up after a night, an hour of other people's changes, and the start of a page
// that was here before. Prints numbers; fails where a promise is broken.
//
//	KANVARO_BINARY=… node e2e/measure/live.mjs [cards, 2000 unless told] [events, 50000 unless told]
import assert from 'node:assert/strict'
import { createProject, join, setUp } from '../lib/api.mjs'
import { launch, open } from '../lib/browser.mjs'
import { wire } from '../lib/cut.mjs'
import { Board, eventually } from '../lib/screens.mjs'
import { start } from '../lib/server.mjs'

const many = Number(process.argv[2] ?? 2000)
const events = Number(process.argv[3] ?? 50_000)
const missed = 10_000
const PART = 500

const server = await start({ args: ['--rate-limit', '0'] })
const line = await wire(server.port)
const browser = await launch({ args: ['--js-flags=--expose-gc'] })
try {
  const ada = await setUp(server)
  const project = await createProject(ada, { key: 'BIG', name: 'A large project' })
  const lin = await join(server, ada, { name: 'Lin Wei', email: 'lin@ferry.test', project })
  const statuses = project.statuses.map((s) => s.id)
  const ids = await fill(ada, project, statuses)
  console.log(`${ids.length} cards`)

  const page = await open(browser, server, { as: lin, url: line.url })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.enable')
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' }) // what the page computes, whatever else the machine does

  await starts(page, lin, project, devtools)
  await catchesUp(page, ada, project, ids)
  await stays(page, devtools, ada, project, ids)
} finally {
  await browser.close()
  await line.close()
  await server.stop()
}

async function fill(ada, project, statuses) {
  const rows = ['title,status', ...Array.from({ length: many }, (_, n) => `"Card ${n}: the ferry leaves at ${n % 24}:00 and comes back with what it took",${n % statuses.length}`)]
  const made = await ada.api.request('POST', `${project.path}/imports?filename=cards.csv`, rows.join('\n'), { 'content-type': 'text/csv' })
  await ada.api.put(`${project.path}/imports/${made.id}/mapping`, {
    columns: { title: 'title', status: 'status' }, status: statuses[0], statuses: Object.fromEntries(statuses.map((id, n) => [String(n), id])),
  })
  await ada.api.post(`${project.path}/imports/${made.id}/check`)
  await ada.api.post(`${project.path}/imports/${made.id}/start`, { skipFaulty: true })
  await eventually(async () => assert.equal((await ada.api.get(`${project.path}/imports/${made.id}`)).state, 'done'), 120_000)
  const ids = []
  let cursor = ''
  do {
    const list = await ada.api.get(`${project.path}/tasks?limit=1000&fields=id${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    ids.push(...list.items.map((t) => t.id))
    cursor = list.next
  } while (cursor)
  return ids
}

/** change makes so many events, in operations of a few hundred tasks each. */
async function change(ada, project, ids, n, round) {
  for (let i = 0; i < n; i += PART) {
    const from = i % ids.length
    const tasks = ids.slice(from, from + Math.min(PART, n - i))
    await ada.api.post(`${project.path}/tasks/bulk`, { tasks, set: { points: (round + i / PART) % 90 } })
    if (tasks.length < PART) i -= PART - tasks.length
  }
}

/** moves makes so many events one by one, as people do: cards glide, and are marked. */
async function moves(ada, project, ids, n) {
  let next = 0
  const one = async () => {
    while (next < n) {
      const at = next++
      await ada.api.post(`${project.path}/tasks/${ids[at % ids.length]}/move`, { status: project.statuses[(at * 7) % project.statuses.length].id })
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
}

async function starts(page, lin, project, devtools) {
  await devtools.send('Network.enable')
  let bytes = 0
  let requests = 0
  devtools.on('Network.loadingFinished', (e) => (bytes += e.encodedDataLength))
  devtools.on('Network.requestWillBeSent', (e) => e.type !== 'Ping' && requests++)
  const measure = async (go) => {
    bytes = requests = 0
    await go()
    await page.getByRole('article').first().waitFor()
    const at = await page.evaluate(() => performance.getEntriesByName('first card')[0]?.startTime)
    await page.waitForTimeout(1500)
    const { metrics } = await devtools.send('Performance.getMetrics')
    const busy = metrics.find((m) => m.name === 'TaskDuration').value * 1000
    return `first card after ${Math.round(at)} ms; with what follows the page computes ${Math.round(busy)} ms; ${requests} requests, ${(bytes / 1024).toFixed(0)} KiB`
  }
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('article.card')) return
      observer.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('first card')))
    }).observe(document, { childList: true, subtree: true })
  })
  console.log('cold start:', await measure(() => Board.open(page, lin, project)))
  await page.waitForFunction(() => localStorage.getItem('kanvaro.seen'))
  await page.waitForTimeout(500)
  for (let i = 0; i < 3; i++) console.log('warm start:', await measure(() => page.reload()))
  await devtools.send('Network.disable')
}

async function catchesUp(page, ada, project, ids) {
  await page.getByRole('status').filter({ hasText: /^Live$/ }).waitFor()
  line.cut()
  await page.getByRole('status').filter({ hasText: 'Connecting again' }).waitFor()
  await change(ada, project, ids, missed, 1)
  await ada.api.patch(`${project.path}/tasks/${ids[0]}`, { title: 'The last change of the night' })
  await page.waitForTimeout(1000)
  const took = page.evaluate(async () => {
    const longest = []
    new PerformanceObserver((list) => longest.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' })
    let began = 0
    await new Promise((done) => {
      const look = () => {
        if (!began && document.querySelector('.live [role=status]')?.textContent === 'Live') began = performance.now()
        if ([...document.querySelectorAll('article.card')].some((card) => card.textContent.includes('The last change of the night'))) return done()
        requestAnimationFrame(look)
      }
      look()
    })
    return { ms: Math.round(performance.now() - began), long: longest.map(Math.round) }
  })
  line.mend()
  await page.evaluate(() => dispatchEvent(new Event('online'))) // as a laptop that wakes up says
  const { ms, long } = await took
  console.log(`caught up with ${missed} missed events in ${ms} ms; long tasks ${JSON.stringify(long)} ms`)
  assert.ok(ms < 3000, 'catching up takes too long')
}

async function heap(devtools) {
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics } = await devtools.send('Performance.getMetrics')
  const of = (name) => metrics.find((m) => m.name === name).value
  return { mib: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes'), listeners: of('JSEventListeners') }
}

async function stays(page, devtools, ada, project, ids) {
  // What is made once is made by the first thousands.
  await change(ada, project, ids, 5_000, 2)
  await moves(ada, project, ids, 1_000)
  await settled(page, ada, project, ids, 'before')
  const before = await heap(devtools)
  const began = Date.now()
  await change(ada, project, ids, events * 0.8, 3)
  await moves(ada, project, ids, events * 0.2)
  await settled(page, ada, project, ids, 'after')
  const seconds = (Date.now() - began) / 1000
  await page.waitForTimeout(31_000) // marks fade within half a minute
  const after = await heap(devtools)
  console.log(`heap before ${before.mib.toFixed(1)} MiB, after ${events} events in ${seconds.toFixed(0)} s ${after.mib.toFixed(1)} MiB; nodes ${before.nodes} → ${after.nodes}, listeners ${before.listeners} → ${after.listeners}`)
  assert.ok(after.mib < before.mib * 1.1 + 2, 'the tab grows')
}

async function settled(page, ada, project, ids, word) {
  await ada.api.patch(`${project.path}/tasks/${ids[0]}`, { title: `Seen ${word}` })
  await page.getByRole('article', { name: `Seen ${word}` }).waitFor({ timeout: 120_000 })
}
