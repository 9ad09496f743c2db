// Finding: the palette, the page of a search, a task made from anywhere, favourites.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually, addresses } from '../lib/screens.mjs'

const it = scene()
const cards = [{ title: 'Print a boarding card' }, { title: 'Count the bicycles', description: 'The **gangway** scanner miscounts.' }, { title: 'Name the ship' }]

async function boardOfAda(options) {
  const project = await it.project(cards)
  const ada = await it.ada()
  const page = await it.page({ as: ada, ...options })
  const board = await Board.open(page, ada, project)
  await board.card(cards[0].title).waitFor()
  return { project, ada, page, board }
}

const palette = (page) => page.getByRole('dialog', { name: 'Search or run' })

async function openPalette(page) {
  await page.keyboard.press('Control+K')
  await palette(page).waitFor()
}

test('a task is found by a piece of its title and opened with Enter; it is recent from then on', async () => {
  const { page, project } = await boardOfAda()
  await openPalette(page)
  await page.keyboard.type('bicyc')
  await palette(page).getByRole('option', { name: /Count the bicycles/ }).first().waitFor()
  await accessible(page, 'the palette with results')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: /-2$/ }).waitFor()
  assert.match(page.url(), new RegExp(`/${project.key}-2$`))
  await openPalette(page)
  await palette(page).getByRole('group', { name: 'Looked at lately' }).getByRole('option', { name: /Count the bicycles/ }).waitFor()
})

test('a command runs from the palette, and what is run often comes first', async () => {
  const { page } = await boardOfAda()
  await openPalette(page)
  await page.keyboard.type('dark')
  await page.keyboard.press('Enter')
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark'))
  await openPalette(page)
  await eventually(async () => assert.match(await palette(page).getByRole('group', { name: 'Run' }).getByRole('option').first().innerText(), /Dark theme/))
  await accessible(page, 'the palette in the dark')
  await page.keyboard.press('Escape')
  await palette(page).waitFor({ state: 'detached' })
})

test('what is typed in the palette becomes a task, with a draft that outlives a reload', async () => {
  const { page, board } = await boardOfAda()
  await openPalette(page)
  await page.keyboard.type('Paint the railing')
  await page.keyboard.press('Control+Enter')
  const form = page.getByRole('dialog', { name: 'New task' })
  await form.getByRole('textbox', { name: 'Description' }).fill('White, two coats')
  await accessible(page, 'the form for a new task')
  await page.reload()
  await board.card(cards[0].title).waitFor()
  await page.keyboard.press('Shift+C')
  assert.equal(await form.getByRole('textbox', { name: 'Title' }).inputValue(), 'Paint the railing')
  assert.equal(await form.getByRole('textbox', { name: 'Description' }).inputValue(), 'White, two coats')
  await form.getByRole('textbox', { name: 'Title' }).fill('')
  await form.getByRole('button', { name: 'Create' }).click()
  await form.getByRole('alert').waitFor()
  await form.getByRole('textbox', { name: 'Title' }).fill('Paint the railing')
  await page.keyboard.press('Control+Enter')
  await form.waitFor({ state: 'detached' })
  await board.card('Paint the railing').waitFor()
})

test('words of a text are found by the server, with a typing error, on a page that has an address', async () => {
  const { page, ada } = await boardOfAda()
  await page.goto(`/o/${ada.orgId}/search?q=gangwya`)
  const hit = page.getByRole('link', { name: /Count the bicycles/ })
  await eventually(async () => {
    if (!(await hit.count())) await page.reload()
    await hit.first().waitFor({ timeout: 1500 })
  })
  await page.getByText('in the text').first().waitFor()
  await accessible(page, 'the page of a search')
  await page.getByRole('searchbox').fill('xyzzyplugh')
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor()
})

test('nobody finds what he may not see', async () => {
  const ada = await it.ada()
  const secret = await it.project([{ title: 'Buy the competitor quietly' }])
  await ada.api.patch(secret.path, { visibility: 'members' })
  const lin = await it.person('Lin Wei', await it.project([{ title: 'Quietly mop the deck' }]))
  const page = await it.page({ as: lin })
  const answer = page.waitForResponse((r) => r.url().includes('/search?'))
  await page.goto(`/o/${lin.orgId}/search?q=quietly`)
  assert.equal((await answer).status(), 200)
  await eventually(async () => {
    await page.reload()
    await page.getByRole('link', { name: /mop the deck/ }).first().waitFor({ timeout: 1500 })
  })
  assert.equal(await page.getByRole('link', { name: /competitor/ }).count(), 0)
})

test('a favourite project stands in the sidebar, here and in another browser', async () => {
  const { page, ada, project } = await boardOfAda()
  await page.goto(addresses(ada.orgId, project.key).projects)
  await page.getByRole('button', { name: `Add to favourites: ${project.name}` }).click()
  const kept = page.waitForResponse((r) => r.url().includes('/preferences/favourites') && r.request().method() === 'PUT')
  await page.getByRole('heading', { name: 'Favourites' }).waitFor()
  await kept
  const other = await it.page({ as: ada })
  await other.goto(addresses(ada.orgId, project.key).projects)
  await other.getByRole('heading', { name: 'Favourites' }).waitFor()
})

test('on a phone the palette fills the page', async () => {
  const { page } = await boardOfAda({ viewport: phone, touch: true })
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await page.getByRole('button', { name: /Search or run/ }).click()
  await page.getByRole('combobox', { name: 'Search or run' }).fill('ship')
  await fits(page, 'the palette')
  await palette(page).getByRole('option', { name: /Name the ship/ }).first().click()
  await page.getByRole('heading', { name: 'Name the ship' }).waitFor()
})
