// The list as people name it: a tree grid of rows, the bar of what is selected, the chips of a filter.
import assert from 'node:assert/strict'
import { eventually } from './screens.mjs'

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export class List {
  constructor(page) {
    this.page = page
    this.grid = page.getByRole('treegrid', { name: 'Tasks' })
    this.bar = page.getByRole('toolbar', { name: /^Change \d/ })
    this.filter = page.getByRole('search', { name: 'Filter' })
  }

  /** open waits for a row, unless there is to be none. */
  static async open(page, person, project, { query = '', empty = false } = {}) {
    await page.goto(`/o/${person.orgId}/p/${project.key}/list${query}`)
    const list = new List(page)
    if (!empty) await list.grid.getByRole('row').nth(1).waitFor()
    return list
  }

  row(title) {
    return this.grid.getByRole('row').filter({ has: this.page.getByRole('link', { name: title, exact: true }) })
  }

  cell(title, column) {
    return this.row(title).locator(`[data-col="${column}"]`)
  }

  head(name) {
    return this.grid.getByRole('columnheader', { name, exact: true })
  }

  group(name) {
    return this.grid.getByRole('row').filter({ has: this.page.getByRole('heading', { name, exact: true }) })
  }

  /** titles of the rows on the page, from top to bottom. */
  async titles() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('[role="treegrid"] [data-task]')].map((row) => [row.getBoundingClientRect().top, row.querySelector('a').textContent]).sort((a, b) => a[0] - b[0]).map(([, title]) => title),
    )
  }

  async shows(titles, timeout) {
    await eventually(async () => assert.deepEqual(await this.titles(), titles), timeout)
  }

  /** focus puts the keyboard on a row. */
  async focus(title) {
    await this.row(title).focus()
  }

  /** focused says which row the keyboard is on, and which cell of it ('' for the whole row). */
  async focused() {
    return this.page.evaluate(() => {
      const at = document.activeElement
      return [at.closest('[data-task]')?.querySelector('a')?.textContent ?? '', at.dataset.col ?? '']
    })
  }

  /** pick chooses in the picker that is open. */
  async pick(name) {
    await this.page.getByRole('option', { name }).click()
  }

  /** saved does something that changes a task, and waits for the answer. */
  async saved(act, status) {
    const answer = this.page.waitForResponse((r) => ['PATCH', 'POST', 'DELETE'].includes(r.request().method()) && r.url().includes('/tasks'))
    await act()
    const got = await answer
    if (status) assert.equal(got.status(), status)
    else assert.ok(got.ok(), `${got.status()} ${await got.text()}`)
  }

  /** selected are the titles of rows that are selected. */
  async selected() {
    return (await this.grid.locator('[data-task][aria-selected="true"] a').allTextContents()).sort()
  }

  async select(...titles) {
    for (const title of titles) {
      await this.row(title).hover()
      await this.row(title).getByRole('checkbox').check()
    }
  }

  chip(name) {
    return this.filter.getByRole('group', { name: new RegExp(`^${escape(name)}`) })
  }

  async counts(words) {
    await this.filter.getByRole('status').filter({ hasText: words }).waitFor()
  }

  async told(words) {
    await this.page.getByRole('status').filter({ hasText: words }).first().waitFor()
  }
}
