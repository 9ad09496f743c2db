// An open task, as people use it: its text, what is said about it, its parts.
import assert from 'node:assert/strict'
import { Panel, eventually, paste } from './screens.mjs'

export class Task extends Panel {
  /** beside opens a task beside the board, own on a page of its own. */
  static async beside(page, person, project, n = 1) {
    return Task.at(page, `/o/${person.orgId}/p/${project.key}/board/${project.key}-${n}`)
  }

  static async own(page, person, project, n = 1) {
    return Task.at(page, `/o/${person.orgId}/p/${project.key}/t/${project.key}-${n}`)
  }

  static async at(page, address) {
    await page.goto(address)
    const task = new Task(page)
    await task.title.waitFor()
    return task
  }

  constructor(page) {
    super(page)
    this.root = page.locator('.panel').filter({ has: page.getByRole('heading', { level: 1 }) })
  }

  get title() {
    return this.root.locator('h1.title')
  }

  /** The description: where it is read, and where it is written. */
  get text() {
    return this.root.getByRole('region', { name: 'Description', exact: true })
  }

  get read() {
    return this.text.locator('.prose:not(.ProseMirror)')
  }

  get writing() {
    return this.text.getByRole('textbox', { name: 'Description', exact: true })
  }

  /** write opens the description, with the caret at its end. */
  async write() {
    await this.root.getByRole('button', { name: /^(Add a|Edit the) description$/ }).click()
    await this.writing.and(this.page.locator('[contenteditable=true]')).waitFor()
    return this.writing
  }

  get composer() {
    return this.root.getByRole('textbox', { name: 'Write a comment' })
  }

  async say(markdown) {
    await paste(this.composer, markdown)
    await this.saved(() => this.root.getByRole('button', { name: 'Send' }).click())
  }

  part(name) {
    return this.root.getByRole('region', { name, exact: true })
  }

  /** told waits for a sentence in the corner. */
  async told(words) {
    await this.page.getByRole('status').filter({ hasText: words }).first().waitFor()
  }

  async undoFromToast() {
    await this.page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click()
  }

  /** menu opens what a button offers, and takes one of it. */
  async menu(button, item) {
    await button.click()
    await this.page.getByRole('menuitem', { name: item }).or(this.page.getByRole('menuitemradio', { name: item })).first().click()
  }
}

/** markdownOf is what the server has. */
export async function markdownOf(person, project, n = 0) {
  return (await person.api.get(`${project.path}/tasks/${project.tasks[n].id}`)).text?.markdown ?? ''
}

/** comes waits until the server has this text. */
export async function comes(person, project, wanted, n = 0) {
  await eventually(async () => {
    const now = await markdownOf(person, project, n)
    if (wanted instanceof RegExp) assert.match(now, wanted)
    else assert.equal(now, wanted)
  })
}

/** A picture of one colour, 3 × 2. */
export const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8DAAMRQCgAd7gP9qg8vNAAAAABJRU5ErkJggg==', 'base64')

/** pastePicture puts a picture into a text as the clipboard does. */
export async function pastePicture(field, name = 'ferry.png') {
  await field.focus()
  await field.evaluate((el, { base64, name }) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], name, { type: 'image/png' }))
    el.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, { base64: picture.toString('base64'), name })
}
