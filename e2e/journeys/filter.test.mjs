// What a view shows: chips built by keyboard, in the address, the same on board and list.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { List } from '../lib/list.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually } from '../lib/screens.mjs'

const it = scene()
const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
const cards = [
  { title: 'Print a boarding card', type: 'bug', due: day(-3) },
  { title: 'Count the bicycles', priority: 'urgent', due: day(3) },
  { title: 'Name the ship', status: 'doing', type: 'bug' },
  { title: 'Paint the funnel', status: 'done', due: day(-9) },
]
const [card, bicycles, ship, funnel] = cards.map((c) => c.title)

async function listWith(query = '', { empty = false } = {}) {
  const project = await it.project(cards)
  const ada = await it.ada()
  const page = await it.page({ as: ada })
  return { ada, project, page, list: await List.open(page, ada, project, { query, empty }) }
}

test('f, a few letters of a value and Enter make a chip; the count follows', async () => {
  const { list, page } = await listWith()
  await list.counts('4 tasks')
  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: 'Filter by' }).pressSequentially('bug')
  await page.keyboard.press('Enter')
  await list.shows([card, ship])
  await list.chip('Type is Bug').waitFor()
  await list.counts('2 of 4 tasks')
  assert.match(page.url(), /\?type=bug$/)
})

test('f, a field, then values: several are alternatives, one step back takes them away', async () => {
  const { list, page } = await listWith()
  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: 'Filter by' }).pressSequentially('due')
  await page.keyboard.press('Enter')
  const values = page.getByRole('combobox', { name: 'Due' })
  await values.waitFor()
  await page.keyboard.press('Enter') // overdue; what is done is never late
  await list.shows([card])
  await values.pressSequentially('7')
  await page.getByRole('option', { name: 'The next 7 days' }).first().click()
  await list.shows([card, bicycles])
  await page.keyboard.press('Escape')
  await list.chip('Due is any of Overdue, The next 7 days').waitFor()
  await page.goBack()
  await list.shows([card, bicycles, ship, funnel])
  await page.goForward()
  await list.shows([card, bicycles])
})

test('a chip says no, changes its values and goes away, by its parts', async () => {
  const { list, page } = await listWith('?type=bug')
  await list.shows([card, ship])
  await list.filter.getByRole('button', { name: /^Type: is\. Change/ }).click()
  await page.getByRole('menuitemradio', { name: 'is not' }).click()
  await list.shows([bicycles, funnel])
  assert.match(page.url(), /\?not\.type=bug$/)
  await list.filter.getByRole('button', { name: /^Type: Bug\. Change/ }).click()
  await list.pick('Task')
  await list.shows([])
  await page.getByText('Nothing matches').waitFor()
  await page.keyboard.press('Escape')
  await list.filter.getByRole('button', { name: 'Remove the filter by Type' }).click()
  await list.shows([card, bicycles, ship, funnel])
  assert.equal(new URL(page.url()).search, '')
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), 'filter-add'))
})

test('“!” negates, “me” is whoever looks', async () => {
  const { list, page, ada, project } = await listWith()
  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: 'Filter by' }).pressSequentially('!bug')
  await page.keyboard.press('Enter')
  await list.chip('Type is not Bug').waitFor()
  await list.shows([bicycles, funnel])
  await page.keyboard.press('F')
  await list.shows([card, bicycles, ship, funnel])
  await ada.api.patch(`${project.path}/tasks/${project.tasks[2].id}`, { assignees: [ada.id] })
  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: 'Filter by' }).pressSequentially('me')
  await page.getByRole('option', { name: 'Assignee is Me' }).click()
  await list.shows([ship])
  assert.match(page.url(), /assignee=me/)
  const lin = await it.person('Lin Wei', project)
  const others = await it.page({ as: lin })
  const theirs = new List(others)
  await others.goto(page.url())
  await others.getByText('Nothing matches').waitFor()
  await theirs.chip('Assignee is Me').waitFor()
})

test('words filter as one types, are one step back, and stay when the view is switched', async () => {
  const { list, page } = await listWith()
  await page.keyboard.press('/')
  await page.keyboard.type('the ship')
  await list.shows([ship])
  await eventually(() => assert.match(page.url(), /\?q=the%20ship$/))
  await page.getByRole('link', { name: 'Board', exact: true }).first().click()
  const board = new Board(page)
  await board.card(ship).waitFor()
  assert.equal(await page.getByRole('article').count(), 1)
  assert.match(page.url(), /board\?q=the%20ship$/)
  await board.card(ship).click()
  await page.getByRole('complementary', { name: /-\d+$/ }).waitFor()
  assert.match(page.url(), /board\/\w+-\d+\?q=the%20ship$/)
  await page.keyboard.press('Escape')
  await page.keyboard.press('F')
  await board.card(card).waitFor()
})

test('an address that somebody wrote shows what can be meant of it', async () => {
  const { list } = await listWith('?priority=huge,urgent&due=nonsense&type=&status=sts_00000000000000000000&sort=colour,title', { empty: true })
  await list.page.getByText('Nothing matches').waitFor()
  await list.chip('Priority is Urgent').waitFor()
  await list.chip('Status is a former column').waitFor()
  assert.equal(await list.filter.getByRole('group').count(), 2)
})

test('a filter that leaves nothing says so and can be cleared', async () => {
  const { list, page } = await listWith('?q=zeppelin', { empty: true })
  await page.getByText('Nothing matches').waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await list.shows([card, bicycles, ship, funnel])
})

test('what comes to match appears, what no longer does goes, without a reload', async () => {
  const { list, ada, project } = await listWith('?type=bug')
  await list.shows([card, ship])
  await ada.api.patch(`${project.path}/tasks/${project.tasks[1].id}`, { type: 'bug' })
  await list.shows([card, bicycles, ship])
  await ada.api.patch(`${project.path}/tasks/${project.tasks[0].id}`, { type: 'task' })
  await list.shows([bicycles, ship])
})

test('a task added where something is filtered is what the filter asks for', async () => {
  const { list, page, ada, project } = await listWith('?type=bug')
  await page.getByRole('button', { name: /^Add task to/ }).last().click()
  await page.getByRole('combobox', { name: /^Title of the new task/ }).fill('It leaks')
  await list.saved(() => page.keyboard.press('Enter'))
  await list.row('It leaks').waitFor()
  const { items } = await ada.api.get(`${project.path}/tasks?type=bug`)
  assert.ok(items.some((t) => t.title === 'It leaks'))
})

test('the chips and the picker are accessible, and fit a phone', async () => {
  const { list, page, ada, project } = await listWith('?type=bug,task&not.priority=low')
  await list.chip('Priority is not Low priority').waitFor()
  await accessible(page, 'a filtered list')
  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: 'Filter by' }).waitFor()
  await accessible(page, 'the builder of filters')
  const small = await it.page({ as: ada, viewport: phone, touch: true })
  const theirs = await List.open(small, ada, project, { query: '?type=bug,task&not.priority=low' })
  await theirs.chip('Priority is not Low priority').waitFor()
  await fits(small, 'a filtered list on a phone')
  await accessible(small, 'a filtered list on a phone')
})
