// The line is cut, the server stops, the page is loaded again: nothing that was done is lost, or done twice.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { createProject, seed, setUp, tasksIn } from '../lib/api.mjs'
import { accessible, fits, phone, wide } from '../lib/browser.mjs'
import { wire } from '../lib/cut.mjs'
import { scene } from '../lib/scene.mjs'
import { start } from '../lib/server.mjs'
import { Board, eventually } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }, { title: 'Name the ship' }]
let line
after(() => line?.close())

/** A person whose line can be cut, and another one whose line cannot. */
async function cuttable() {
  line ??= await wire(it.server.port)
  line.mend()
  const project = await it.project(cards)
  const ada = await it.ada()
  const lin = await it.person('Lin Wei', project)
  const page = await it.page({ as: lin, url: line.url })
  const board = await Board.open(page, lin, project)
  await board.shows(project.in.ready.name, cards.map((c) => c.title))
  await foot(page, /^Live$/)
  await complete(page)
  return { ada, lin, project, page, board, ready: project.in.ready.name, doing: project.in.doing.name, review: project.in.review.name }
}

/** complete waits until what is not needed for the first paint has come, too. */
const complete = (page) => page.waitForFunction(() => performance.getEntriesByType('resource').some((e) => e.name.includes('/keep-') && e.initiatorType !== 'link' && e.responseEnd > 0))

/** panelled is the picker that is open. */
const panelled = (page) => page.getByRole('dialog').or(page.getByRole('listbox')).or(page.getByRole('menu'))

const foot = (page, words) => page.getByRole('navigation', { name: 'Workspace' }).getByRole('status').filter({ hasText: words }).waitFor({ timeout: 30_000 })

test('work goes on without a line: shown as unsent, counted, and sent in order when it is back', async () => {
  const { ada, project, page, board, ready, doing, review } = await cuttable()
  line.cut()
  await board.carryByKeys('Name the ship', 'ArrowRight')
  await board.shows(doing, ['Name the ship'])
  await board.card('Name the ship').getByText('Not sent').waitFor()
  await board.carryByKeys('Name the ship', 'ArrowRight')
  await page.keyboard.press('Escape')
  await board.column(ready).getByRole('button', { name: /^Add task/ }).click()
  for (const title of ['Paint the hull', 'Ask the captain']) {
    await page.keyboard.type(title)
    await page.keyboard.press('Enter')
  }
  await board.shows(ready, ['Print a boarding card', 'Count the bicycles', 'Paint the hull', 'Ask the captain'])
  await foot(page, /Offline, 4 changes kept here|Connecting again/)
  await foot(page, 'Offline, 4 changes kept here')
  await accessible(page, 'a board without a line')
  await page.setViewportSize(phone)
  await page.locator('.strip').getByText('Offline, 4 changes kept here').waitFor()
  await fits(page, 'a board without a line on a phone')
  await page.setViewportSize(wide)
  assert.deepEqual(await tasksIn(ada, project, 'ready'), cards.map((c) => c.title))
  line.mend()
  await foot(page, /^Live$/)
  assert.deepEqual(await tasksIn(ada, project, 'ready'), ['Print a boarding card', 'Count the bicycles', 'Paint the hull', 'Ask the captain'])
  assert.deepEqual(await tasksIn(ada, project, 'review'), ['Name the ship'])
  await board.shows(review, ['Name the ship'])
  assert.equal(await page.getByText('Not sent').count(), 0)
})

test('what waits outlives the page, and is sent once', async () => {
  const { ada, project, page, board, doing } = await cuttable()
  // The page itself comes from the cache of no browser: it is the server's answers that are cut.
  await page.route('**/tasks/**', (route) => (['POST', 'PATCH', 'DELETE'].includes(route.request().method()) ? route.abort() : route.continue()))
  await board.carryByKeys('Print a boarding card', 'ArrowRight')
  await board.card('Print a boarding card').getByText('Not sent').waitFor()
  await page.reload()
  await board.shows(doing, ['Print a boarding card'])
  await board.card('Print a boarding card').getByText('Not sent').waitFor()
  assert.deepEqual(await tasksIn(ada, project, 'doing'), [])
  await page.unroute('**/tasks/**')
  await eventually(async () => assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Print a boarding card']), 30_000)
  await page.getByText('Not sent').waitFor({ state: 'detached' })
  const { items } = await ada.api.get(`${project.path}/tasks/${project.tasks[0].id}/history`)
  assert.equal(items.filter((e) => e.name === 'task.moved').length, 1)
})

test('an undo takes back what was not sent, and a redo sends it', async () => {
  const { ada, project, page, board, ready, doing } = await cuttable()
  line.cut()
  await board.carryByKeys('Name the ship', 'ArrowRight')
  await board.card('Name the ship').getByText('Not sent').waitFor()
  await page.keyboard.press('Control+z')
  await board.shows(ready, cards.map((c) => c.title))
  await board.told(/^Undone/)
  await page.keyboard.press('Control+Shift+Z')
  await board.shows(doing, ['Name the ship'])
  line.mend()
  await foot(page, /^Live$/)
  assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Name the ship'])
})

test('what the server refuses later stands in the tray, with the reason, until somebody lets it go', async () => {
  const { ada, project, page, board } = await cuttable()
  line.cut()
  await board.carryByKeys('Count the bicycles', 'ArrowRight')
  await board.card('Count the bicycles').getByText('Not sent').waitFor()
  await ada.api.request('DELETE', `${project.path}/tasks/${project.tasks[1].id}`)
  await ada.api.put(`${project.path}/members/${(await ada.api.get(`${project.path}/members`)).items.find((m) => m.member !== ada.id).member}`, { role: 'viewer' })
  line.mend()
  await page.getByRole('button', { name: '1 change not done' }).click({ timeout: 30_000 })
  const tray = page.getByRole('dialog', { name: '1 change was not done' })
  await tray.waitFor()
  await accessible(page, 'the tray')
  await page.reload()
  await page.getByRole('button', { name: '1 change not done' }).click()
  await tray.getByRole('button', { name: 'Let go' }).click()
  await page.getByRole('dialog', { name: 'Everything is done' }).getByRole('button', { name: 'Close' }).click()
  assert.equal(await page.getByRole('button', { name: '1 change not done' }).count(), 0)
})

test('whoever was overtaken meanwhile hears by whom, and may have his back', async () => {
  const { ada, project, page, board } = await cuttable()
  const [first] = project.tasks
  line.cut()
  await board.card('Print a boarding card').focus()
  await page.keyboard.press('p')
  await panelled(page).getByText('Urgent').first().click()
  await board.card('Print a boarding card').getByText('Not sent').waitFor()
  await ada.api.patch(`${project.path}/tasks/${first.id}`, { priority: 'low' })
  line.mend()
  await board.told(/Ada changed Priority to Low/)
  await foot(page, /^Live$/)
  assert.equal((await ada.api.get(`${project.path}/tasks/${first.id}`)).priority, 'low')
  await page.getByRole('button', { name: 'Restore mine' }).first().click()
  await eventually(async () => assert.equal((await ada.api.get(`${project.path}/tasks/${first.id}`)).priority, 'urgent'))
})

test('a line that was lost for a while catches up by itself', async () => {
  const { ada, project, page, board, doing } = await cuttable()
  line.cut()
  await ada.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id })
  await foot(page, 'Connecting again')
  line.mend()
  await board.shows(doing, ['Print a boarding card'], 30_000)
  await foot(page, /^Live$/)
})

test('the server is killed and started again: what was done meanwhile arrives, once', async () => {
  const data = await mkdtemp(join(tmpdir(), 'kanvaro-e2e-'))
  let server = await start({ data })
  try {
    const ada = await setUp(server)
    const project = await createProject(ada)
    await seed(ada, project, cards)
    const page = await it.page({ as: ada, url: server.url })
    const board = await Board.open(page, ada, project)
    await complete(page)
    await server.stop({ signal: 'SIGKILL', keep: true })
    await board.carryByKeys('Name the ship', 'ArrowRight')
    await board.card('Name the ship').getByText('Not sent').waitFor()
    await foot(page, 'Offline, 1 change kept here')
    server = await start({ data, args: ['--addr', `127.0.0.1:${server.port}`] })
    await foot(page, /^Live$/)
    await eventually(async () => assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Name the ship']), 30_000)
    await board.shows(project.in.doing.name, ['Name the ship'])
    const [moved] = (await ada.api.get(`${project.path}/tasks?status=${project.in.doing.id}`)).items
    const { items } = await ada.api.get(`${project.path}/tasks/${moved.id}/history`)
    assert.equal(items.filter((e) => e.name === 'task.moved').length, 1)
  } finally {
    await server.stop()
    await rm(data, { recursive: true, force: true })
  }
})

test('two change the same field at the same moment: who lost hears of it, and may have his back', async () => {
  const { ada, project, page, board } = await cuttable()
  const [first] = project.tasks
  await board.card('Print a boarding card').focus()
  await page.keyboard.press('p')
  await panelled(page).getByText('Urgent').first().click()
  await eventually(async () => assert.equal((await ada.api.get(`${project.path}/tasks/${first.id}`)).priority, 'urgent'))
  await ada.api.patch(`${project.path}/tasks/${first.id}`, { priority: 'low' })
  await board.told(/Ada changed Priority to Low/)
  await page.getByRole('button', { name: 'Restore mine' }).first().click()
  await eventually(async () => assert.equal((await ada.api.get(`${project.path}/tasks/${first.id}`)).priority, 'urgent'))
})

test('a page that is loaded again shows what was seen last, before the server answers and when it does not', async () => {
  const { ada, project, page, board, ready, doing } = await cuttable()
  await page.waitForFunction(() => localStorage.getItem('kanvaro.seen'))
  // Meanwhile: one card has moved, one is gone.
  await page.goto('about:blank')
  await ada.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id })
  await ada.api.request('DELETE', `${project.path}/tasks/${project.tasks[1].id}`)
  let answer
  const answered = new Promise((done) => (answer = done))
  await page.route('**/api/v1/**', async (route) => {
    await answered
    await route.continue().catch(() => {})
  })
  await page.goBack()
  await board.shows(ready, cards.map((c) => c.title))
  answer()
  await board.shows(ready, ['Name the ship'])
  await board.shows(doing, ['Print a boarding card'])
  await page.unroute('**/api/v1/**')
  await page.route('**/api/v1/**', (route) => route.abort())
  await page.reload()
  await board.column(ready).waitFor()
  await complete(page)
  await board.carryByKeys('Name the ship', 'ArrowRight')
  await board.card('Name the ship').getByText('Not sent').waitFor()
  await page.unroute('**/api/v1/**')
  await eventually(async () => assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Print a boarding card', 'Name the ship']), 30_000)
})

test('somebody else who signs in here sends nothing of it', async () => {
  const { ada, lin, project, page, board } = await cuttable()
  const noa = await it.person('Noa Bar-Lev', project)
  await page.route('**/tasks/**', (route) => (['POST', 'PATCH', 'DELETE'].includes(route.request().method()) ? route.abort() : route.continue()))
  await board.carryByKeys('Print a boarding card', 'ArrowRight')
  await board.card('Print a boarding card').getByText('Not sent').waitFor()
  // Signed out and in as another: the cookie of the browser is hers now.
  await page.context().addCookies([{ ...noa.api.cookie, url: line.url }])
  await page.unroute('**/tasks/**')
  await page.reload()
  await board.shows(project.in.ready.name, cards.map((c) => c.title))
  await foot(page, /^Live$/)
  assert.deepEqual(await tasksIn(ada, project, 'doing'), [])
  // Back as herself, it goes.
  await page.context().addCookies([{ ...lin.api.cookie, url: line.url }])
  await page.reload()
  await eventually(async () => assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Print a boarding card']), 30_000)
})

test('signing out asks where something is not sent', async () => {
  const { page, board } = await cuttable()
  await page.route('**/tasks/**', (route) => (['POST', 'PATCH', 'DELETE'].includes(route.request().method()) ? route.abort() : route.continue()))
  await board.carryByKeys('Print a boarding card', 'ArrowRight')
  await board.card('Print a boarding card').getByText('Not sent').waitFor()
  await page.getByRole('button', { name: /Lin Wei/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('dialog', { name: 'Sign out with 1 change not sent?' }).getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})
