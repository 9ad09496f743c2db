// Makes the pictures of the handbook: node e2e/pictures.mjs (make pictures). A server of its own with the sample project.
import { join, setUp } from './lib/api.mjs'
import { launch, open } from './lib/browser.mjs'
import { start } from './lib/server.mjs'

const folder = new URL('../docs/handbook/', import.meta.url).pathname
const csv = 'issuekey,title,description,storypoint,status\nFERRY-1,Print boarding cards,The printer at gate 2 jams.,3,Open\nFERRY-2,Count the bicycles,,1,Done\n'
const size = { width: 1200, height: 750 }

const server = await start()
const browser = await launch()
try {
  const ada = await setUp(server, { organisation: 'Northwind ferries' })
  const sample = await ada.api.post(`${ada.org}/sample`)
  const project = { ...sample, path: `${ada.org}/projects/${sample.id}` }
  await join(server, ada, { name: 'Lin Wei', email: 'lin@ferry.test', project })
  const { items } = await ada.api.get(`${project.path}/tasks?limit=1000`)
  const told = items.toSorted((a, b) => b.tally.comments + b.tally.subtasks - a.tally.comments - a.tally.subtasks)[0]

  const page = await open(browser, server, { as: ada, viewport: size })
  const at = `/o/${ada.orgId}/p/${project.key}`
  const picture = async (name) => {
    await page.evaluate(() => document.fonts.ready)
    await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined) // the stream stays open
    await page.screenshot({ path: `${folder}${name}.png` })
  }

  await page.goto(`${at}/board`)
  await page.getByRole('article').first().waitFor()
  await picture('board')

  await page.goto(`${at}/list`)
  await page.getByRole('row').nth(3).waitFor()
  await picture('list')

  await page.goto(`${at}/board/${told.key}`)
  await page.getByRole('complementary', { name: /-\d+$/ }).getByRole('heading', { level: 1 }).waitFor()
  await picture('task')

  await page.goto(`${at}/board`)
  await page.getByRole('article').first().waitFor()
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Search or run' }).fill(told.title.split(' ')[0])
  await page.getByRole('option').nth(1).waitFor()
  await picture('palette')

  await page.goto(`/o/${ada.orgId}`)
  await page.getByRole('link', { name: new RegExp(project.key) }).first().waitFor()
  await picture('projects')

  await page.goto(`${at}/import`)
  await page.locator('input[type=file]').setInputFiles({ name: 'tasks.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByRole('table').first().waitFor()
  await picture('import')
} finally {
  await browser.close()
  await server.stop()
}

