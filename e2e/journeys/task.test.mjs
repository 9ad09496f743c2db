// One task in its panel: read, edited, discussed.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, Panel, addresses, eventually } from '../lib/screens.mjs'
import { Task } from '../lib/task.mjs'

const it = scene()

async function openTask(card) {
  const project = await it.project([card])
  const ada = await it.ada()
  const page = await it.page({ as: ada })
  const board = await Board.open(page, ada, project)
  const panel = await board.openTask(card.title)
  return { ada, project, page, board, panel, path: `${project.path}/tasks/${project.tasks[0].id}` }
}

test('title, description and comment are written where they stand', async () => {
  const { ada, page, board, panel, path } = await openTask({ title: 'Print a boarding card' })
  await panel.rename('Print two boarding cards')
  await board.card('Print two boarding cards').waitFor()
  await panel.describe('First **one**, then the other:\n\n- left\n- right')
  await panel.root.getByRole('listitem').filter({ hasText: 'right' }).waitFor()
  await panel.comment('Which *printer*?')
  await panel.comments.filter({ hasText: 'Which printer?' }).waitFor()

  const task = await ada.api.get(path)
  assert.equal(task.title, 'Print two boarding cards')
  assert.match(task.text.markdown, /\*\*one\*\*/)
  assert.equal(task.tally.comments, 1)
  await accessible(page, 'the task panel')
})

test('a task has an address of its own', async () => {
  const { ada, project } = await openTask({ title: 'Name the ship' })
  const page = await it.page({ as: ada })
  await page.goto(addresses(ada.orgId, project.key).task(project.tasks[0].number))
  await new Panel(page).title.filter({ hasText: 'Name the ship' }).waitFor()
})

test('what somebody else writes appears in the open panel', async () => {
  const { project, panel, path } = await openTask({ title: 'Count the bicycles' })
  const lin = await it.person('Lin Wei', project)
  await lin.api.patch(path, { title: 'Count bicycles and scooters' })
  await panel.title.filter({ hasText: 'Count bicycles and scooters' }).waitFor()
  await lin.api.post(`${path}/comments`, { markdown: 'Eleven.' })
  await panel.comments.filter({ hasText: 'Eleven.' }).waitFor()
})

test('markup in a title, a description or a comment stays text', async () => {
  const attack = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
  const { ada, page, panel, path } = await openTask({ title: `Title ${attack}` })
  await panel.describe(`${attack}\n\n[link](javascript:document.title='owned') <svg onload="document.title='owned'">`)
  await panel.comment(attack)
  await panel.comments.first().waitFor()
  await page.reload()
  await panel.title.filter({ hasText: '<script>' }).waitFor()
  await panel.comments.first().waitFor()

  assert.doesNotMatch(await page.title(), /owned/)
  for (const bad of ['img[src="x"]', '[onerror]', '[onload]', 'a[href^="javascript:"]', 'aside script']) {
    assert.equal(await page.locator(bad).count(), 0, `${bad} stands in the page`)
  }
  const { text } = await ada.api.get(path)
  assert.doesNotMatch(text.html, /<(?!\/?p>)/, 'nothing but paragraphs') // what was markup is text, so escaped
})

const whole = 'A **text** with `code`.\n\n- [ ] open\n- [x] done\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n> quoted\n\n```go\nx := 1\n```'

async function wholeTask(options) {
  const ada = await it.ada()
  const project = await it.project([{ title: 'A title that is longer than one would wish, with `code` and בעברית', description: whole }, { title: 'Another' }])
  const path = `${project.path}/tasks/${project.tasks[0].id}`
  await ada.api.post(`${project.path}/tasks`, { title: 'A part', status: project.in.ready.id, parent: project.tasks[0].id })
  await ada.api.post(`${path}/links`, { type: 'blockedBy', other: project.tasks[1].id })
  const comment = await ada.api.post(`${path}/comments`, { markdown: `Well, @${ada.id}` })
  await ada.api.put(`${path}/comments/${comment.id}/reactions/${encodeURIComponent('🎉')}`)
  return { ada, project, path, page: await it.page({ as: ada, ...options }) }
}

for (const theme of ['light', 'dark']) {
  test(`everything that a task has can be used by everybody: ${theme}`, async () => {
    const { ada, project, page } = await wholeTask()
    await page.emulateMedia({ colorScheme: theme })
    const task = await Task.beside(page, ada, project)
    await task.comments.first().waitFor()
    await task.part('Links').getByText('Another').waitFor()
    await accessible(page, `a whole task, ${theme}`)
    await task.write()
    await accessible(page, `a text that is written, ${theme}`)
    await page.keyboard.press('Escape')
    await Task.own(page, ada, project)
    await task.comments.first().waitFor()
    await accessible(page, `a task on its page, ${theme}`)
  })
}

test('on a phone a task fills the page and nothing sticks out', async () => {
  const { ada, project, page } = await wholeTask({ viewport: phone, touch: true })
  const task = await Task.beside(page, ada, project)
  await task.comments.first().waitFor()
  await fits(page, 'a task on a phone')
  await accessible(page, 'a task on a phone')
  await task.composer.and(page.locator('[contenteditable=true]')).waitFor()
  await task.composer.tap()
  await page.keyboard.type('By thumb')
  await fits(page, 'the composer on a phone')
  await task.saved(() => task.root.getByRole('button', { name: 'Send' }).tap())
  await task.comments.getByText('By thumb').waitFor()
  await task.root.getByRole('button', { name: 'Back' }).tap()
  await page.waitForURL(/\/board$/)
})

test('who may only look sees everything and is offered nothing', async () => {
  const { project, path, ada } = await wholeTask()
  const vera = await it.person('Vera Viewer', project, { projectRole: 'viewer' })
  const page = await it.page({ as: vera })
  const task = await Task.beside(page, vera, project)
  await task.comments.first().waitFor()
  await task.part('Subtasks').getByText('A part').waitFor()
  for (const name of [/^Edit/, /^Add/, 'React', 'Reply', 'Send', /^Change/, /^Undo/, /^Remove/]) assert.equal(await task.root.getByRole('button', { name }).count(), 0, `${name} is offered`)
  assert.equal(await task.root.getByRole('textbox').count(), 0)
  assert.ok(await task.read.getByRole('checkbox').first().isDisabled())
  await task.read.getByText('quoted').click()
  assert.equal(await task.writing.count(), 0)
  assert.equal((await ada.api.get(path)).text.markdown, whole)
})

test('a short address leads to the task, wherever it is; one that leads nowhere says so', async () => {
  const { ada, project, page } = await wholeTask()
  const task = await Task.at(page, `/o/${ada.orgId}/t/${project.key}-1`)
  await page.waitForURL(`**/p/${project.key}/t/${project.key}-1`)
  await task.root.getByRole('complementary', { name: 'Fields' }).waitFor()
  await page.goto(`/o/${ada.orgId}/t/NOPE-1`)
  await page.getByText('There is nothing at this address').waitFor()
})

test('a title is one line of at most 300 letters, and none at all is no title', async () => {
  const { ada, page, panel, path } = await openTask({ title: 'Name the ship' })
  const field = async (text) => {
    await panel.title.getByRole('button').click()
    await panel.root.getByRole('textbox', { name: 'Title' }).fill(text)
    await page.keyboard.press('Enter')
  }
  await field('   ')
  await panel.title.filter({ hasText: 'Name the ship' }).waitFor()
  await field('Two\nlines   and spaces')
  await eventually(async () => assert.equal((await ada.api.get(path)).title, 'Two lines and spaces'))
})

test('a title that is half typed outlives a reload', async () => {
  const { page, panel } = await openTask({ title: 'Name the ship' })
  await panel.title.getByRole('button').click()
  await page.keyboard.type(' Beagle')
  await page.reload()
  const field = panel.root.getByRole('textbox', { name: 'Title' })
  await field.waitFor()
  assert.equal(await field.inputValue(), 'Name the ship Beagle')
})
