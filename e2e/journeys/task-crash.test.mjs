// The browser dies while somebody writes.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { chromium } from 'playwright-core'
import { scene } from '../lib/scene.mjs'
import { Task, comes, markdownOf } from '../lib/task.mjs'

const it = scene()

/** browserOf starts a browser that keeps what it knows in a folder, as everybody's does. */
async function browserOf(folder, ada) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.KANVARO_CHROMIUM ?? '/usr/bin/chromium', baseURL: it.server.url, viewport: { width: 1280, height: 800 },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  await context.addCookies([{ ...ada.api.cookie, url: it.server.url }])
  return { context, page: context.pages()[0] ?? (await context.newPage()) }
}

test('a browser that is killed loses nothing of what was typed a second before', async () => {
  const ada = await it.ada()
  const project = await it.project([{ title: 'Print a boarding card', description: 'Before.' }])
  const folder = await mkdtemp(join(tmpdir(), 'kanvaro-crash-'))
  try {
    const first = await browserOf(folder, ada)
    const task = await Task.beside(first.page, ada, project)
    await task.write()
    // The line is cut, so that nothing but the browser itself can have it.
    await first.context.setOffline(true)
    await first.page.keyboard.type(' Typed right before the end.')
    await task.text.getByText('Not sent yet; kept in this browser').waitFor()
    assert.equal(await markdownOf(ada, project), 'Before.')
    const session = await first.context.browser()?.newBrowserCDPSession() ?? await first.context.newCDPSession(first.page)
    await session.send('Browser.crash').catch(() => {})
    await first.context.close().catch(() => {})

    const second = await browserOf(folder, ada)
    const again = await Task.beside(second.page, ada, project)
    await again.writing.getByText('Before. Typed right before the end.').waitFor()
    await again.text.getByText('What you had not sent is back.').waitFor()
    await comes(ada, project, 'Before. Typed right before the end.')
    await second.context.close()
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

test('what a dead browser left is sent by the next one, though nobody opens the task', async () => {
  const ada = await it.ada()
  const project = await it.project([{ title: 'Print a boarding card', description: 'Before.' }])
  const folder = await mkdtemp(join(tmpdir(), 'kanvaro-crash-'))
  try {
    const first = await browserOf(folder, ada)
    const task = await Task.beside(first.page, ada, project)
    await task.write()
    await first.context.setOffline(true)
    await first.page.keyboard.type(' And after.')
    await task.text.getByText('Not sent yet; kept in this browser').waitFor()
    await first.context.close()
    const second = await browserOf(folder, ada)
    await second.page.goto(`/o/${ada.orgId}`)
    await comes(ada, project, 'Before. And after.')
    await second.context.close()
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
