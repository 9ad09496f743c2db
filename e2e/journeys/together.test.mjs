// Two people at the same board, each in a browser of their own.
import assert from 'node:assert/strict'
import test from 'node:test'
import { tasksIn } from '../lib/api.mjs'
import { scene } from '../lib/scene.mjs'
import { Board } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }, { title: 'Name the ship' }]

async function sideBySide(roles = {}) {
  const project = await it.project(cards)
  const ada = await it.ada()
  const lin = await it.person('Lin Wei', project, roles)
  const [left, right] = [await it.page({ as: ada }), await it.page({ as: lin })]
  return {
    ada, lin, project, left, right,
    adas: await Board.open(left, ada, project),
    lins: await Board.open(right, lin, project),
    ready: project.in.ready.name,
    doing: project.in.doing.name,
    review: project.in.review.name,
  }
}

test('each sees what the other does', async () => {
  const { adas, lins, ready, doing, review } = await sideBySide()
  await adas.moved(() => adas.dragByMouse('Print a boarding card', adas.column(doing)))
  await lins.shows(doing, ['Print a boarding card'])
  await lins.moved(() => lins.carryByKeys('Name the ship', 'ArrowRight', 'ArrowRight'))
  await adas.shows(review, ['Name the ship'])
  await adas.shows(ready, ['Count the bicycles'])
  await lins.shows(ready, ['Count the bicycles'])
})

test('both move the same card at once and then see the same', async () => {
  const { ada, project, adas, lins, ready, doing, review } = await sideBySide()
  await Promise.all([
    adas.moved(() => adas.carryByKeys('Count the bicycles', 'ArrowRight')),
    lins.moved(() => lins.carryByKeys('Count the bicycles', 'ArrowRight', 'ArrowRight')),
  ])
  const truth = { [ready]: await tasksIn(ada, project, 'ready'), [doing]: await tasksIn(ada, project, 'doing'), [review]: await tasksIn(ada, project, 'review') }
  for (const board of [adas, lins]) {
    for (const [column, titles] of Object.entries(truth)) await board.shows(column, titles)
  }
})

test('who was offline catches up', async () => {
  const { ada, project, right, lins, ready, doing } = await sideBySide()
  await lins.shows(ready, cards.map((c) => c.title))
  await right.context().setOffline(true)
  const [first] = project.tasks
  await ada.api.post(`${project.path}/tasks/${first.id}/move`, { status: project.in.doing.id })
  await ada.api.post(`${project.path}/tasks`, { title: 'Written while you were away', status: project.in.ready.id })
  await right.context().setOffline(false)
  await lins.shows(doing, ['Print a boarding card'], 60_000)
  await lins.shows(ready, ['Count the bicycles', 'Name the ship', 'Written while you were away'])
})

test('a move made offline is kept, and sent when the line is back', async () => {
  const { ada, project, right, lins, adas, doing } = await sideBySide()
  await right.context().setOffline(true)
  await lins.carryByKeys('Name the ship', 'ArrowRight')
  await lins.shows(doing, ['Name the ship'])
  assert.deepEqual(await tasksIn(ada, project, 'doing'), [])
  await right.context().setOffline(false)
  await adas.shows(doing, ['Name the ship'], 60_000)
  assert.deepEqual(await tasksIn(ada, project, 'doing'), ['Name the ship'])
})

test('a viewer sees the board live and moves nothing', async () => {
  const { ada, project, right, adas, lins, ready, doing } = await sideBySide({ projectRole: 'viewer' })
  await lins.carryByKeys('Count the bicycles', 'ArrowRight')
  const box = await lins.card('Name the ship').boundingBox()
  const target = await lins.column(doing).boundingBox()
  await right.mouse.move(box.x + 40, box.y + 20)
  await right.mouse.down()
  await right.mouse.move(target.x + 40, target.y + 120, { steps: 8 })
  assert.equal(await lins.lifted.count(), 0)
  await right.mouse.up()

  await adas.moved(() => adas.dragByMouse('Print a boarding card', adas.column(doing)))
  await lins.shows(doing, ['Print a boarding card'])
  await lins.shows(ready, ['Count the bicycles', 'Name the ship'])
  assert.deepEqual(await tasksIn(ada, project, 'ready'), ['Count the bicycles', 'Name the ship'])
})

test('the server refuses a viewer who does not use our screens', async () => {
  const project = await it.project(cards)
  const noa = await it.person('Noa Bar-Lev', project, { projectRole: 'viewer' })
  await assert.rejects(noa.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id }), { status: 403 })
})
