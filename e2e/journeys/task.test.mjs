// One task in its panel: read, edited, discussed.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, Panel, addresses } from '../lib/screens.mjs'

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
