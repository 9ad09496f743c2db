// Coming in: the first run, signing in, an invitation. The journeys follow one another on one server.
import assert from 'node:assert/strict'
import test from 'node:test'
import { password } from '../lib/api.mjs'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { scene } from '../lib/scene.mjs'
import { signIn } from '../lib/screens.mjs'

const it = scene()
const heading = (page, name) => page.getByRole('heading', { name })
let boardAddress

test('without its token the set-up says where to find it', async () => {
  const page = await it.page()
  await page.goto('/setup')
  await heading(page, 'The address lacks the token').waitFor()
  await page.goto('/')
  await heading(page, 'The address lacks the token').waitFor() // there is nobody to sign in
})

test('a wrong token makes nothing', async () => {
  const page = await it.page()
  await page.goto('/setup#token=guessed')
  await administrator(page)
  await organisation(page)
  await page.getByRole('alert').waitFor()
  const { open } = await (await fetch(`${it.server.url}/api/v1/setup`)).json()
  assert.equal(open, true)
})

test('the link that the server prints leads to a board with a blinking cursor', async () => {
  const page = await it.page()
  await page.goto(`/setup#token=${it.server.token}`)
  await heading(page, 'Who looks after this server?').waitFor()
  await accessible(page, 'the first step of the set-up')
  await administrator(page)
  await accessible(page, 'the second step of the set-up')
  await organisation(page)

  await page.getByRole('radio', { name: /^Start empty/ }).check()
  await page.getByLabel('Project name').fill('Ferry tickets')
  await accessible(page, 'the third step of the set-up')
  await page.getByRole('button', { name: 'Create project' }).click()

  await heading(page, 'Who works with you?').waitFor()
  await accessible(page, 'the last step of the set-up')
  await page.getByRole('button', { name: 'Go to work' }).click()
  await heading(page, 'Write the first task').waitFor()
  boardAddress = new URL(page.url()).pathname
  assert.doesNotMatch(page.url(), /token/)
  await accessible(page, 'the empty board')

  await page.keyboard.type('Print a boarding card')
  await page.keyboard.press('Enter')
  await page.getByRole('article', { name: 'Print a boarding card' }).waitFor()
})

test('the set-up is closed for good', async () => {
  const page = await it.page()
  await page.goto(`/setup#token=${it.server.token}`)
  await heading(page, 'This server is set up').waitFor()
})

test('a wrong password is refused without telling what was wrong, the right one leads to where one wanted to go', async () => {
  const page = await it.page()
  await page.goto(boardAddress)
  await heading(page, 'Sign in').waitFor()
  await accessible(page, 'the sign-in')
  await signIn(page, 'ada@ferry.test', 'not the password at all')
  await page.getByRole('alert').filter({ hasText: 'E-mail and password do not match.' }).waitFor()
  await accessible(page, 'the refused sign-in')
  await signIn(page, 'ada@ferry.test', password)
  await page.getByRole('article', { name: 'Print a boarding card' }).waitFor()
  assert.equal(new URL(page.url()).pathname, boardAddress)
})

test('signing out ends the session', async () => {
  const page = await it.page()
  await page.goto('/signin')
  await signIn(page, 'ada@ferry.test', password)
  await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await heading(page, 'Sign in').waitFor()
  await page.goto(boardAddress)
  await heading(page, 'Sign in').waitFor()
})

test('an invitation made in the browser lets one person in', async () => {
  const ada = await it.page()
  await ada.goto('/signin')
  await signIn(ada, 'ada@ferry.test', password)
  await ada.getByRole('link', { name: 'People' }).first().click()
  await ada.getByRole('button', { name: 'Make invitation link' }).click()
  const link = await ada.getByRole('textbox', { name: 'Invitation link' }).inputValue()
  await accessible(ada, 'the people')

  const lin = await it.page({ viewport: phone })
  await lin.goto(link)
  await heading(lin, 'Join Ferry company').waitFor()
  await accessible(lin, 'the invitation')
  await fits(lin, 'the invitation on a phone')
  await lin.getByLabel('Name').fill('Lin Wei')
  await lin.getByLabel('E-mail').fill('lin@ferry.test')
  await lin.getByLabel('Password').fill(password)
  await lin.getByRole('button', { name: 'Join' }).click()
  await lin.getByRole('link', { name: /^Ferry tickets/ }).first().waitFor() // open to the organisation unless told otherwise

  const late = await it.page()
  await late.goto(link)
  await heading(late, 'This invitation is no longer open').waitFor()
})

async function administrator(page) {
  await page.getByLabel('Name').fill('Ada Lindqvist')
  await page.getByLabel('E-mail').fill('ada@ferry.test')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Next' }).click()
  await heading(page, 'What is your organisation called?').waitFor()
}

async function organisation(page) {
  await page.getByLabel('Organisation', { exact: true }).fill('Ferry company')
  await page.getByRole('button', { name: 'Create the organisation' }).click()
}
