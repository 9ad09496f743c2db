// The board as one wants it: lanes, fields on cards, what is left out.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { addresses, Board, eventually } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }, { title: 'Name the ship' }]

async function boardWith({ query = '', ...options } = {}) {
  const project = await it.project(cards)
  const ada = await it.ada()
  // Each journey has its own people, since all are in one organisation.
  const lin = await it.person(`Lin ${project.key}`, project)
  const [first, second] = project.tasks
  await ada.api.patch(`${project.path}/tasks/${first.id}`, { assignees: [ada.id], priority: 'high', points: 5 })
  await ada.api.patch(`${project.path}/tasks/${second.id}`, { assignees: [lin.id], priority: 'low' })
  const page = await it.page({ as: ada, ...options })
  await page.goto(addresses(ada.orgId, project.key).board + query)
  await page.getByRole('search', { name: 'Filter' }).waitFor()
  return { ada, lin, project, page, board: new Board(page), ready: project.in.ready.name, doing: project.in.doing.name }
}

const lane = (page, name) => page.getByRole('group', { name: new RegExp(`^${name}, \\d+ tasks?$`) })
const cell = (page, column, of) => page.getByRole('group', { name: new RegExp(`^${column}, ${of}, `) })
const titlesIn = (where) => where.getByRole('article').getByRole('heading').allInnerTexts()
const task = async (ada, project, n) => ada.api.get(`${project.path}/tasks/${project.tasks[n].id}`)

test('lanes are chosen in the display menu, stand in the address, and are remembered', async () => {
  const { ada, lin, project, page } = await boardWith()
  await page.getByRole('button', { name: 'Display' }).click()
  await accessible(page, 'the display menu')
  const kept = page.waitForResponse((r) => r.url().includes('/preferences/') && r.request().method() === 'PUT')
  await page.getByRole('combobox', { name: 'Lanes' }).selectOption('assignee')
  await lane(page, lin.name).waitFor()
  await kept
  assert.match(page.url(), /lanes=assignee/)
  await page.keyboard.press('Escape')
  assert.deepEqual(await titlesIn(lane(page, 'Ada Lindqvist')), ['Print a boarding card'])
  assert.deepEqual(await titlesIn(lane(page, 'Nobody')), ['Name the ship'])
  await accessible(page, 'a board in lanes')
  await page.goto(addresses(ada.orgId, project.key).board)
  await lane(page, lin.name).waitFor()
})

test('a card dragged to another lane and column gets its person and its place', async () => {
  const { ada, lin, project, page, board, ready, doing } = await boardWith({ query: '?lanes=assignee' })
  await board.moved(() => board.dragByMouse('Name the ship', cell(page, doing, lin.name)))
  await eventually(async () => {
    assert.deepEqual(await titlesIn(cell(page, doing, lin.name)), ['Name the ship'])
    const now = await task(ada, project, 2)
    assert.deepEqual([now.assignees, now.status], [[lin.id], project.in.doing.id])
  })
  // One gesture, one undo: both what it got and where it lay.
  await board.undoFromToast()
  await eventually(async () => {
    const now = await task(ada, project, 2)
    assert.deepEqual([now.assignees, now.status], [[], project.in.ready.id])
  })
  await page.keyboard.press('Control+Shift+Z')
  await eventually(async () => {
    const now = await task(ada, project, 2)
    assert.deepEqual([now.assignees, now.status], [[lin.id], project.in.doing.id])
  })
  await board.moved(() => board.dragByMouse('Count the bicycles', cell(page, ready, 'Ada Lindqvist')))
  await eventually(async () => assert.deepEqual((await task(ada, project, 1)).assignees, [ada.id]))
})

test('the keyboard carries a card over lanes', async () => {
  const { ada, project, page, board, ready } = await boardWith({ query: '?lanes=priority' })
  await board.moved(() => board.carryByKeys('Print a boarding card', 'ArrowDown', 'ArrowDown', 'ArrowDown'))
  await eventually(async () => {
    const now = await task(ada, project, 0)
    assert.equal(now.status, project.in.ready.id)
    assert.equal(now.priority, 'low')
  })
  assert.deepEqual(await titlesIn(cell(page, ready, 'Low priority')), ['Count the bicycles', 'Print a boarding card'])
})

test('a lane is folded and keeps its count; a task added in a lane belongs there', async () => {
  const { ada, lin, project, page, ready } = await boardWith({ query: '?lanes=assignee' })
  await lane(page, 'Ada Lindqvist').getByRole('button', { name: /Ada Lindqvist/ }).click()
  await eventually(async () => assert.equal(await lane(page, 'Ada Lindqvist').getByRole('article').count(), 0))
  const where = cell(page, ready, lin.name)
  await where.hover()
  await where.getByRole('button', { name: `Add task to ${ready}` }).click()
  await where.getByRole('combobox').fill('Paint the funnel')
  await page.keyboard.press('Enter')
  await eventually(async () => {
    const made = (await ada.api.get(`${project.path}/tasks`)).items.find((t) => t.title === 'Paint the funnel')
    assert.deepEqual(made?.assignees, [lin.id])
  })
  assert.deepEqual(await titlesIn(where), ['Count the bicycles', 'Paint the funnel'])
})

test('parents make lanes, and cards tell whose part they are', async () => {
  const { ada, project, page } = await boardWith()
  await ada.api.patch(`${project.path}/tasks/${project.tasks[1].id}`, { parent: project.tasks[0].id })
  const part = page.getByRole('article', { name: 'Count the bicycles' })
  await part.getByText('Print a boarding card').waitFor()
  await page.getByRole('article', { name: 'Print a boarding card' }).getByText('0/1').waitFor()
  await page.goto(`${addresses(ada.orgId, project.key).board}?lanes=parent`)
  await eventually(async () => assert.deepEqual(await titlesIn(lane(page, '.*Print a boarding card')), ['Count the bicycles']))
})

test('cards show what one chooses', async () => {
  const { page, board } = await boardWith()
  const card = board.card('Print a boarding card')
  await card.getByTitle('5 points').waitFor()
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByRole('button', { name: 'Estimate', pressed: true }).click()
  await card.getByTitle('5 points').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Key', exact: true, pressed: true }).click()
  await card.locator('.key').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Estimate', pressed: false }).click()
  await card.getByTitle('5 points').waitFor()
})

test('what a card tells is changed by pressing it', async () => {
  const { ada, lin, project, page, board } = await boardWith()
  await board.card('Name the ship').getByRole('img', { name: 'Nobody' }).click()
  await page.getByRole('option', { name: lin.name }).click()
  await eventually(async () => assert.deepEqual((await task(ada, project, 2)).assignees, [lin.id]))
  await page.keyboard.press('Escape')
  await board.card('Name the ship').getByRole('img', { name: lin.name }).waitFor()
})

test('finished work is left out after some days, and said at the foot of its column', async () => {
  const { ada, project, page, board } = await boardWith()
  await ada.api.patch(`${project.path}/tasks/${project.tasks[0].id}`, { status: project.in.done.id })
  await board.shows(project.in.done.name, ['Print a boarding card'])
  await page.clock.install({ time: Date.now() + 40 * 86_400_000 })
  await page.reload()
  await board.shows(project.in.done.name, ['Print a boarding card'])
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByRole('combobox', { name: 'Leave out finished' }).selectOption('14')
  await page.keyboard.press('Escape')
  await board.shows(project.in.done.name, [])
  await board.column(project.in.done.name).getByRole('button', { name: '1 finished earlier' }).click()
  await board.shows(project.in.done.name, ['Print a boarding card'])
})

test('a phone shows the lanes of one column', async () => {
  const { lin, page, ready, doing } = await boardWith({ query: '?lanes=assignee', viewport: phone, touch: true })
  await page.getByRole('navigation', { name: 'Columns' }).getByRole('button', { name: ready }).click()
  await eventually(async () => assert.deepEqual(await titlesIn(lane(page, lin.name)), ['Count the bicycles']))
  await fits(page, 'lanes on a phone')
  await accessible(page, 'lanes on a phone')
  await page.getByRole('navigation', { name: 'Columns' }).getByRole('button', { name: doing }).click()
  await eventually(async () => assert.deepEqual(await titlesIn(lane(page, lin.name)), []))
})
