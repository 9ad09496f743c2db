// Two people at the same board, each in a browser of their own.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { tasksIn } from '../lib/api.mjs'
import { wire } from '../lib/cut.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }, { title: 'Name the ship' }]

async function sideBySide(roles = {}) {
  const project = await it.project(cards)
  const ada = await it.ada()
  const lin = await it.person('Lin Wei', project, roles)
  const [left, right] = [await it.page({ as: ada }), await it.page({ as: lin })]
  return {
    ada, lin, project, left, right,
    adas: await Board.open(left, ada, project),
    lins: await Board.open(right, lin, project),
    ready: project.in.ready.name,
    doing: project.in.doing.name,
    review: project.in.review.name,
  }
}

test('each sees what the other does', async () => {
  const { adas, lins, ready, doing, review } = await sideBySide()
  await adas.moved(() => adas.dragByMouse('Print a boarding card', adas.column(doing)))
  await lins.shows(doing, ['Print a boarding card'])
  await lins.moved(() => lins.carryByKeys('Name the ship', 'ArrowRight', 'ArrowRight'))
  await adas.shows(review, ['Name the ship'])
  await adas.shows(ready, ['Count the bicycles'])
  await lins.shows(ready, ['Count the bicycles'])
})

test('both move the same card at once and then see the same', async () => {
  const { ada, project, adas, lins, ready, doing, review } = await sideBySide()
  await Promise.all([
    adas.moved(() => adas.carryByKeys('Count the bicycles', 'ArrowRight')),
    lins.moved(() => lins.carryByKeys('Count the bicycles', 'ArrowRight', 'ArrowRight')),
  ])
  const truth = { [ready]: await tasksIn(ada, project, 'ready'), [doing]: await tasksIn(ada, project, 'doing'), [review]: await tasksIn(ada, project, 'review') }
  for (const board of [adas, lins]) {
    for (const [column, titles] of Object.entries(truth)) await board.shows(column, titles)
  }
})

test('who was offline catches up', async () => {
  const { ada, project, right, lins, ready, doing } = await sideBySide()
  await lins.shows(ready, cards.map((c) => c.title))
  await right.context().setOffline(true)
  const [first] = project.tasks
  await ada.api.post(`${project.path}/tasks/${first.id}/move`, { status: project.in.doing.id })
  await ada.api.post(`${project.path}/tasks`, { title: 'Written while you were away', status: project.in.ready.id })
  await right.context().setOffline(false)
  await lins.shows(doing, ['Print a boarding card'], 60_000)
  await lins.shows(ready, ['Count the bicycles', 'Name the ship', 'Written while you were away'])
})

test('a move made offline is kept, and sent when the line is back', async () => {
  const { ada, project, right, lins, adas, doing } = await sideBySide()
  await right.context().setOffline(true)
  await lins.carryByKeys('Name the ship', 'ArrowRight')
  await lins.shows(doing, ['Name the ship'])
  assert.deepEqual(await tasksIn(ada, project, 'doing'), [])
  await right.context().setOffline(false)
  await adas.shows(doing, ['Name the ship'], 60_000)
  assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Name the ship'])
})

test('a viewer sees the board live and moves nothing', async () => {
  const { ada, project, right, adas, lins, ready, doing } = await sideBySide({ projectRole: 'viewer' })
  await lins.carryByKeys('Count the bicycles', 'ArrowRight')
  const box = await lins.card('Name the ship').boundingBox()
  const target = await lins.column(doing).boundingBox()
  await right.mouse.move(box.x + 40, box.y + 20)
  await right.mouse.down()
  await right.mouse.move(target.x + 40, target.y + 120, { steps: 8 })
  assert.equal(await lins.lifted.count(), 0)
  await right.mouse.up()

  await adas.moved(() => adas.dragByMouse('Print a boarding card', adas.column(doing)))
  await lins.shows(doing, ['Print a boarding card'])
  await lins.shows(ready, ['Count the bicycles', 'Name the ship'])
  assert.deepEqual(await tasksIn(ada, project, 'ready'), ['Count the bicycles', 'Name the ship'])
})

test('the server refuses a viewer who does not use our screens', async () => {
  const project = await it.project(cards)
  const noa = await it.person('Noa Bar-Lev', project, { projectRole: 'viewer' })
  await assert.rejects(noa.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id }), { status: 403 })
})

// However the tabs of a browser find each other, they share one stream, and it goes on when the one that held it is gone.
let line
after(() => line?.close())
const without = (...names) => names.map((name) => (name === 'locks' ? "Object.defineProperty(navigator, 'locks', { value: undefined });" : `delete window.${name};`)).join('')

for (const [how, missing] of [
  ['by a SharedWorker', []],
  ['by a lock and a channel, without SharedWorker', ['SharedWorker']],
  ['by a lease and a channel, without locks', ['SharedWorker', 'locks']],
]) {
  test(`the tabs of a browser share one stream ${how}`, async () => {
    line ??= await wire(it.server.port)
    const project = await it.project(cards)
    const ada = await it.ada()
    const lin = await it.person('Lin Wei', project)
    const first = await it.page({ as: lin, url: line.url })
    await first.context().addInitScript(without(...missing))
    const tabs = [first, await first.context().newPage(), await first.context().newPage()]
    const boards = []
    for (const tab of tabs) boards.push(await Board.open(tab, lin, project))
    for (const tab of tabs) await tab.getByRole('navigation', { name: 'Workspace' }).getByRole('status').filter({ hasText: /^Live$/ }).waitFor()
    await eventually(() => assert.equal(line.streams, 1))
    const move = (n, group) => ada.api.post(`${project.path}/tasks/${project.tasks[n].id}/move`, { status: project.in[group].id })
    await move(0, 'doing')
    for (const board of boards) await board.shows(project.in.doing.name, ['Print a boarding card'])

    await tabs[0].close()
    await move(1, 'doing')
    for (const board of boards.slice(1)) await board.shows(project.in.doing.name, ['Print a boarding card', 'Count the bicycles'], 20_000)
    await eventually(() => assert.equal(line.streams, 1))
    await tabs[1].close()
    await move(2, 'doing')
    await boards[2].shows(project.in.doing.name, ['Print a boarding card', 'Count the bicycles', 'Name the ship'], 20_000)
    await tabs[2].close()
    await eventually(() => assert.equal(line.streams, 0))
  })
}

test('a tab that finds no other way has a stream of its own', async () => {
  line ??= await wire(it.server.port)
  const project = await it.project(cards)
  const ada = await it.ada()
  const page = await it.page({ as: ada, url: line.url })
  await page.context().addInitScript(without('SharedWorker', 'BroadcastChannel', 'locks'))
  const board = await Board.open(page, ada, project)
  await eventually(() => assert.equal(line.streams, 1))
  await ada.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id })
  await board.shows(project.in.doing.name, ['Print a boarding card'])
})

test('who signs out in one tab has signed out in the others', async () => {
  const { right, lins, project, lin } = await sideBySide()
  const other = await right.context().newPage()
  await Board.open(other, lin, project)
  await other.getByRole('button', { name: /Lin Wei/ }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  await right.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.ok(lins)
})

test('each sees who else is here, and where somebody writes', async () => {
  const { adas, lins, left, right } = await sideBySide()
  const here = (page, names) => page.locator('header.top').getByRole('group', { name: `Here now: ${names}` })
  await here(left, 'Lin Wei').waitFor()
  await here(right, 'Ada Lindqvist').waitFor()
  const adasPanel = await adas.openTask('Name the ship')
  const linsPanel = await lins.openTask('Name the ship')
  await linsPanel.root.getByRole('group', { name: 'Here now: Ada Lindqvist' }).waitFor()
  await adasPanel.root.getByRole('button', { name: /^(Add a|Edit the) description$/ }).click()
  await linsPanel.root.getByText('Ada is editing the description').waitFor()
  await linsPanel.root.getByRole('img', { name: 'Ada Lindqvist, writing' }).waitFor()
  await left.keyboard.press('Escape')
  await linsPanel.root.getByText('Ada is editing the description').waitFor({ state: 'detached' })
  await left.close()
  await here(right, 'Ada Lindqvist').waitFor({ state: 'detached', timeout: 30_000 })
})
