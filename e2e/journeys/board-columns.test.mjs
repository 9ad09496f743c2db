// Columns made, named, coloured, ordered, limited, folded and taken away where they stand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }, { title: 'Name the ship' }]

async function boardWith({ seeds = cards, who, ...options } = {}) {
  const project = await it.project(seeds)
  const ada = await it.ada()
  const person = who ? await it.person('Vera Novak', project, who) : ada
  const page = await it.page({ as: person, ...options })
  const board = await Board.open(page, person, project)
  // What hands do comes right after the first paint.
  await page.locator('.board').evaluate(() => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done)))
  return { ada, project, page, board, ready: project.in.ready.name, doing: project.in.doing.name }
}

const statuses = async (ada, project) => (await ada.api.get(project.path)).statuses
const names = async (ada, project) => (await statuses(ada, project)).map((s) => s.name)
const saved = (page) => page.waitForResponse((r) => /\/statuses/.test(r.url()) && r.request().method() !== 'GET')
const name = (page, of) => page.getByRole('button', { name: of, exact: true })

async function menu(page, of, item) {
  await page.getByRole('button', { name: `Column ${of}` }).click()
  await page.getByRole('menuitem', { name: item }).or(page.getByRole('menuitemradio', { name: item })).click()
}

test('a column is renamed where it stands: F2, a name, Enter', async () => {
  const { ada, project, page, board, ready } = await boardWith()
  await name(page, ready).focus()
  await page.keyboard.press('F2')
  const field = page.getByRole('textbox', { name: `New name of ${ready}` })
  await field.fill('Up next')
  const answer = saved(page)
  await field.press('Enter')
  await answer
  await board.column('Up next').waitFor()
  assert.ok((await names(ada, project)).includes('Up next'))
})

test('a column without a name is refused where it is typed, and Escape returns to what was', async () => {
  const { ada, project, page, ready } = await boardWith()
  const before = await names(ada, project)
  await name(page, ready).click()
  const field = page.getByRole('textbox', { name: `New name of ${ready}` })
  await field.fill('   ')
  await field.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'A column needs a name' }).waitFor()
  await accessible(page, 'a column without a name')
  await field.press('Escape')
  await name(page, ready).waitFor()
  await eventually(async () => assert.ok(await name(page, ready).evaluate((el) => el === document.activeElement)))
  assert.deepEqual(await names(ada, project), before)
})

test('a limit is a whole number; it is drawn where it is crossed', async () => {
  const { ada, project, page, board, ready } = await boardWith()
  await menu(page, ready, 'Set a limit')
  const field = page.getByRole('textbox', { name: `Limit of ${ready}` })
  for (const wrong of ['-1', '1.5', 'many']) {
    await field.fill(wrong)
    await field.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'A limit is a whole number' }).waitFor()
  }
  await field.fill('2')
  const answer = saved(page)
  await field.press('Enter')
  await answer
  await board.column(ready).getByText('3 of 2').waitFor()
  await board.column(ready).getByText('1 over').waitFor()
  assert.equal((await statuses(ada, project)).find((s) => s.name === ready).limit, 2)
  await accessible(page, 'a column over its limit')
})

test('a column is made after another, with what it stands for, and at the end of the board', async () => {
  const { ada, project, page, board, ready, doing } = await boardWith()
  await menu(page, ready, 'Add column after')
  await page.getByRole('textbox', { name: `Name of the column after ${ready}` }).fill('Waiting')
  await page.keyboard.press('Enter')
  await board.column('Waiting').waitFor()
  await page.getByRole('button', { name: 'Add a column' }).click()
  await page.getByRole('textbox', { name: 'Name of the new column' }).fill('Shipped')
  await page.getByRole('button', { name: 'What it stands for' }).click()
  await page.getByRole('menuitemradio', { name: 'done', exact: true }).click()
  await page.getByRole('textbox', { name: 'Name of the new column' }).press('Enter')
  await board.column('Shipped').waitFor()
  await eventually(async () => {
    const made = await statuses(ada, project)
    assert.equal(made.findIndex((s) => s.name === 'Waiting'), made.findIndex((s) => s.name === doing) - 1)
    assert.deepEqual([made.at(-1).name, made.at(-1).group], ['Shipped', 'done'])
  })
})

test('a column has the colour that one gives it', async () => {
  const { ada, project, page, board, ready } = await boardWith()
  await menu(page, ready, 'Colour')
  const answer = saved(page)
  await page.getByRole('menuitemradio', { name: 'violet' }).click()
  assert.equal((await answer).status(), 200)
  assert.equal((await statuses(ada, project)).find((s) => s.name === ready).hue, 7)
  await eventually(async () => assert.equal(await board.column(ready).getAttribute('data-hue'), '7'))
})

test('a column is moved by keyboard, and says where it goes; Escape leaves it', async () => {
  const { ada, project, page, ready } = await boardWith()
  const before = await names(ada, project)
  await name(page, ready).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.locator('[data-announcer]').filter({ hasText: 'Place 3 of 6' }).waitFor({ state: 'attached' })
  await page.keyboard.press('Escape')
  await page.locator('[data-announcer]').filter({ hasText: 'stays where it was' }).waitFor({ state: 'attached' })
  assert.deepEqual(await names(ada, project), before)
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  const answer = saved(page)
  await page.keyboard.press('Space')
  await answer
  const [first, second, ...rest] = before
  assert.deepEqual(await names(ada, project), [first, rest[0], rest[1], second, ...rest.slice(2)])
})

test('a column is dragged by its head', async () => {
  const { ada, project, page, board, ready, doing } = await boardWith()
  const from = await name(page, ready).boundingBox()
  const to = await board.column(doing).boundingBox()
  await page.mouse.move(from.x + 10, from.y + 8)
  await page.mouse.down()
  await page.mouse.move(from.x + 40, from.y + 8, { steps: 4 })
  await page.mouse.move(to.x + to.width - 20, from.y + 8, { steps: 10 })
  const answer = saved(page)
  await page.mouse.up()
  await answer
  const after = await names(ada, project)
  assert.equal(after.indexOf(ready), after.indexOf(doing) + 1)
  assert.equal(await page.getByRole('textbox', { name: `New name of ${ready}` }).count(), 0, 'letting go is no press')
})

test('a column is taken away with a choice of where its tasks go, and undone', async () => {
  const { ada, project, page, board, ready, doing } = await boardWith()
  await menu(page, ready, 'Remove column')
  await page.getByRole('menuitem', { name: doing }).click()
  await page.getByRole('dialog').getByText('3 tasks move to').waitFor()
  await accessible(page, 'the question before a column goes')
  const answer = saved(page)
  await page.getByRole('button', { name: 'Remove column' }).click()
  await answer
  await board.shows(doing, cards.map((c) => c.title))
  assert.ok(!(await names(ada, project)).includes(ready))
  await board.undoFromToast()
  await board.shows(ready, cards.map((c) => c.title))
})

test('a folded column keeps its count and stays folded after a reload and in another browser', async () => {
  const { ada, project, page, board, ready } = await boardWith()
  const kept = page.waitForResponse((r) => r.url().includes('/preferences/') && r.request().method() === 'PUT')
  await menu(page, ready, 'Fold')
  await page.getByRole('button', { name: `Unfold ${ready}, 3 tasks` }).waitFor()
  assert.ok((await board.column(ready).boundingBox()).width <= 41)
  await kept
  await page.reload()
  await page.getByRole('button', { name: `Unfold ${ready}, 3 tasks` }).waitFor()
  const other = await it.page({ as: ada })
  await Board.open(other, ada, project)
  await other.getByRole('button', { name: `Unfold ${ready}, 3 tasks` }).waitFor()
  await accessible(page, 'a board with a folded column')
  await page.getByRole('button', { name: `Unfold ${ready}, 3 tasks` }).click()
  await board.shows(ready, cards.map((c) => c.title))
})

test('who may not manage the project changes no columns, and still folds them', async () => {
  const { page, board, ready } = await boardWith({ who: { projectRole: 'member' } })
  assert.equal(await page.getByRole('button', { name: `Column ${ready}` }).count(), 0)
  assert.equal(await name(page, ready).count(), 0)
  assert.equal(await page.getByRole('button', { name: 'Add a column' }).count(), 0)
  await board.column(ready).hover()
  await page.getByRole('button', { name: `Fold ${ready}` }).click()
  await page.getByRole('button', { name: `Unfold ${ready}, 3 tasks` }).waitFor()
})

test('on a phone a column is changed from the head of the page', async () => {
  const { page, project } = await boardWith({ viewport: phone, touch: true })
  const first = project.statuses[0].name
  await page.getByRole('button', { name: 'More' }).first().click()
  await page.getByRole('menuitem', { name: `Column ${first}` }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: `New name of ${first}` }).fill('Ideas')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Columns' }).getByText('Ideas').waitFor()
  await fits(page, 'the board on a phone')
  await accessible(page, 'the board on a phone')
})
