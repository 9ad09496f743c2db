// Several cards at once: selected, dragged, carried by keyboard, sent to the top; and one of them by two people.
import assert from 'node:assert/strict'
import test from 'node:test'
import { tasksIn } from '../lib/api.mjs'
import { accessible } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually } from '../lib/screens.mjs'

const it = scene()
const titles = ['Print a boarding card', 'Count the bicycles', 'Name the ship', 'Paint the funnel', 'Oil the hinges']
const cards = titles.map((title) => ({ title }))

async function boardWith({ who, ...options } = {}) {
  const project = await it.project(cards)
  const ada = await it.ada()
  const person = who ? await it.person('Vera Novak', project, who) : ada
  const page = await it.page({ as: person, ...options })
  const board = await Board.open(page, person, project)
  return { ada, project, page, board, ready: project.in.ready.name, doing: project.in.doing.name }
}

const selected = (page) => page.getByRole('article', { name: /, selected$/ }).getByRole('heading').allInnerTexts()
const bulk = (page) => page.waitForResponse((r) => r.url().endsWith('/tasks/bulk'))

test('x, Shift and arrows, Ctrl and Shift with the mouse, and the box select; Escape takes it back', async () => {
  const { page, board } = await boardWith()
  await board.card(titles[0]).focus()
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await eventually(async () => assert.deepEqual(await selected(page), titles.slice(0, 2)))
  await board.card(titles[4]).click({ modifiers: ['Control'] })
  assert.deepEqual(await selected(page), [titles[0], titles[1], titles[4]])
  await board.card(titles[2]).click({ modifiers: ['Shift'] })
  assert.deepEqual(await selected(page), titles)
  await accessible(page, 'a board with selected cards')
  await page.keyboard.press('Escape')
  assert.deepEqual(await selected(page), [])
  await board.card(titles[1]).hover()
  await board.card(titles[1]).locator('[data-pick]').click()
  assert.deepEqual(await selected(page), [titles[1]])
  assert.equal(new URL(page.url()).pathname.endsWith('/board'), true, 'the box opens nothing')
})

test('keys that come faster than pictures: each is meant for the card that the one before led to', async () => {
  const { page, board } = await boardWith()
  await board.card(titles[0]).focus()
  await page.evaluate(() => {
    for (const key of ['j', 'j', 'x']) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
  await eventually(async () => assert.deepEqual(await selected(page), [titles[2]]))
})

test('Ctrl+A is the column one is in, then the whole board', async () => {
  const { ada, project, page, board, doing } = await boardWith()
  await ada.api.post(`${project.path}/tasks`, { title: 'Already begun', status: project.in.doing.id })
  await board.shows(doing, ['Already begun'])
  await board.card(titles[0]).focus()
  await page.keyboard.press('Control+a')
  assert.deepEqual(await selected(page), titles)
  await page.keyboard.press('Control+a')
  assert.equal((await selected(page)).length, 6)
})

test('selected cards are dragged together, in one request, and come back with one undo', async () => {
  const { ada, project, page, board, ready, doing } = await boardWith()
  for (const title of [titles[3], titles[0]]) await board.card(title).click({ modifiers: ['Control'] })
  const answer = bulk(page)
  const from = await board.card(titles[3]).boundingBox()
  const to = await board.column(doing).boundingBox()
  await page.mouse.move(from.x + 60, from.y + 20)
  await page.mouse.down()
  await page.mouse.move(from.x + 80, from.y + 30, { steps: 3 })
  await board.lifted.getByText('2', { exact: true }).waitFor()
  await board.lifted.getByText(`Move 2 to`).waitFor()
  await page.mouse.move(to.x + 60, to.y + 120, { steps: 8 })
  await page.mouse.up()
  assert.equal((await answer).status(), 200)
  await board.shows(doing, [titles[0], titles[3]])
  await board.shows(ready, [titles[1], titles[2], titles[4]])
  assert.deepEqual(await tasksIn(ada, project, 'doing'), [titles[0], titles[3]])
  await board.told(`2 tasks moved to ${doing}`)
  await board.undoFromToast()
  await board.shows(ready, titles)
  assert.deepEqual(await tasksIn(ada, project, 'ready'), titles)
})

test('selected cards are carried by keyboard, and Escape returns them all', async () => {
  const { page, board, ready, doing } = await boardWith()
  await board.card(titles[1]).focus()
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Space')
  await page.locator('[data-announcer]').filter({ hasText: '2 tasks lifted' }).waitFor({ state: 'attached' })
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await board.shows(ready, titles)
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  const answer = bulk(page)
  await page.keyboard.press('Space')
  await answer
  await board.shows(doing, [titles[1], titles[2]])
})

test('s t and s b send a card to the top and to the end of its column', async () => {
  const { ada, project, page, board, ready } = await boardWith()
  await board.card(titles[2]).focus()
  await board.moved(async () => {
    await page.keyboard.press('s')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('t')
  })
  await board.shows(ready, [titles[2], titles[0], titles[1], titles[3], titles[4]])
  await board.moved(async () => {
    await page.keyboard.press('s')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('b')
  })
  await board.shows(ready, [titles[0], titles[1], titles[3], titles[4], titles[2]])
  assert.deepEqual(await tasksIn(ada, project, 'ready'), [titles[0], titles[1], titles[3], titles[4], titles[2]])
  await eventually(async () => assert.ok(await board.card(titles[2]).evaluate((el) => el === document.activeElement)))
})

test('the tip of a carried card says when the limit would be crossed', async () => {
  const { ada, project, page, board, doing } = await boardWith()
  await ada.api.patch(`${project.path}/statuses/${project.in.doing.id}`, { limit: 1 })
  await ada.api.post(`${project.path}/tasks`, { title: 'Already begun', status: project.in.doing.id })
  await board.shows(doing, ['Already begun'])
  await board.column(doing).getByText('1 of 1').waitFor()
  await board.card(titles[0]).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.getByText('limit 1, this makes 2').waitFor()
  await page.keyboard.press('Escape')
})

test('near the edge of a long column the column scrolls by itself', async () => {
  const project = await it.project()
  const ada = await it.ada()
  const many = Array.from({ length: 40 }, (_, n) => n)
  for (const n of many) await ada.api.post(`${project.path}/tasks`, { title: `Card ${n}`, status: project.in.ready.id })
  const page = await it.page({ as: ada })
  const board = await Board.open(page, ada, project)
  const column = board.column(project.in.ready.name)
  const from = await board.card('Card 0').boundingBox()
  const box = await column.locator('.cells').boundingBox()
  await page.mouse.move(from.x + 40, from.y + 30)
  await page.mouse.down()
  await page.mouse.move(from.x + 50, from.y + 60, { steps: 4 })
  await board.lifted.waitFor()
  await page.mouse.move(from.x + 50, box.y + box.height - 8, { steps: 6 })
  await column.getByRole('heading', { name: 'Card 39' }).waitFor()
  await eventually(async () => {
    const [top, most] = await column.locator('.cells').evaluate((el) => [el.scrollTop + el.clientHeight, el.scrollHeight])
    assert.ok(top >= most - 2, `${top} of ${most}`)
  })
  await board.moved(() => page.mouse.up())
  await eventually(async () => assert.equal((await tasksIn(ada, project, 'ready')).at(-1), 'Card 0'))
})

test('a finger that moves at once scrolls, and lifts nothing', async () => {
  const { page, board, ready } = await boardWith({ touch: true })
  const from = await board.card(titles[4]).boundingBox()
  const finger = await page.context().newCDPSession(page)
  const touch = (type, y) => finger.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: from.x + 40, y }] })
  await touch('touchStart', from.y + 20)
  for (let step = 1; step <= 6; step++) await touch('touchMove', from.y + 20 - step * 25)
  assert.equal(await board.lifted.count(), 0)
  await touch('touchEnd')
  await board.shows(ready, titles)
})

test('who may only look selects nothing and changes nothing', async () => {
  const { page, board } = await boardWith({ who: { projectRole: 'viewer' } })
  await board.card(titles[0]).focus()
  await page.keyboard.press('x')
  await page.keyboard.press('s')
  assert.equal(await page.getByRole('menu').count(), 0)
  assert.deepEqual(await selected(page), [])
  assert.equal(await page.getByRole('button', { name: /^Add task to/ }).count(), 0)
  await page.keyboard.press('.')
  assert.equal(await page.getByRole('menuitem', { name: 'Move to…' }).count(), 0)
})

test('a card that somebody else moves while it is in the hand: both see one truth', async () => {
  const { ada, project, board } = await boardWith()
  const lin = await it.person('Lin Wei', project)
  const right = await it.page({ as: lin })
  const lins = await Board.open(right, lin, project)
  await lins.shows(project.in.ready.name, titles)
  // It is in the hand of the one while the other moves it away.
  const from = await lins.card(titles[1]).boundingBox()
  const to = await lins.column(project.in.review.name).boundingBox()
  await right.mouse.move(from.x + 40, from.y + 20)
  await right.mouse.down()
  await right.mouse.move(from.x + 60, from.y + 30, { steps: 3 })
  await lins.lifted.waitFor()
  await board.moved(() => board.carryByKeys(titles[1], 'ArrowRight'))
  await lins.column(project.in.doing.name).locator('.card.gone').waitFor()
  await right.mouse.move(to.x + 60, to.y + 100, { steps: 8 })
  await lins.moved(() => right.mouse.up())
  const truth = Object.fromEntries(await Promise.all(['ready', 'doing', 'review'].map(async (group) => [group, await tasksIn(ada, project, group)])))
  assert.equal(truth.doing.length + truth.review.length, 1)
  for (const one of [board, lins]) for (const group of Object.keys(truth)) await one.shows(project.in[group].name, truth[group])
})

test('a move that is refused comes back with the reason', async () => {
  const { ada, project, page, board, ready } = await boardWith({ who: { projectRole: 'member' } })
  const vera = (await ada.api.get(`${project.path}/members`)).items.find((m) => m.role === 'member')
  // The right goes while the card is in the hand; nobody has told this page yet.
  await page.route('**/events*', (route) => route.abort())
  await board.card(titles[0]).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await ada.api.put(`${project.path}/members/${vera.member}`, { role: 'viewer' })
  await page.keyboard.press('Space')
  await board.told(/not moved/)
  await board.shows(ready, titles)
})
