// Quick add: words become fields while one types, lists become tasks, and it stays open.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually } from '../lib/screens.mjs'

const it = scene()

async function boardWith({ who, ...options } = {}) {
  const project = await it.project([{ title: 'Print a boarding card' }])
  const ada = await it.ada()
  for (const [name, hue] of [['docs', 3], ['Needs design', 7]]) await ada.api.post(`${project.path}/labels`, { name, hue })
  // Each journey has its own people, since all are in one organisation.
  const lin = await it.person(`Lin ${project.key}`, project)
  const person = who ? await it.person('Vera Novak', project, who) : ada
  const page = await it.page({ as: person, ...options })
  return { ada, lin, project, page, board: await Board.open(page, person, project), ready: project.in.ready.name }
}

const open = async (page, column) => {
  await page.getByRole('button', { name: `Add task to ${column}` }).click()
  return page.getByRole('combobox', { name: `Title of the new task in ${column}` })
}
const created = (page) => page.waitForResponse((r) => r.request().method() === 'POST' && /\/tasks$/.test(new URL(r.url()).pathname))
const made = async (ada, project, title) => (await ada.api.get(`${project.path}/tasks?limit=100`)).items.find((t) => t.title === title)
const chip = (page, words) => page.getByRole('group', { name: 'Understood' }).getByRole('button', { name: words })

test('labels, people, priority, points and a day are understood while one types', async () => {
  const { ada, lin, project, page, ready } = await boardWith()
  const field = await open(page, ready)
  await field.pressSequentially(`Fix the hinge #docs @${project.key.toLowerCase()} !2 ~3 due:2026-12-24 *bug`)
  for (const words of ['docs', lin.name, 'High', '3 points', 'Thu 24 Dec', 'Bug']) await chip(page, words).waitFor()
  await accessible(page, 'quick add with chips')
  const answer = created(page)
  await field.press('Enter')
  assert.equal((await answer).status(), 201)
  const task = await made(ada, project, 'Fix the hinge')
  assert.deepEqual(
    { labels: task.labels.length, assignees: task.assignees, priority: task.priority, points: task.points, due: task.due, type: task.type },
    { labels: 1, assignees: [lin.id], priority: 'high', points: 3, due: '2026-12-24', type: 'bug' },
  )
})

test('it stays open: one title after another, each ends with Enter', async () => {
  const { board, page, ready } = await boardWith()
  const field = await open(page, ready)
  for (const title of ['Count the bicycles', 'Name the ship', 'Paint the funnel']) {
    await field.pressSequentially(title)
    await field.press('Enter')
    await eventually(async () => assert.equal(await field.inputValue(), ''))
  }
  await board.shows(ready, ['Print a boarding card', 'Count the bicycles', 'Name the ship', 'Paint the funnel'])
  assert.ok(await field.evaluate((el) => el === document.activeElement))
})

test('a list of what a word may become; Enter takes it, arrows choose, quotes are put where they are needed', async () => {
  const { page, ready } = await boardWith()
  const field = await open(page, ready)
  await field.pressSequentially('Draw it #ne')
  await page.getByRole('option', { name: 'Needs design' }).waitFor()
  await accessible(page, 'what a word may become')
  await field.press('Enter')
  assert.equal(await field.inputValue(), 'Draw it #"Needs design" ')
  await field.pressSequentially('@')
  await page.getByRole('option', { name: /^Lin / }).first().waitFor()
  await field.press('Escape')
  await page.getByRole('listbox').waitFor({ state: 'detached' })
  await field.waitFor()
})

test('a label that is missing is offered, shown as new, and made with the task', async () => {
  const { ada, project, page, board, ready } = await boardWith()
  const field = await open(page, ready)
  await field.pressSequentially('Oil it #workshop')
  await page.getByRole('option', { name: 'Create label “workshop”' }).waitFor()
  await field.press('Enter')
  await chip(page, 'workshop (new)').waitFor()
  const answer = created(page)
  await field.press('Enter')
  assert.equal((await answer).status(), 201)
  const label = (await ada.api.get(project.path)).labels.find((l) => l.name === 'workshop')
  assert.deepEqual((await made(ada, project, 'Oil it')).labels, [label.id])
  await board.card('Oil it').getByText('workshop').waitFor()
})

test('who may not make labels keeps the word in the title', async () => {
  const { project, ada, page, ready } = await boardWith({ who: { projectRole: 'member' } })
  const field = await open(page, ready)
  await field.pressSequentially('Call #workshop')
  const answer = created(page)
  await field.press('Enter')
  await answer
  assert.deepEqual((await made(ada, project, 'Call #workshop')).labels, [])
})

test('a chip that was not meant is pressed away', async () => {
  const { page, ready } = await boardWith()
  const field = await open(page, ready)
  await field.pressSequentially('Fix !1 the hinge #docs ')
  await chip(page, 'Urgent').click()
  assert.equal(await field.inputValue(), 'Fix the hinge #docs')
})

test('pasting twenty lines offers twenty tasks, in their order', async () => {
  const { board, page, ready } = await boardWith()
  const field = await open(page, ready)
  const lines = Array.from({ length: 20 }, (_, i) => `Step ${i + 1}`)
  await field.evaluate((el, text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    el.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, lines.map((line) => `- [ ] ${line} !low`).join('\n'))
  const offer = page.getByRole('button', { name: 'Add 20 tasks' })
  await offer.waitFor()
  await accessible(page, 'the offer of twenty tasks')
  await offer.click()
  await board.column(ready).getByRole('heading', { name: 'Step 20', exact: true }).waitFor()
  await eventually(async () => {
    const shown = await board.column(ready).getByRole('article').getByRole('heading').allInnerTexts()
    assert.deepEqual(shown.slice(-6), lines.slice(-6))
    assert.equal(await page.getByText('Not sent').count(), 0)
  })
  await board.told('20 tasks added')
})

test('nothing is made of nothing: a title that is empty, or all words', async () => {
  const { ada, project, page, ready } = await boardWith()
  const field = await open(page, ready)
  await field.press('Enter')
  await field.pressSequentially('#docs !2 ')
  await field.press('Enter')
  assert.equal(await field.inputValue(), '#docs !2 ')
  assert.equal((await ada.api.get(`${project.path}/tasks`)).items.length, 1)
})

test('the first task of an empty board', async () => {
  const project = await it.project()
  const ada = await it.ada()
  const page = await it.page({ as: ada, viewport: phone, touch: true })
  const board = await Board.open(page, ada, project)
  await page.getByRole('navigation', { name: 'Columns' }).getByRole('button', { name: project.in.ready.name }).click()
  const field = page.getByRole('combobox', { name: `Title of the new task in ${project.in.ready.name}` })
  await field.fill('Name the ship')
  await field.press('Enter')
  await board.shows(project.in.ready.name, ['Name the ship'])
  await fits(page, 'a board with its first task on a phone')
})
