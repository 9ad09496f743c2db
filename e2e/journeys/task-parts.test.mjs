// What a task stands with: subtasks, the task above, links, and the ways from one to the next.
import assert from 'node:assert/strict'
import test from 'node:test'
import { scene } from '../lib/scene.mjs'
import { eventually } from '../lib/screens.mjs'
import { Task, comes } from '../lib/task.mjs'

const it = scene()

async function opened(cards = [{ title: 'Print a boarding card' }], options = {}) {
  const ada = await it.ada()
  const project = await it.project(cards)
  const page = await it.page({ as: ada })
  const task = await (options.own ? Task.own : Task.beside)(page, ada, project)
  const list = async (query) => (await ada.api.get(`${project.path}/tasks?limit=1000&${query}`)).items
  return { ada, project, page, task, list, path: (n = 0) => `${project.path}/tasks/${project.tasks[n].id}` }
}

test('subtasks are added one after the other, done and not done, put in order and taken out', async () => {
  const { project, page, task, list } = await opened()
  const parts = task.part('Subtasks')
  await page.keyboard.press('+')
  const field = parts.getByRole('textbox', { name: 'Add a subtask' })
  for (const title of ['Choose the paper', 'Choose the ink', 'Print']) {
    await field.fill(title)
    await field.press('Enter')
    await parts.getByText(title).waitFor()
  }
  await parts.getByText(`${project.key}-4`).waitFor()
  await page.keyboard.press('Escape')
  const titles = () => parts.getByRole('listitem').locator('.stt .cut').allInnerTexts()
  await eventually(async () => assert.deepEqual(await titles(), ['Choose the paper', 'Choose the ink', 'Print']))
  assert.equal((await list(`parent=${project.tasks[0].id}`)).length, 3)

  await parts.getByRole('checkbox', { name: `${project.key}-3 is done` }).click()
  await parts.getByText('1 of 3').waitFor()
  await eventually(async () => assert.deepEqual(await titles(), ['Choose the paper', 'Print', 'Choose the ink']))
  await parts.getByRole('checkbox', { name: `${project.key}-3 is done`, checked: true }).click()
  await parts.getByText('0 of 3').waitFor()

  await parts.getByRole('link', { name: /Print/ }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await eventually(async () => assert.deepEqual((await titles())[0], 'Print'))

  await task.menu(parts.getByRole('button', { name: `More about ${project.key}-2` }), 'Take out of this task')
  await eventually(async () => assert.equal((await list(`parent=${project.tasks[0].id}`)).length, 2))
})

test('a subtask is dragged to its place', async () => {
  const { ada, project, page, task } = await opened()
  for (const title of ['one', 'two', 'three']) await ada.api.post(`${project.path}/tasks`, { title, status: project.in.ready.id, parent: project.tasks[0].id })
  const rows = task.part('Subtasks').getByRole('listitem')
  await rows.nth(2).waitFor()
  await rows.nth(2).hover()
  const grip = await rows.nth(2).locator('.grip').boundingBox()
  const first = await rows.nth(0).boundingBox()
  await page.mouse.move(grip.x + 4, grip.y + 10)
  await page.mouse.down()
  await page.mouse.move(grip.x + 4, first.y + 3, { steps: 6 })
  await page.mouse.up()
  await eventually(async () => assert.deepEqual(await rows.locator('.stt .cut').allInnerTexts(), ['three', 'one', 'two']))
})

test('the open items of a checklist become subtasks', async () => {
  const { ada, project, task, list } = await opened([{ title: 'Print', description: 'Do:\n\n- [ ] choose **paper**\n- [x] find a printer\n- [ ] print it\n\nThen sleep.' }])
  await task.menu(task.text.getByRole('button', { name: 'More about the description' }), /Make subtasks of the 2/)
  await comes(ada, project, 'Do:\n\n- [x] find a printer\n\nThen sleep.')
  await eventually(async () => assert.deepEqual((await list(`parent=${project.tasks[0].id}`)).map((one) => one.title), ['choose paper', 'print it']))
  await task.part('Subtasks').getByText('choose paper').waitFor()
})

test('the task above is shown, changed and gone to', async () => {
  const { ada, project, page, task, path } = await opened([{ title: 'Print a card' }, { title: 'Sell tickets' }])
  await task.root.getByRole('button', { name: 'Put under another task' }).click()
  await page.getByRole('combobox').fill('Sell')
  await page.getByRole('option', { name: /Sell tickets/ }).click()
  const above = task.root.getByRole('link', { name: /Sell tickets/ })
  await above.waitFor()
  await eventually(async () => assert.equal((await ada.api.get(path())).parent, project.tasks[1].id))
  await above.click()
  await task.title.filter({ hasText: 'Sell tickets' }).waitFor()
  await task.part('Subtasks').getByRole('link', { name: /Print a card/ }).click()
  await task.title.filter({ hasText: 'Print a card' }).waitFor()
})

test('a task is linked to another; what blocks it is said; the link goes and comes back', async () => {
  const { ada, project, page, task, path } = await opened([{ title: 'Print a card' }, { title: 'Buy paper' }])
  const links = task.part('Links')
  await page.keyboard.press('r')
  await page.getByRole('menuitem', { name: 'Blocked by' }).click()
  await page.getByRole('combobox').fill('paper')
  await page.getByRole('option', { name: /Buy paper/ }).click()
  await links.getByRole('group', { name: 'Blocked by' }).getByText('Buy paper').waitFor()
  await task.root.getByText(`Blocked by ${project.key}-2`).waitFor()
  await eventually(async () => assert.equal((await ada.api.get(`${path(1)}/links`)).items[0].type, 'blocks'))

  await ada.api.patch(path(1), { status: project.in.done.id })
  await task.root.getByText(`Blocked by ${project.key}-2`).waitFor({ state: 'detached' })

  await links.getByRole('button', { name: `Remove the link to ${project.key}-2` }).click()
  await eventually(async () => assert.equal((await ada.api.get(`${path()}/links`)).items.length, 0))
  await task.undoFromToast()
  await links.getByText('Buy paper').waitFor()
  await eventually(async () => assert.equal((await ada.api.get(`${path(1)}/links`)).items.length, 1))
})

test('a task of another project is found and linked', async () => {
  const { ada, project, page, task } = await opened()
  const other = await it.project([{ title: 'Paint the funnel' }])
  const links = task.part('Links')
  await links.getByRole('button', { name: 'Add a link' }).click()
  await page.getByRole('menuitem', { name: 'Relates to' }).click()
  await eventually(async () => {
    await page.getByRole('combobox').fill('')
    await page.getByRole('combobox').fill('funnel')
    await page.getByRole('option', { name: /Paint the funnel/ }).click({ timeout: 1000 })
  })
  await links.getByText('Paint the funnel').waitFor()
  await links.getByRole('link', { name: /Paint the funnel/ }).click()
  await page.waitForURL(`**/p/${other.key}/t/${other.key}-1`)
  await new Task(page).part('Links').getByText('Print a boarding card').waitFor()
  assert.equal((await ada.api.get(`${project.path}/tasks/${project.tasks[0].id}/links`)).items[0].otherProject, other.id)
})

test('from one task to the next by keyboard, in the order of the column', async () => {
  const { page, task } = await opened([{ title: 'one' }, { title: 'two' }, { title: 'three' }])
  // A key before the page listens is nobody's: a person strikes it again.
  const strike = (key, title) => eventually(async () => {
    await page.keyboard.press(key)
    await task.title.filter({ hasText: title }).waitFor({ timeout: 3000 })
  })
  await strike('j', 'two')
  await strike('Alt+ArrowDown', 'three')
  await strike('k', 'two')
  await page.keyboard.press('z')
  await page.waitForURL(/\/t\/[A-Z]+-2$/)
  await task.root.getByRole('complementary', { name: 'Fields' }).waitFor()
  await strike('k', 'one')
  await page.keyboard.press('z')
  await page.waitForURL(/\/board\/[A-Z]+-1$/)
  await page.keyboard.press('Escape')
  await page.waitForURL(/\/board$/)
})

test('key, address, markdown and a name for a branch are copied', async () => {
  const { ada, project, page, task } = await opened([{ title: 'Print a *boarding* card', description: 'Twice.' }])
  // A host name without TLS has no clipboard: what is copied is caught where the browser copies it.
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined })
    document.addEventListener('copy', () => (window.copied = getSelection().toString() || document.activeElement.value), true)
  })
  const copied = async (wanted, act) => {
    await act()
    await eventually(async () => assert.equal(await page.evaluate(() => window.copied), wanted))
  }
  const key = `${project.key}-1`
  const address = `${new URL(page.url()).origin}/o/${ada.orgId}/t/${key}`
  await copied(key, () => page.keyboard.press('Control+.'))
  await copied(address, () => page.keyboard.press('Control+Shift+.'))
  await copied(`${key.toLowerCase()}-print-a-boarding-card`, () => page.keyboard.press('Control+Alt+.'))
  await copied(`# [${key}](${address}) Print a *boarding* card\n\nTwice.\n`, () => task.menu(task.root.getByRole('button', { name: 'More', exact: true }), 'Copy as Markdown'))
})
