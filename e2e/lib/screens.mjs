// The screens as people name them: roles and names, as a screen reader finds them too. What a screen is called stands
// here once; journeys speak of columns and cards.
import assert from 'node:assert/strict'

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export const addresses = (org, key) => ({
  projects: `/o/${org}`,
  people: `/o/${org}/people`,
  settings: `/o/${org}/p/${key}/settings`,
  trash: `/o/${org}/p/${key}/trash`,
  board: `/o/${org}/p/${key}/board`,
  task: (number) => `/o/${org}/p/${key}/board/${key}-${number}`,
  import: `/o/${org}/p/${key}/import`,
})

/** The board of a project. */
export class Board {
  constructor(page) {
    this.page = page
  }

  static async open(page, person, project) {
    await page.goto(addresses(person.orgId, project.key).board)
    const board = new Board(page)
    await board.column(project.statuses[0].name).waitFor()
    // What keys and hands do comes with the board, as a file of its own.
    await page.locator('.board:not([aria-busy=true])').waitFor()
    return board
  }

  column(name) {
    return this.page.getByRole('region', { name: new RegExp(`^${escape(name)},`) })
  }

  card(title) {
    return this.page.getByRole('article', { name: title })
  }

  /** shows waits until a column has these cards in this order. */
  async shows(column, titles, timeout) {
    await eventually(async () => {
      assert.deepEqual(await this.column(column).getByRole('article').getByRole('heading').allInnerTexts(), titles, `in ${column}`)
    }, timeout)
  }

  /** moved does something that moves a card, and waits until the server has answered. */
  async moved(act) {
    const answer = this.page.waitForResponse((r) => r.request().method() === 'POST' && /\/move$/.test(new URL(r.url()).pathname))
    await act()
    const got = await answer
    assert.equal(got.status(), 200, await got.text())
  }

  /** dragByMouse takes a card in its middle and lets it go over another card, or over a column's empty ground. */
  async dragByMouse(title, target) {
    const from = await middle(this.card(title))
    const to = await middle(target)
    const { mouse } = this.page
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move(from.x + 12, from.y + 6, { steps: 3 })
    await this.lifted.waitFor()
    await mouse.move(to.x, to.y, { steps: 12 })
    await mouse.up()
    await this.lifted.waitFor({ state: 'detached' })
  }

  /** dragByTouch holds a finger on a card until it lifts, and carries it. */
  async dragByTouch(title, target) {
    const from = await middle(this.card(title))
    const to = await middle(target)
    const finger = await this.page.context().newCDPSession(this.page)
    const touch = (type, at) => finger.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] })
    await touch('touchStart', from)
    await this.lifted.waitFor()
    for (let step = 1; step <= 10; step++) {
      await touch('touchMove', { x: from.x + ((to.x - from.x) * step) / 10, y: from.y + ((to.y - from.y) * step) / 10 })
    }
    await touch('touchEnd')
    await this.lifted.waitFor({ state: 'detached' })
    await finger.detach()
  }

  /** carryByKeys lifts a card with the space bar, walks with it and lets it go. */
  async carryByKeys(title, ...keys) {
    await this.card(title).focus()
    for (const key of ['Space', ...keys, 'Space']) await this.page.keyboard.press(key)
  }

  /** lifted is the copy that hangs at the pointer; it is decoration and has no name. */
  get lifted() {
    return this.page.locator('.lifted')
  }

  /** told waits for a sentence in the corner (a toast) or in the live region. */
  async told(words) {
    await this.page.getByRole('status').filter({ hasText: words }).first().waitFor()
  }

  async undoFromToast() {
    await this.page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click()
  }

  async openTask(title) {
    await this.card(title).click()
    const panel = new Panel(this.page)
    await panel.root.waitFor()
    return panel
  }
}

/** A task beside its board. */
export class Panel {
  constructor(page) {
    this.page = page
    this.root = page.getByRole('complementary', { name: /-\d+$/ })
  }

  get title() {
    return this.root.getByRole('heading', { level: 1 })
  }

  async rename(title) {
    await this.title.getByRole('button').click()
    const field = this.root.getByRole('textbox', { name: 'Title' })
    await field.fill(title)
    await this.saved(() => field.press('Enter'))
  }

  /** describe pastes markdown into the description, and leaves it. */
  async describe(markdown) {
    await this.root.getByRole('button', { name: /^(Add a|Edit the) description$/ }).click()
    const field = this.root.getByRole('textbox', { name: 'Description' })
    await paste(field, markdown)
    await this.saved(() => field.press('Control+Enter'))
  }

  async comment(markdown) {
    await paste(this.root.getByRole('textbox', { name: 'Write a comment' }), markdown)
    await this.saved(() => this.root.getByRole('button', { name: 'Send' }).click())
  }

  /** comments are articles, named by who wrote them. */
  get comments() {
    return this.root.getByRole('article', { name: /^Comment by/ })
  }

  /** choose sets a field by its picker. */
  async choose(field, value) {
    await this.root.getByRole('button', { name: new RegExp(`^Change ${escape(field)}:`) }).click()
    await this.page.getByRole('option', { name: value }).click()
  }

  async saved(act) {
    const answer = this.page.waitForResponse((r) => ['PATCH', 'POST'].includes(r.request().method()) && r.url().includes('/tasks/'))
    await act()
    const got = await answer
    assert.ok(got.ok(), `${got.status()} ${await got.text()}`)
  }
}

/** paste puts text into a text as the clipboard does, once it is written with formatting. */
export async function paste(field, text) {
  await field.and(field.page().locator('[contenteditable=true]')).waitFor()
  await field.focus()
  await field.evaluate((el, text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    el.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)
}

/** signIn fills in the form and waits for the answer. */
export async function signIn(page, email, secret) {
  const answer = page.waitForResponse((r) => r.url().endsWith('/api/auth/login'))
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await answer
}

async function middle(locator) {
  await locator.scrollIntoViewIfNeeded()
  const box = await locator.boundingBox()
  assert.ok(box, `${locator} is not on the page`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** eventually asks again until a condition holds, and fails with its last complaint. */
export async function eventually(check, timeout = 15_000) {
  const end = Date.now() + timeout
  for (;;) {
    try {
      return await check()
    } catch (err) {
      if (Date.now() > end) throw err
      await new Promise((again) => setTimeout(again, 40))
    }
  }
}
