// Many tasks changed at once: one request, one undo.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { List } from '../lib/list.mjs'
import { scene } from '../lib/scene.mjs'
import { eventually } from '../lib/screens.mjs'

const it = scene()
const titles = ['Print a boarding card', 'Count the bicycles', 'Name the ship', 'Paint the funnel']
const cards = titles.map((title) => ({ title }))

async function listWith(more = cards, options = {}) {
  const project = await it.project(more)
  const ada = await it.ada()
  const page = await it.page({ as: ada, ...options })
  return { ada, project, page, list: await List.open(page, ada, project) }
}

const tasks = async (owner, project) => (await owner.api.get(`${project.path}/tasks?limit=1000`)).items
const byTitle = async (owner, project, title) => (await tasks(owner, project)).find((t) => t.title === title)
const bulks = (page) => {
  const sent = []
  page.on('request', (r) => r.url().endsWith('/tasks/bulk') && sent.push(r.postDataJSON()))
  return sent
}

test('x, Shift and arrows, Ctrl+click, Shift+click and Ctrl+A select; Escape takes it back', async () => {
  const { list, page } = await listWith()
  await list.focus(titles[0])
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  assert.deepEqual(await list.selected(), [titles[0], titles[1]].sort())
  await list.bar.getByText('2 selected').waitFor()
  await page.keyboard.press('Shift+ArrowUp')
  assert.deepEqual(await list.selected(), [titles[0]])
  await list.cell(titles[3], 'key').click({ modifiers: ['Control'] })
  assert.deepEqual(await list.selected(), [titles[0], titles[3]].sort())
  await list.cell(titles[1], 'key').click({ modifiers: ['Shift'] })
  assert.deepEqual(await list.selected(), [...titles].sort())
  await page.keyboard.press('Escape')
  assert.deepEqual(await list.selected(), [])
  await list.bar.waitFor({ state: 'detached' })
  await page.keyboard.press('Control+a')
  assert.deepEqual(await list.selected(), [...titles].sort())
})

test('the box of a group takes all of it, and is half when somebody adds another', async () => {
  const { list, ada, project } = await listWith()
  const box = list.grid.getByRole('checkbox', { name: `Select all in ${project.in.ready.name}` })
  const look = () => box.evaluate((el) => [el.checked, el.indeterminate])
  await list.group(project.in.ready.name).hover()
  await box.click()
  await eventually(async () => assert.deepEqual(await look(), [true, false]))
  await ada.api.post(`${project.path}/tasks`, { title: 'Come later', status: project.in.ready.id })
  await list.row('Come later').waitFor()
  await eventually(async () => assert.deepEqual(await look(), [false, true]))
})

test('Ctrl+A is all in view, then all that match, those in closed groups too', async () => {
  const { list, page, project } = await listWith([...cards, { title: 'Done long ago', status: 'done' }])
  await list.group(project.in.done.name).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Control+a')
  await list.bar.getByText('4 selected').waitFor()
  await page.keyboard.press('Control+a')
  await list.bar.getByText('5 selected').waitFor()
})

test('a key changes the field of all that are selected, after saying what will change; one undo', async () => {
  const { list, page, ada, project } = await listWith()
  const sent = bulks(page)
  await list.select(titles[0], titles[1], titles[2])
  await ada.api.patch(`${project.path}/tasks/${project.tasks[1].id}`, { priority: 'high' })
  await list.cell(titles[1], 'priority').getByRole('img', { name: 'High priority' }).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('combobox', { name: 'Priority' }).pressSequentially('hi')
  await page.getByText('2 tasks of 3 will change').waitFor()
  await list.saved(() => page.keyboard.press('Enter'), 200)
  assert.deepEqual(sent, [{ tasks: [project.tasks[0].id, project.tasks[2].id], set: { priority: 'high' } }])
  assert.deepEqual((await tasks(ada, project)).map((t) => t.priority), ['high', 'high', 'high', 'none'])
  await list.told('2 tasks: priority High')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await eventually(async () => assert.deepEqual((await tasks(ada, project)).map((t) => t.priority), ['none', 'high', 'none', 'none']))
  await list.cell(titles[0], 'priority').getByRole('img', { name: 'No priority' }).waitFor()
})

test('people and labels are gathered: some, all, joined and taken off in one change', async () => {
  const { list, page, ada, project } = await listWith()
  const lin = await it.person('Lin Wei', project)
  await ada.api.patch(`${project.path}/tasks/${project.tasks[0].id}`, { assignees: [ada.id] })
  const sent = bulks(page)
  await list.cell(titles[0], 'assignees').getByText('Ada').waitFor()
  await list.select(titles[0], titles[1])
  await page.keyboard.press('a')
  await page.getByRole('option', { name: 'Lin Wei' }).click()
  await page.getByRole('option', { name: /Ada Lindqvist \(you\)/ }).click() // some had it: now all
  await page.getByText('2 tasks change.').waitFor()
  await list.saved(() => page.keyboard.press('Control+Enter'), 200)
  assert.deepEqual(sent[0].set.addAssignees.toSorted(), [ada.id, lin.id].toSorted())
  const after = await tasks(ada, project)
  for (const n of [0, 1]) assert.deepEqual(after[n].assignees.toSorted(), [ada.id, lin.id].toSorted())
  await page.keyboard.press('a')
  await page.getByRole('option', { name: 'Lin Wei' }).click()
  await list.saved(() => page.getByRole('button', { name: /^Change/ }).last().click(), 200)
  const [first] = await tasks(ada, project)
  assert.deepEqual(first.assignees, [ada.id])
})

test('a status with a limit says what it would make', async () => {
  const { list, page, ada, project } = await listWith()
  await ada.api.patch(`${project.path}/statuses/${project.in.doing.id}`, { limit: 1 })
  await list.select(titles[0], titles[1])
  await page.keyboard.press('s')
  await page.getByRole('combobox', { name: 'Status' }).pressSequentially('prog')
  await page.getByText('Limit 1, this makes 2').waitFor()
  await list.saved(() => page.keyboard.press('Enter'), 200)
  await list.shows([titles[2], titles[3], titles[0], titles[1]])
})

test('estimate, due, type and parent, from the menu of the bar', async () => {
  const { list, page, ada, project } = await listWith()
  await list.select(titles[1], titles[2])
  const more = async (name) => {
    await list.bar.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name, exact: true }).click()
  }
  await more('Estimate')
  await page.getByRole('combobox', { name: 'Estimate' }).waitFor()
  await list.saved(() => list.pick('5 points'), 200)
  await more('Due')
  await page.getByRole('combobox', { name: /^Due/ }).fill('24 dec')
  await list.saved(() => page.keyboard.press('Enter'), 200)
  await more('Type')
  await list.saved(() => list.pick('Chore'), 200)
  await more('Parent')
  await page.getByRole('combobox', { name: 'Parent' }).fill('boarding')
  await list.saved(() => list.pick(titles[0]), 200)
  const after = await byTitle(ada, project, titles[1])
  assert.deepEqual([after.points, after.due.slice(4), after.type, after.parent], [5, '-12-24', 'chore', project.tasks[0].id])
})

test('to the top in the order in which they stand, and into the trash; both can be undone', async () => {
  const { list, page, ada, project } = await listWith()
  await list.select(titles[2], titles[3])
  await page.keyboard.press('.')
  await list.saved(() => page.getByRole('menuitem', { name: 'To the top of the column' }).click(), 200)
  await list.shows([titles[2], titles[3], titles[0], titles[1]])
  await list.saved(() => page.keyboard.press('Delete'), 200)
  await list.shows([titles[0], titles[1]])
  await list.told('2 tasks are in the trash')
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click()
  await list.shows([titles[2], titles[3], titles[0], titles[1]])
  assert.equal((await tasks(ada, project)).length, 4)
})

test('several rows are dragged together', async () => {
  const { list, page } = await listWith()
  await list.select(titles[0], titles[1])
  const from = await list.row(titles[1]).boundingBox()
  const to = await list.row(titles[3]).boundingBox()
  await page.mouse.move(from.x + 300, from.y + 16)
  await page.mouse.down()
  await page.mouse.move(to.x + 300, to.y + to.height - 4, { steps: 8 })
  await list.saved(() => page.mouse.up(), 200)
  await list.shows([titles[2], titles[3], titles[0], titles[1]])
})

test('what is refused is told with its reason, the others are changed', async () => {
  const { list, page, ada, project } = await listWith()
  await list.select(titles[0], titles[1], titles[2])
  // Somebody puts one away at the same moment; this page has not heard of it.
  await page.route('**/tasks/bulk', async (route) => {
    await ada.api.request('DELETE', `${project.path}/tasks/${project.tasks[1].id}`)
    await route.continue()
  })
  await page.keyboard.press('p')
  await page.getByRole('combobox', { name: 'Priority' }).waitFor()
  await list.saved(() => page.keyboard.press('1'), 200)
  await list.told('1 task not changed')
  const after = await tasks(ada, project)
  assert.deepEqual(after.map((t) => [t.title, t.priority]), [[titles[0], 'urgent'], [titles[2], 'urgent'], [titles[3], 'none']])
})

test('six hundred go on behind the answer, with their number growing, and come back with one undo', async () => {
  const many = Array.from({ length: 600 }, (_, n) => ({ title: `Task ${n}` }))
  const project = await it.project([])
  const ada = await it.ada()
  // As an import, which is how so many come to be.
  const csv = 'title\n' + many.map(({ title }) => title).join('\n')
  let made = await ada.api.request('POST', `${project.path}/imports?filename=many.csv`, csv, { 'content-type': 'text/csv' })
  made = await ada.api.put(`${project.path}/imports/${made.id}/mapping`, { columns: { title: 'title' } })
  await ada.api.post(`${project.path}/imports/${made.id}/check`)
  await ada.api.post(`${project.path}/imports/${made.id}/start`, {})
  await eventually(async () => assert.equal((await ada.api.get(`${project.path}/imports/${made.id}`)).state, 'done'), 60_000)
  const page = await it.page({ as: ada })
  const list = await List.open(page, ada, project)
  await list.counts('600 tasks')
  await page.keyboard.press('Control+a')
  await list.bar.getByText('600 selected').waitFor()
  await page.keyboard.press('p')
  await page.getByRole('combobox', { name: 'Priority' }).waitFor()
  await page.keyboard.press('ArrowUp')
  await page.getByText('That goes on while you work.').waitFor()
  await list.saved(() => page.keyboard.press('1'), 202)
  await page.getByRole('region', { name: 'Messages' }).getByText('600 tasks: priority Urgent').waitFor()
  assert.equal((await ada.api.get(`${project.path}/tasks?priority=urgent&limit=1000`)).items.length, 600)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await eventually(async () => assert.equal((await ada.api.get(`${project.path}/tasks?priority=urgent&limit=1000`)).items.length, 0), 60_000)
})

test('a viewer selects and copies keys, and finds nothing to change', async () => {
  const { project } = await listWith()
  const noa = await it.person('Noa Bar-Lev', project, { projectRole: 'viewer' })
  const page = await it.page({ as: noa })
  const list = await List.open(page, noa, project)
  await page.keyboard.press('Control+a')
  await list.bar.getByText('4 selected').waitFor()
  assert.equal(await list.bar.getByRole('button', { name: 'Status' }).count(), 0)
  await page.keyboard.press('p')
  await page.keyboard.press('Delete')
  await list.bar.getByRole('button', { name: 'More' }).click()
  assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), ['Copy keys and titles'])
  await assert.rejects(noa.api.post(`${project.path}/tasks/bulk`, { tasks: project.tasks.map((t) => t.id), trash: true }), { status: 403 })
})

test('with the network cut a bulk edit shows, waits and is sent', async () => {
  const { list, page, ada, project } = await listWith()
  await list.select(titles[0], titles[1])
  await page.keyboard.press('p')
  await page.getByRole('combobox', { name: 'Priority' }).waitFor()
  await list.saved(() => page.keyboard.press('4'), 200)
  await page.context().setOffline(true)
  await page.keyboard.press('p')
  await page.getByRole('combobox', { name: 'Priority' }).waitFor()
  await page.keyboard.press('1')
  await list.cell(titles[0], 'priority').getByRole('img', { name: 'Urgent' }).waitFor()
  assert.equal((await byTitle(ada, project, titles[0])).priority, 'low')
  await page.context().setOffline(false)
  await eventually(async () => assert.deepEqual((await tasks(ada, project)).map((t) => t.priority), ['urgent', 'urgent', 'none', 'none']), 60_000)
})

test('the bar and its pickers are accessible, and fit a phone', async () => {
  const { list, page, ada, project } = await listWith()
  await list.select(titles[0], titles[1])
  await page.keyboard.press('a')
  await page.getByRole('combobox', { name: 'Assignee' }).waitFor()
  await accessible(page, 'a bulk edit')
  const small = await it.page({ as: ada, viewport: phone, touch: true })
  const theirs = await List.open(small, ada, project)
  await small.keyboard.press('Control+a')
  await theirs.bar.waitFor()
  await theirs.bar.getByRole('button', { name: 'More' }).tap()
  await small.getByRole('menuitem', { name: 'Labels' }).tap()
  await small.getByRole('combobox', { name: 'Labels' }).waitFor()
  await fits(small, 'a bulk edit on a phone')
  await accessible(small, 'a bulk edit on a phone')
})
