// An office network: plain HTTP under a name that is not loopback (.office itself is a name that browsers only open by TLS). There the browser has no secure context, and with it
// no locks, no clipboard, no service worker, no randomUUID. Everything works all the same.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { password, tasksIn } from '../lib/api.mjs'
import { wire } from '../lib/cut.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually, signIn } from '../lib/screens.mjs'

const it = scene({ browserArgs: ['--host-resolver-rules=MAP kanvaro.lan 127.0.0.1'] })
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }, { title: 'Name the ship' }]
let line
after(() => line?.close())

async function office({ as, seeds = cards } = {}) {
  line ??= await wire(it.server.port)
  line.mend()
  const ada = await it.ada()
  const project = await it.project(seeds)
  const lin = await it.person('Lin Wei', project)
  const url = `http://kanvaro.lan:${line.port}`
  const page = await it.page({ url, ...(as === null ? {} : { as: lin }) })
  return { ada, lin, project, page, url, ready: project.in.ready.name, doing: project.in.doing.name }
}

const foot = (page, words) => page.getByRole('navigation', { name: 'Workspace' }).getByRole('status').filter({ hasText: words }).waitFor({ timeout: 30_000 })

test('one signs in, moves a card and adds one, without a secure context', async () => {
  const { ada, lin, project, page, ready, doing } = await office({ as: null })
  await page.goto(`/o/${lin.orgId}/p/${project.key}/board`)
  assert.deepEqual(await page.evaluate(() => [isSecureContext, 'locks' in navigator, 'serviceWorker' in navigator, 'clipboard' in navigator, 'randomUUID' in crypto]), [false, false, false, false, false])
  await signIn(page, lin.email, password)
  const board = new Board(page)
  await board.shows(ready, cards.map((c) => c.title))
  await board.moved(() => board.dragByMouse('Count the bicycles', board.column(doing)))
  await board.column(ready).getByRole('button', { name: /^Add task/ }).click()
  await page.keyboard.type('Ask the captain')
  await page.keyboard.press('Enter')
  await eventually(async () => assert.deepEqual(await tasksIn(ada, project, 'ready'), ['Print a boarding card', 'Name the ship', 'Ask the captain']))
  assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Count the bicycles'])
})

test('a key is copied without a clipboard', async () => {
  const { lin, project, page, ready } = await office()
  const board = await Board.open(page, lin, project)
  await board.card('Name the ship').focus()
  await page.keyboard.press('.')
  await page.getByRole('menuitem', { name: 'Copy key' }).click()
  await board.told(`${project.key}-3 copied`)
  await board.column(ready).getByRole('button', { name: /^Add task/ }).click()
  await page.keyboard.press('Control+v')
  assert.equal(await page.evaluate(() => document.activeElement.value), `${project.key}-3`)
})

test('what others do comes live, to all tabs by one stream', async () => {
  const { ada, lin, project, page, doing } = await office()
  const board = await Board.open(page, lin, project)
  const other = await page.context().newPage()
  const second = await Board.open(other, lin, project)
  await eventually(() => assert.equal(line.streams, 1))
  await ada.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id })
  await board.shows(doing, ['Print a boarding card'])
  await second.shows(doing, ['Print a boarding card'])
})

test('work goes on without a line, outlives the page, and is sent when the line is back', async () => {
  const { ada, lin, project, page, doing } = await office()
  const board = await Board.open(page, lin, project)
  await foot(page, /^Live$/)
  await page.waitForFunction(() => performance.getEntriesByType('resource').some((e) => e.name.includes('/keep-') && e.initiatorType !== 'link' && e.responseEnd > 0))
  line.cut()
  await board.carryByKeys('Name the ship', 'ArrowRight')
  await board.card('Name the ship').getByText('Not sent').waitFor()
  await foot(page, 'Offline, 1 change kept here')
  // The page is lost: there is nobody to load it from. What was done is not.
  await page.goto('about:blank')
  line.mend()
  await page.goBack()
  await eventually(async () => assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Name the ship']), 30_000)
  await board.shows(doing, ['Name the ship'])
})

test('a picture is pasted into a description', async () => {
  const { ada, lin, project, page } = await office()
  const board = await Board.open(page, lin, project)
  const panel = await board.openTask('Name the ship')
  await panel.root.getByRole('button', { name: /^(Add a|Edit the) description$/ }).click()
  const field = panel.root.getByRole('textbox', { name: 'Description' })
  await field.focus()
  await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 8
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'))
    const data = new DataTransfer()
    data.items.add(new File([blob], 'ship.png', { type: 'image/png' }))
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await panel.root.getByRole('img', { name: /ship/ }).waitFor()
  await field.press('Control+Enter')
  await eventually(async () => {
    const { text } = await ada.api.get(`${project.path}/tasks/${project.tasks[2].id}`)
    assert.match(text.markdown, /!\[[^\]]*\]\(fil_[0-9a-z]{20}\)/)
  })
})
