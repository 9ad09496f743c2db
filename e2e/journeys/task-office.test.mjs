// A task in an office network: plain HTTP under a host name, where a browser gives no secure context.
import assert from 'node:assert/strict'
import test from 'node:test'
import { scene } from '../lib/scene.mjs'
import { eventually } from '../lib/screens.mjs'
import { Task, comes, pastePicture } from '../lib/task.mjs'

const it = scene({ browserArgs: ['--host-resolver-rules=MAP tasks.office.test 127.0.0.1'] })

test('writing, keeping, pictures, mentions and copying work without a secure context', async () => {
  const ada = await it.ada()
  const project = await it.project([{ title: 'Print a boarding card' }])
  const page = await it.page({ as: ada, url: `http://tasks.office.test:${it.server.port}` })
  const task = await Task.beside(page, ada, project)
  assert.equal(await page.evaluate(() => isSecureContext), false)
  const field = await task.write()
  await page.keyboard.type('Look: ')
  await pastePicture(field)
  await comes(ada, project, /^Look: !\[ferry\]\(fil_[0-9a-z]{20}\)$/)
  await page.keyboard.type(' @ada')
  await page.getByRole('option', { name: /Ada Lindqvist/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('kept')
  await page.reload()
  await comes(ada, project, new RegExp(`^Look: !\\[ferry\\]\\(fil_[0-9a-z]{20}\\) @${ada.id} kept$`))
  await page.evaluate(() => document.addEventListener('copy', () => (window.copied = document.activeElement.value), true))
  await page.keyboard.press('Control+.')
  await eventually(async () => assert.equal(await page.evaluate(() => window.copied), `${project.key}-1`))
  await task.say('Seen.')
  await task.comments.getByText('Seen.').waitFor()
})
