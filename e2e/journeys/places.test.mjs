// The same screens elsewhere: under a plain host name of an office network, on a phone, in the dark.
import assert from 'node:assert/strict'
import test from 'node:test'
import { password, tasksIn } from '../lib/api.mjs'
import { accessible, fits, phone, wide } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, addresses, signIn } from '../lib/screens.mjs'

const host = 'kanvaro.test'
const it = scene({ browserArgs: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] })
const cards = [{ title: 'Print a boarding card', points: 3 }, { title: 'Count the bicycles', type: 'bug', priority: 'urgent' }, { title: 'Name the ship', status: 'doing' }]

test('plain HTTP under a host name: no secure context, and everything works', async () => {
  const project = await it.project(cards)
  const ada = await it.ada()
  const url = `http://${host}:${it.server.port}`
  const people = [await it.page({ url }), await it.page({ url })]
  const boards = []
  for (const page of people) {
    await page.goto(addresses(ada.orgId, project.key).board)
    await signIn(page, ada.email, password)
    assert.equal(await page.evaluate(() => window.isSecureContext), false)
    boards.push(await Board.open(page, ada, project))
  }
  const [left, right] = boards
  await left.moved(() => left.dragByMouse('Print a boarding card', left.column(project.in.review.name)))
  await right.shows(project.in.review.name, ['Print a boarding card'])
  assert.deepEqual(await tasksIn(ada, project, 'review'), ['Print a boarding card'])
})

test('on a phone: one column at a time, a task covers it, and nothing is wider than the screen', async () => {
  const project = await it.project(cards)
  const ada = await it.ada()
  const page = await it.page({ as: ada, viewport: phone, touch: true })
  const board = await Board.open(page, ada, project)
  await fits(page, 'the board on a phone')
  await page.getByRole('navigation', { name: 'Columns' }).getByRole('button', { name: new RegExp(project.in.ready.name) }).click()
  await accessible(page, 'the board on a phone')

  const panel = await board.openTask('Count the bicycles')
  await fits(page, 'a task on a phone')
  await accessible(page, 'a task on a phone')
  await board.moved(() => panel.choose('Status', project.in.doing.name))
  await page.getByRole('button', { name: 'Back to the board' }).click()
  await board.shows(project.in.doing.name, ['Name the ship', 'Count the bicycles'])
})

test('every screen is accessible in light and dark, and fits 390 px', async () => {
  const project = await it.project(cards)
  const ada = await it.ada()
  await it.person('Lin Wei', project)
  await ada.api.request('DELETE', `${project.path}/tasks/${project.tasks[0].id}`)
  const at = addresses(ada.orgId, project.key)
  const screens = { projects: at.projects, people: at.people, settings: at.settings, trash: at.trash, import: at.import, 'something that is not there': '/o/nowhere/p/NONE/nothing/at/all' }
  for (const [name, address] of Object.entries(screens)) await look(await it.page({ as: ada }), name, address)
})

test('the page with every part of the kit is accessible and fits', async () => {
  await look(await it.page({ as: await it.ada() }), 'the kit', '/kit')
})

/** look opens a page anew for each way of looking at it, as people do. */
async function look(page, name, address) {
  for (const [how, viewport, colorScheme] of [['', wide, 'light'], [' in the dark', wide, 'dark'], [' at 390 px', phone, 'light']]) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await page.goto(address)
    await page.getByRole('heading').first().waitFor()
    await fits(page, name + how)
    await accessible(page, name + how)
  }
}
