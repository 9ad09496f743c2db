// What is said about a task: comments, reactions, quotes, history.
import assert from 'node:assert/strict'
import test from 'node:test'
import { scene } from '../lib/scene.mjs'
import { eventually, paste } from '../lib/screens.mjs'
import { Task, pastePicture } from '../lib/task.mjs'

const it = scene()

async function opened({ comments = [], description } = {}) {
  const ada = await it.ada()
  const project = await it.project([{ title: 'Count the bicycles', description }])
  const path = `${project.path}/tasks/${project.tasks[0].id}`
  const said = []
  for (const markdown of comments) said.push(await ada.api.post(`${path}/comments`, { markdown }))
  const page = await it.page({ as: ada })
  const task = await Task.beside(page, ada, project)
  const all = async () => (await ada.api.get(`${path}/comments`)).items
  return { ada, project, page, task, path, said, all }
}

test('a comment is kept while it is written, through a reload, until it is sent', async () => {
  const { page, task, all } = await opened()
  await task.composer.and(page.locator('[contenteditable=true]')).waitFor()
  await task.composer.click()
  await page.keyboard.type('Eleven **bicycles** and')
  await page.reload()
  await task.composer.getByText('Eleven bicycles and').waitFor()
  await task.composer.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' a scooter')
  await page.keyboard.press('Control+Enter')
  await task.comments.getByText('Eleven bicycles and a scooter').waitFor()
  await eventually(async () => assert.deepEqual((await all()).map((c) => c.markdown), ['Eleven **bicycles** and a scooter']))
  await page.reload()
  await task.comments.first().waitFor()
  assert.equal((await task.composer.innerText()).trim(), '', 'what was sent is no draft any more')
})

test('a comment that is written without a network shows at once, and goes when the line is back', async () => {
  const { page, task, all } = await opened()
  await task.composer.and(page.locator('[contenteditable=true]')).waitFor()
  await page.context().setOffline(true)
  await task.composer.click()
  await page.keyboard.type('In the tunnel')
  await task.root.getByRole('button', { name: 'Send' }).click()
  await task.comments.filter({ hasText: 'Not sent' }).getByText('In the tunnel').waitFor()
  await page.context().setOffline(false)
  await eventually(async () => assert.equal((await all()).length, 1))
  await task.comments.filter({ hasText: 'Not sent' }).waitFor({ state: 'detached' })
})

test('one edits what one has said, and may leave it as it was', async () => {
  const { page, task, all } = await opened({ comments: ['Eleven.'] })
  const menu = () => task.menu(task.comments.first().getByRole('button', { name: /about the comment/i }), 'Edit')
  await menu()
  const field = task.root.getByRole('textbox', { name: 'Edit' })
  await field.waitFor()
  await page.keyboard.type(' Or twelve.')
  await task.saved(() => page.keyboard.press('Control+Enter'))
  await task.comments.getByText('Eleven. Or twelve.').waitFor()
  await task.comments.getByText('edited').waitFor()
  assert.equal((await all())[0].markdown, 'Eleven. Or twelve.')
  await menu()
  await page.keyboard.type(' Or none.')
  await page.keyboard.press('Escape')
  await task.comments.getByText('Eleven. Or twelve.').waitFor()
  assert.equal((await all())[0].markdown, 'Eleven. Or twelve.')
})

test('a comment is deleted, and comes back', async () => {
  const { task, all } = await opened({ comments: ['Eleven.', 'Twelve.'] })
  await task.menu(task.comments.first().getByRole('button', { name: /about the comment/i }), 'Delete')
  await eventually(async () => assert.deepEqual((await all()).map((c) => c.markdown), ['Twelve.']))
  await task.undoFromToast()
  await task.comments.getByText('Eleven.').waitFor()
  await eventually(async () => assert.equal((await all()).length, 2))
})

test('reactions are counted, seen by others, and taken back', async () => {
  const { project, page, task, all } = await opened({ comments: ['Eleven.'] })
  const lin = await it.person('Lin Wei', project)
  const hers = await Task.beside(await it.page({ as: lin }), lin, project)
  const comment = task.comments.first()
  await comment.hover()
  await comment.getByRole('button', { name: 'React' }).click()
  await page.getByRole('button', { name: 'Rocket' }).click()
  await hers.comments.first().getByRole('button', { name: /^Rocket: Ada/ }).click()
  await comment.getByRole('button', { name: /^Rocket: .*Lin/ }).filter({ hasText: '2' }).waitFor()
  await comment.getByRole('button', { name: /^Rocket/ }).click()
  await hers.comments.first().getByRole('button', { name: /^Rocket/ }).filter({ hasText: '1' }).waitFor()
  assert.deepEqual((await all())[0].reactions.map((r) => [r.emoji, r.members]), [['🚀', [lin.id]]])
})

test('what was said is quoted and answered', async () => {
  const { ada, page, task, all } = await opened({ comments: ['It has **eleven** gears,\nand a bell.'] })
  await task.composer.and(page.locator('[contenteditable=true]')).waitFor()
  await task.menu(task.comments.first().getByRole('button', { name: /about the comment/i }), 'Quote')
  await page.keyboard.type('Twelve, I think.')
  await task.saved(() => page.keyboard.press('Control+Enter'))
  assert.equal((await all())[1].markdown, '> It has **eleven** gears,\n> and a bell.\n\nTwelve, I think.')
  await task.comments.first().hover()
  await task.comments.first().getByRole('button', { name: 'Reply' }).click()
  await page.keyboard.type('are you sure?')
  await task.saved(() => page.keyboard.press('Control+Enter'))
  assert.equal((await all())[2].markdown, `@${ada.id} are you sure?`)
})

test('selected words are quoted as they are formatted', async () => {
  const { page, task, all } = await opened({ description: 'The *red* car and the `blue` one.' })
  await task.composer.and(page.locator('[contenteditable=true]')).waitFor()
  await task.read.locator('p').evaluate((p) => {
    const range = document.createRange()
    range.selectNodeContents(p)
    getSelection().removeAllRanges()
    getSelection().addRange(range)
  })
  await page.getByRole('button', { name: 'Quote', exact: true }).click()
  await page.keyboard.type('Why?')
  await task.saved(() => page.keyboard.press('Control+Enter'))
  assert.equal((await all())[0].markdown, '> The *red* car and the `blue` one.\n\nWhy?')
})

test('a comment has an address that leads to it', async () => {
  const { ada, project, said } = await opened({ comments: Array.from({ length: 30 }, (_, i) => `Comment ${i + 1}`) })
  const page = await it.page({ as: ada })
  await page.goto(`/o/${ada.orgId}/t/${project.key}-1#${said[4].id}`)
  const target = page.locator('.cmt.target')
  await target.getByText('Comment 5').waitFor()
  await eventually(async () => assert.ok(await target.evaluate((el) => {
    const box = el.getBoundingClientRect()
    return box.top >= 0 && box.bottom <= innerHeight
  }), 'it is in sight'))
  assert.match(page.url(), new RegExp(`/p/${project.key}/t/${project.key}-1#${said[4].id}$`))
})

test('a picture in a comment, and no sending before it has arrived', async () => {
  const { page, task, all } = await opened()
  await task.composer.and(page.locator('[contenteditable=true]')).waitFor()
  let let_ = () => {}
  const held = new Promise((go) => (let_ = go))
  await page.route('**/files?*', async (route) => {
    await held
    await route.continue()
  })
  await pastePicture(task.composer)
  await eventually(async () => assert.ok(await task.root.getByRole('button', { name: 'Send' }).isDisabled()))
  let_()
  await task.saved(async () => {
    await eventually(async () => assert.ok(await task.root.getByRole('button', { name: 'Send' }).isEnabled()))
    await task.root.getByRole('button', { name: 'Send' }).click()
  })
  assert.match((await all())[0].markdown, /^!\[ferry\]\(fil_/)
})

test('the history reads like sentences, joins what belongs together, and is undone where it stands', async () => {
  const { ada, project, task, path } = await opened()
  await ada.api.patch(path, { points: 3 })
  await ada.api.patch(path, { points: 8, priority: 'high' })
  await ada.api.post(`${path}/move`, { status: project.in.doing.id })
  const line = task.root.locator('.ev').last()
  await line.getByText('Ada set points nothing → 8, set priority none → high and moved it from').waitFor()
  await line.getByText(/from Ready to In progress/).waitFor()
  await line.getByRole('button', { name: /^Undo/ }).click()
  await eventually(async () => {
    const now = await ada.api.get(path)
    assert.deepEqual([now.points, now.priority, now.status], [null, 'none', project.in.ready.id])
  })
  await task.root.getByRole('button', { name: /^Comments/ }).click()
  await task.root.getByText('No comment yet').waitFor()
  await task.root.getByRole('button', { name: 'History' }).click()
  await task.root.getByText('added it').waitFor()
})

test('an attack in a comment stays text, in the editor too', async () => {
  const { page, task } = await opened()
  const attack = '<img src=x onerror="document.title=\'owned\'"> [x](javascript:document.title=\'owned\') ![p](https://evil.test/a.png)'
  await task.say(attack)
  await task.comments.first().waitFor()
  await task.menu(task.comments.first().getByRole('button', { name: /about the comment/i }), 'Edit')
  await task.root.getByRole('textbox', { name: 'Edit' }).waitFor()
  for (const bad of ['img[src^="http"]', 'img[src="x"]', '[onerror]', 'a[href^="javascript:"]']) assert.equal(await page.locator(bad).count(), 0, bad)
  assert.doesNotMatch(await page.title(), /owned/)
  await paste(task.composer, attack)
  assert.equal(await page.locator('a[href^="javascript:"]').count(), 0)
})
