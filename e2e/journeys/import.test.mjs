// A project made in the browser, filled from a file as Jira writes it, and emptied again as one.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import test from 'node:test'
import { accessible } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, addresses, eventually } from '../lib/screens.mjs'

const it = scene()
const sample = fileURLToPath(new URL('../testdata/ferry.csv', import.meta.url))
const rows = 40
const heading = (page, name) => page.getByRole('heading', { name })

test('a project is made, a file becomes its tasks, and one press takes them all back', async () => {
  const ada = await it.ada()
  const page = await it.page({ as: ada })
  await page.goto(addresses(ada.orgId).projects)
  await page.getByLabel('Project name').fill('Ferry tickets')
  await page.getByLabel('Key', { exact: true }).fill('FERRY')
  await accessible(page, 'the form for a project')
  await page.getByRole('button', { name: 'Create project' }).click()
  await heading(page, 'Write the first task').waitFor()
  await page.getByRole('link', { name: 'Import instead' }).click()

  await heading(page, 'Which file?').waitFor()
  await accessible(page, 'the choice of a file')
  await page.locator('input[type=file]').setInputFiles(sample)
  await heading(page, 'What are the columns?').waitFor()
  await page.getByText(`ferry.csv: ${rows} rows`).waitFor()
  assert.equal(await page.getByLabel('Column title becomes').inputValue(), 'title')
  await accessible(page, 'the columns')
  await page.getByLabel('Descriptions are').selectOption('Jira markup')
  await page.getByRole('button', { name: 'Check the import' }).click()

  await heading(page, `${rows} tasks can be made`).waitFor()
  await accessible(page, 'the check')
  await page.getByRole('button', { name: `Import ${rows} tasks` }).click()
  await heading(page, `${rows} tasks imported`).waitFor()
  assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), String(rows))
  await accessible(page, 'the end of the import')

  const project = await ada.api.get(`${ada.org}/projects/FERRY`)
  const tasks = async () => (await ada.api.get(`${ada.org}/projects/${project.id}/tasks?limit=1000&sort=number`)).items
  const made = await tasks()
  assert.equal(made.length, rows)
  assert.equal(made[0].key, 'FERRY-11')
  assert.equal(made[0].points, 2)
  assert.ok(made.some((t) => t.title === 'שלט היציאה אינו מציג את השעה בעברית'))
  assert.ok(made.some((t) => t.title.length === 145))
  assert.ok(made.some((t) => t.title === '<b>Bold</b> titles must stay text'))
  assert.ok(made.some((t) => t.title === 'Spaces around a title are not part of it'))

  await page.getByRole('button', { name: 'Undo the import' }).click()
  await heading(page, 'The import was undone').waitFor()
  await eventually(async () => assert.equal((await tasks()).length, 0))
  await page.getByRole('link', { name: 'Go to the board' }).click()
  await heading(page, 'Write the first task').waitFor()
})

test('who watches the board sees an import arrive', async () => {
  const project = await it.project([{ title: 'Was there before' }])
  const ada = await it.ada()
  const page = await it.page({ as: ada })
  const board = await Board.open(page, ada, project)
  const started = await ada.api.request('POST', `${project.path}/imports?filename=two.csv`, 'title\nFirst of two\nSecond of two\n', { 'content-type': 'text/csv' })
  await ada.api.put(`${project.path}/imports/${started.id}/mapping`, { columns: { title: 'title' }, markup: 'plain', status: project.in.ready.id })
  await ada.api.post(`${project.path}/imports/${started.id}/check`)
  await ada.api.post(`${project.path}/imports/${started.id}/start`)
  await board.shows(project.in.ready.name, ['Was there before', 'First of two', 'Second of two'])
})
