// What a board of 10,000 cards costs: first load, frames and long tasks while one scrolls and drags, keystroke to paint.
// Not a test: it prints numbers. Run on a quiet machine.
//
//   KANVARO_BINARY=… [KANVARO_WEB=…] node e2e/measure/board.mjs [cards]
import { createProject, setUp } from '../lib/api.mjs'
import { launch, wide } from '../lib/browser.mjs'
import { start } from '../lib/server.mjs'

const cards = Number(process.argv[2] ?? 10_000)
const words = 'master agent scheduler quota framework executor container offer role network port volume health check flaky test log replica leader election recovery isolator cgroup docker image fetcher cache metrics endpoint'.split(' ')
const say = (what, numbers) => console.log(what.padEnd(38), Object.entries(numbers).map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}`).join('   '))

const server = await start()
const browser = await launch()
try {
  const ada = await setUp(server)
  const project = await fill(ada, await createProject(ada, { key: 'BIG', name: 'A large board' }))
  const address = `/o/${ada.orgId}/p/${project.key}/board`
  const context = await browser.newContext({ baseURL: server.url, viewport: wide, locale: 'en-GB' })
  await context.addCookies([{ ...ada.api.cookie, url: server.url }])

  for (const state of ['cold', 'warm', 'warm']) await load(context, address, state)
  const page = await context.newPage()
  await page.goto(address)
  await page.locator('.card').first().waitFor()
  await page.waitForTimeout(2500)
  await watch(page)
  await scrolling(page)
  await dragging(page)
  await living(page, ada, project)
  await typing(page)
  await page.close()
  await computing(context, address)
} finally {
  await browser.close()
  await server.stop()
}

/** fill brings the cards in by an import, spread over the six columns. */
async function fill(ada, project) {
  const names = project.statuses.map((s) => s.name)
  let seed = 7
  const random = (n) => (seed = (seed * 16807) % 2147483647) % n
  const rows = ['issuekey,title,storypoint,status,priority']
  for (let n = 1; n <= cards; n++) {
    const title = Array.from({ length: 4 + random(9) }, () => words[random(words.length)]).join(' ')
    rows.push(`BIG-${n},${title},${random(9)},${names[n % names.length]},${['none', 'low', 'medium', 'high', 'urgent'][random(5)]}`)
  }
  const at = `${project.path}/imports`
  const made = await ada.api.request('POST', `${at}?filename=big.csv`, rows.join('\n'), { 'content-type': 'text/csv' })
  const statuses = Object.fromEntries(project.statuses.map((s) => [s.name, s.id]))
  await ada.api.put(`${at}/${made.id}/mapping`, { columns: { issuekey: 'key', title: 'title', storypoint: 'points', status: 'status', priority: 'priority' }, statuses })
  await ada.api.post(`${at}/${made.id}/check`)
  await ada.api.post(`${at}/${made.id}/start`, {})
  for (let state = 'running'; state === 'running';) {
    await new Promise((again) => setTimeout(again, 200))
    const now = await ada.api.get(`${at}/${made.id}`)
    ;({ state } = now)
    if (state === 'failed' || now.created + now.skipped < 0) throw new Error('the import failed')
  }
  return project
}

/** load measures from the request of the page to cards that can be used, and to all of them. */
async function load(context, address, state) {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  let [requests, bytes, api] = [0, 0, 0]
  const urls = new Map()
  devtools.on('Network.requestWillBeSent', (e) => urls.set(e.requestId, e.request.url))
  devtools.on('Network.loadingFinished', (e) => {
    requests++
    bytes += e.encodedDataLength
    if (urls.get(e.requestId)?.includes('/api/')) api += e.encodedDataLength
  })
  await page.addInitScript(() => {
    globalThis.seen = {}
    const look = () => {
      const column = document.querySelector('.board .card[data-task]')
      if (column && !seen.usable) {
        seen.usable = -1
        requestAnimationFrame(() => setTimeout(() => (seen.usable = performance.now())))
      }
      const all = document.querySelector('.fbar [role=status]')?.textContent?.replace(/\D/g, '')
      if (all && Number(all) >= Number(globalThis.wanted ?? Infinity) && !seen.all) seen.all = performance.now()
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.long = Math.max(seen.long ?? 0, duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.addInitScript(`globalThis.wanted = ${cards}`)
  await page.goto(address)
  await page.waitForFunction(() => seen.usable > 0 && seen.all > 0, undefined, { timeout: 30_000 })
  const seen = await page.evaluate(() => seen)
  await page.waitForTimeout(1500)
  say(`first load, ${state}`, { 'usable ms': seen.usable, 'all cards ms': seen.all, 'longest task ms': seen.long ?? 0, requests, 'KB in all': bytes / 1024, 'KB of data': api / 1024 })
  await page.close()
}

async function watch(page) {
  await page.evaluate(() => {
    globalThis.long = []
    new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' })
    globalThis.frames = (run, ms) =>
      new Promise((done) => {
        const times = []
        const began = performance.now()
        long.length = 0
        const frame = (now) => {
          times.push(now)
          if (now - began > ms) {
            const gaps = times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b)
            const at = (p) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * p))]
            done({ fps: 1000 / (gaps.reduce((a, b) => a + b, 0) / gaps.length), 'p95 ms': at(0.95), 'worst ms': at(1), 'long tasks': long.length })
          } else {
            run(now - began)
            requestAnimationFrame(frame)
          }
        }
        requestAnimationFrame(frame)
      })
  })
}

async function scrolling(page) {
  const numbers = (script) => page.evaluate(script)
  say('scrolling a column, 2,000 px/s', await numbers(() => { const el = document.querySelectorAll('.cells')[1]; return frames((t) => { el.scrollTop = t * 2 }, 3000) }))
  say('flinging a column, 20,000 px/s', await numbers(() => { const el = document.querySelectorAll('.cells')[1]; return frames((t) => { el.scrollTop = t * 20 }, 3000) }))
  say('the board sideways', await numbers(() => { const el = document.querySelector('.board'); return frames((t) => { el.scrollLeft = Math.abs(((t / 2) % 800) - 400) }, 2000) }))
  await numbers(() => { document.querySelectorAll('.cells')[1].scrollTop = 0; document.querySelector('.board').scrollLeft = 0 })
  await page.waitForTimeout(300)
}

async function dragging(page) {
  const from = await page.locator('.card').first().boundingBox()
  await page.mouse.move(from.x + 40, from.y + 30)
  await page.mouse.down()
  await page.mouse.move(from.x + 60, from.y + 50, { steps: 3 })
  await page.locator('.lifted').waitFor()
  // The hand moves inside the page, once a frame: what the driver costs is not ours.
  say('dragging a card across', await page.evaluate(() => frames((t) => {
    const at = { clientX: 300 + 700 * Math.abs(Math.sin(t / 900)), clientY: 250 + 350 * Math.abs(Math.sin(t / 350)), pointerId: 1, bubbles: true, isPrimary: true, pointerType: 'mouse' }
    dispatchEvent(new PointerEvent('pointermove', at))
  }, 4000)))
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await page.waitForTimeout(300)
}

/** Somebody changes forty tasks a second while one scrolls. */
async function living(page, ada, project) {
  const { items } = await ada.api.get(`${project.path}/tasks?limit=200&status=${project.statuses[1].id}`)
  let going = true
  const others = (async () => {
    for (let n = 0; going; n++) {
      const { id } = items[n % items.length]
      if (n % 2) await ada.api.patch(`${project.path}/tasks/${id}`, { points: n % 9 })
      else await ada.api.post(`${project.path}/tasks/${id}/move`, { status: project.statuses[n % 6].id })
      await new Promise((again) => setTimeout(again, 25))
    }
  })()
  say('scrolling while others change 40/s', await page.evaluate(() => { const el = document.querySelectorAll('.cells')[1]; return frames((t) => { el.scrollTop = t * 2 }, 4000) }))
  going = false
  await others
}

/** What the page's main thread computes, in its own time: the same however busy the machine is. */
async function computing(context, address) {
  const cpu = async (page, what, run) => {
    await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
    await run()
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString())
    const mains = new Set(traceEvents.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`))
    const tasks = new Map()
    for (const e of traceEvents) {
      if (e.ph !== 'X' || !e.name.endsWith('RunTask') || !mains.has(`${e.pid} ${e.tid}`)) continue
      tasks.set(e.pid, [...(tasks.get(e.pid) ?? []), (e.tdur ?? 0) / 1000])
    }
    const sum = (list) => list.reduce((a, b) => a + b, 0)
    const most = [...tasks.values()].sort((a, b) => sum(b) - sum(a))[0] ?? []
    say(`CPU, ${what}`, { ms: sum(most), 'longest task ms': Math.max(0, ...most) })
  }
  const page = await context.newPage()
  await cpu(page, 'to the first cards', async () => {
    await page.goto(address)
    await page.locator('.board .card[data-task]').first().waitFor()
  })
  await page.waitForTimeout(2500)
  await cpu(page, '3 s of scrolling', () => page.evaluate(() => new Promise((done) => {
    const el = document.querySelectorAll('.cells')[1]
    const began = performance.now()
    const frame = (now) => {
      el.scrollTop = (now - began) * 2
      if (now - began > 3000) done()
      else requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })))
  const type = (text) => async () => {
    await page.keyboard.type(text, { delay: 120 })
    await page.waitForTimeout(500)
  }
  await page.locator('#board-filter').click()
  await cpu(page, '12 keys of a filter', type('quota docker'))
  await page.keyboard.press('Escape')
  await page.locator('.col .addrow').nth(1).click()
  await cpu(page, '12 keys of quick add', type('Fix the door'))
}

/** From the key to the frame that shows it, by the browser's own event timing. */
async function typing(page) {
  const typed = async (what, open, text) => {
    await open()
    await page.evaluate(() => {
      globalThis.keys = []
      globalThis.observer?.disconnect()
      globalThis.observer = new PerformanceObserver((list) => {
        for (const e of list.getEntries()) if (e.name === 'keydown' || e.name === 'input' || e.name === 'keypress') keys.push(e.duration)
      })
      observer.observe({ type: 'event', durationThreshold: 16 })
      long.length = 0
    })
    await page.keyboard.type(text, { delay: 120 })
    await page.waitForTimeout(500)
    const { durations, tasks } = await page.evaluate(() => ({ durations: keys.toSorted((a, b) => a - b), tasks: long.length }))
    say(`keystroke to paint, ${what}`, { 'over 16 ms': durations.length, 'p50 of those': durations[durations.length >> 1] ?? 0, 'worst ms': durations.at(-1) ?? 0, 'long tasks': tasks })
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
  }
  await typed('quick add', () => page.locator('.col .addrow').nth(1).click(), 'Fix the hinge of the door')
  await typed('filter', () => page.locator('#board-filter').click(), 'quota docker')
}
