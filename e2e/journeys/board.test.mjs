// Moving cards: by mouse, by finger, by keyboard; and taking it back.
import assert from 'node:assert/strict'
import test from 'node:test'
import { tasksIn } from '../lib/api.mjs'
import { accessible } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }, { title: 'Name the ship' }]
const titles = cards.map((c) => c.title)

async function boardWith(seeds = cards, options = {}) {
  const project = await it.project(seeds)
  const ada = await it.ada()
  const page = await it.page({ as: ada, ...options })
  const board = await Board.open(page, ada, project)
  return { ada, project, page, board, ready: project.in.ready.name, doing: project.in.doing.name }
}

test('a card dragged by mouse is where it was let go, here, on the server and after a reload', async () => {
  const { ada, project, page, board, ready, doing } = await boardWith()
  await board.shows(ready, titles)
  await board.moved(() => board.dragByMouse('Count the bicycles', board.column(doing)))
  await board.shows(ready, ['Print a boarding card', 'Name the ship'])
  await board.shows(doing, ['Count the bicycles'])
  assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Count the bicycles'])
  await page.reload()
  await board.shows(doing, ['Count the bicycles'])
})

test('a card dragged within its column takes the place of the one it is let go above', async () => {
  const { ada, project, board, ready } = await boardWith()
  const order = ['Name the ship', 'Print a boarding card', 'Count the bicycles']
  await board.moved(() => board.dragByMouse('Name the ship', board.card('Print a boarding card').locator('.ctop')))
  await board.shows(ready, order)
  assert.deepEqual(await tasksIn(ada, project, 'ready'), order)
})

test('Escape puts a dragged card back', async () => {
  const { page, board, ready, doing } = await boardWith()
  const box = await board.card('Name the ship').boundingBox()
  const target = await board.column(doing).boundingBox()
  await page.mouse.move(box.x + 40, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(target.x + 40, target.y + 120, { steps: 8 })
  await board.lifted.waitFor()
  await page.keyboard.press('Escape')
  await board.lifted.waitFor({ state: 'detached' })
  await page.mouse.up()
  await board.shows(ready, titles)
  await board.shows(doing, [])
})

test('a finger lifts a card by holding it', async () => {
  const { ada, project, board, doing } = await boardWith(cards, { touch: true })
  await board.moved(() => board.dragByTouch('Print a boarding card', board.column(doing)))
  await board.shows(doing, ['Print a boarding card'])
  assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Print a boarding card'])
})

test('the keyboard lifts, carries and drops, and says so', async () => {
  const { ada, project, board, ready, doing } = await boardWith()
  await board.moved(() => board.carryByKeys('Count the bicycles', 'ArrowRight'))
  await board.told(doing)
  await board.shows(doing, ['Count the bicycles'])
  assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Count the bicycles'])

  await board.moved(() => board.carryByKeys('Name the ship', 'ArrowUp'))
  await board.shows(ready, ['Name the ship', 'Print a boarding card'])
})

test('Ctrl+Z takes back the last move', async () => {
  const { ada, project, page, board, ready, doing } = await boardWith()
  await board.moved(() => board.carryByKeys('Print a boarding card', 'ArrowRight'))
  await board.shows(doing, ['Print a boarding card'])
  await page.keyboard.press('Control+z')
  await board.shows(ready, titles)
  assert.deepEqual(await tasksIn(ada, project, 'ready'), titles)
})

test('the toast takes back the move it tells of', async () => {
  const { ada, project, board, ready } = await boardWith()
  await board.moved(() => board.carryByKeys('Name the ship', 'ArrowRight'))
  await board.undoFromToast()
  await board.shows(ready, titles)
  assert.deepEqual(await tasksIn(ada, project, 'ready'), titles)
})

test('an empty column says what it is for, until somebody else brings the first card', async () => {
  const { ada, project, board, doing } = await boardWith()
  const said = board.column(doing).getByText(/^What someone works on now/)
  await said.waitFor()
  await ada.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id })
  await board.shows(doing, [titles[0]])
  assert.equal(await said.count(), 0)
})

test('a board with cards is accessible, light and dark', async () => {
  const { page, board, ready } = await boardWith()
  await board.shows(ready, titles)
  await accessible(page, 'the board')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.reload()
  await board.shows(ready, titles)
  await accessible(page, 'the board in the dark')
})
