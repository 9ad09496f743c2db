// The keyboard: one registry, what it shows, when it listens and when it does not.
import assert from 'node:assert/strict'
import test from 'node:test'
import { scene } from '../lib/scene.mjs'
import { Board, addresses, eventually } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }]

async function boardOfAda() {
  const project = await it.project(cards)
  const ada = await it.ada()
  const page = await it.page({ as: ada })
  const board = await Board.open(page, ada, project)
  await board.card(cards[0].title).waitFor()
  return { project, ada, page, board, at: addresses(ada.orgId, project.key) }
}

const help = (page) => page.getByRole('dialog', { name: 'Keys that work here' })
const stored = (ada, project, n = 0) => ada.api.get(`${project.path}/tasks/${project.tasks[n].id}`)
/** strike is one key right after the other: a machine that is busy with much else may take longer between two presses than a person ever would. */
const strike = (page, ...keys) => page.evaluate((keys) => keys.forEach((key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))), keys)
const path = (page) => new URL(page.url()).pathname

test('? shows the keys that work here, and others elsewhere', async () => {
  const { page, at } = await boardOfAda()
  const about = async () => {
    await page.keyboard.press('?')
    await help(page).waitFor()
    const words = await help(page).getByRole('term').allInnerTexts()
    await page.keyboard.press('Escape')
    await help(page).waitFor({ state: 'detached' })
    return words
  }
  const onBoard = await about()
  assert.ok(onBoard.includes('Lift the card, and drop it'))
  assert.ok(!onBoard.includes('Into the cells of a row, and along them'))
  await page.keyboard.press('Control+b')
  await page.getByRole('treegrid').waitFor()
  await eventually(async () => {
    const onList = await about()
    assert.ok(onList.includes('Into the cells of a row, and along them'))
    assert.ok(!onList.includes('Lift the card, and drop it'))
  })
  await page.goto(at.people)
  await page.getByRole('heading', { name: 'People' }).first().waitFor()
  const elsewhere = await about()
  assert.ok(elsewhere.includes('Go to projects') && !elsewhere.includes('Into the cells of a row, and along them'))
})

test('g and a letter goes to every place, o p to another project, and one may go back', async () => {
  const { page, at, ada, project } = await boardOfAda()
  const other = await it.project([])
  const list = at.board.replace(/board$/, 'list')
  for (const [key, address] of [['l', list], ['p', at.projects], ['m', at.people], ['b', at.board], ['e', at.settings], ['x', at.trash], ['u', `/o/${ada.orgId}/me`], ['s', `/o/${ada.orgId}/search`], ['b', null], ['h', '/help']]) {
    await page.keyboard.press('Escape') // out of the field of a search
    await page.locator('body').evaluate(() => document.activeElement.blur())
    await strike(page, 'g', key)
    if (address) await eventually(() => assert.equal(path(page), address, `g ${key}`))
  }
  await page.goBack()
  await page.waitForURL((url) => url.pathname !== '/help')
  await page.goto(at.board)
  await page.locator('.board:not([aria-busy=true]) .card').first().waitFor()
  await strike(page, 'o', 'p')
  await page.getByRole('combobox', { name: 'Choose a project' }).fill(other.name)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === addresses(ada.orgId, other.key).board)
  await page.goBack()
  await page.waitForURL((url) => url.pathname === addresses(ada.orgId, project.key).board)
})

test('Ctrl+B goes from the board to the list and back, with what is filtered', async () => {
  const { page } = await boardOfAda()
  await page.keyboard.press('/')
  await page.keyboard.type('bicycles')
  await page.waitForURL(/board\?q=bicycles$/)
  await page.locator('#board-filter').blur()
  await page.keyboard.press('Control+b')
  await page.waitForURL(/list\?q=bicycles$/)
  await page.getByRole('treegrid').waitFor()
  await page.keyboard.press('Control+b')
  await page.waitForURL(/board\?q=bicycles$/)
})

test('no key runs a command while one types, but Escape and Ctrl+K', async () => {
  const { page, board, project } = await boardOfAda()
  await page.keyboard.press('/')
  await page.keyboard.type('c?xgl')
  assert.equal(await page.evaluate(() => document.activeElement.value), 'c?xgl')
  assert.equal(await help(page).count(), 0)
  assert.equal(path(page).endsWith(`/${project.key}/board`), true)
  await page.keyboard.press('Control+K')
  await page.getByRole('dialog', { name: 'Search or run' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Search or run' }).waitFor({ state: 'detached' })
  await page.locator('#board-filter').fill('')
  await board.card(cards[0].title).waitFor()
})

test('single keys can be switched off, for good', async () => {
  const { page, board } = await boardOfAda()
  await page.keyboard.press('?')
  await help(page).getByRole('checkbox', { name: 'Single keys run commands' }).uncheck()
  await page.keyboard.press('Escape')
  await page.reload()
  await page.locator('.board:not([aria-busy=true]) .card').first().waitFor()
  await board.card(cards[0].title).focus()
  await page.keyboard.press('x')
  await page.keyboard.press('Control+K')
  await page.getByRole('dialog', { name: 'Search or run' }).waitFor()
  assert.equal(await page.getByRole('article', { name: /, selected$/ }).count(), 0)
})

test('single keys change the card in focus, and the keyboard stays there', async () => {
  const { page, board, ada, project } = await boardOfAda()
  const card = board.card(cards[0].title)
  await card.focus()
  for (const [key, field] of [['p', 'Priority'], ['a', 'Assignee'], ['l', 'Labels'], ['e', 'Estimate'], ['d', 'Due']]) {
    await page.keyboard.press(key)
    await page.getByRole('combobox', { name: field }).waitFor()
    await page.keyboard.press('Escape')
    await eventually(async () => assert.ok(await card.evaluate((el) => el === document.activeElement), `after ${field}`))
  }
  await page.keyboard.press('p')
  await page.getByRole('combobox', { name: 'Priority' }).fill('urg')
  await page.keyboard.press('Enter')
  await eventually(async () => assert.equal((await stored(ada, project)).priority, 'urgent'))
  await card.focus()
  await page.keyboard.press('i')
  await eventually(async () => assert.deepEqual((await stored(ada, project)).assignees, [ada.id]))
  await page.keyboard.press('s')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('.')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await card.focus()
  await page.keyboard.press('Control+z')
  await eventually(async () => assert.deepEqual((await stored(ada, project)).assignees, []))
})

test('Escape takes away the panel, then the selection, then the filter', async () => {
  const { page, board } = await boardOfAda()
  await page.keyboard.press('/')
  await page.keyboard.type('bicycles')
  await page.waitForURL(/\?q=bicycles$/)
  await board.card(cards[1].title).focus()
  await page.keyboard.press('x')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: /-2$/ })
  const chosen = page.getByRole('article', { name: /, selected$/ })
  const state = async () => [await panel.count(), await chosen.count(), new URL(page.url()).search]
  const after = (wanted) => eventually(async () => assert.deepEqual(await state(), wanted))
  await after([1, 1, '?q=bicycles'])
  await page.keyboard.press('Escape')
  await after([0, 1, '?q=bicycles'])
  await page.keyboard.press('Escape')
  await after([0, 0, '?q=bicycles'])
  await page.keyboard.press('Escape')
  await after([0, 0, ''])
})

test('a task goes to the trash by a key, and comes back from there', async () => {
  const { page, board, ada, project, at } = await boardOfAda()
  await board.card(cards[0].title).focus()
  await page.keyboard.press('Delete')
  await board.card(cards[0].title).waitFor({ state: 'detached' })
  await eventually(async () => assert.ok((await stored(ada, project)).trashedAt))
  await page.goto(at.trash)
  await page.getByText(cards[0].title).waitFor()
  await page.getByRole('button', { name: `Restore ${project.key}-1` }).click()
  await eventually(async () => assert.ok(!(await stored(ada, project)).trashedAt))
  await page.goto(at.board)
  await board.card(cards[0].title).waitFor()
})
