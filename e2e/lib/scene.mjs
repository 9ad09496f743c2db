// A scene: a server, a browser, Ada who runs the place, and a project with some cards. One for each file of journeys.
import { after, afterEach, before } from 'node:test'
import { createProject, join, seed, setUp } from './api.mjs'
import { launch, open, quiet, shot } from './browser.mjs'
import { start } from './server.mjs'

/** scene sets itself up before the first journey of a file and is taken down after the last. */
export function scene({ browserArgs = [] } = {}) {
  const it = { pages: [] }

  before(async () => {
    it.server = await start()
    it.browser = await launch({ args: browserArgs })
  })
  afterEach(async (t) => {
    const pages = it.pages.splice(0)
    try {
      // What a person saw when it went wrong helps more than any log.
      if (t.error ?? t.passed === false) {
        for (const [n, page] of pages.entries()) await shot(page, `failed-${t.name.replace(/\W+/g, '-')}-${n + 1}`)
      }
      quiet(...pages)
    } finally {
      for (const page of pages) await page.context().close()
    }
  })
  after(async () => {
    await it.browser?.close()
    await it.server?.stop()
  })

  /** people makes the organisation and Ada, once. */
  it.ada = async () => (it.admin ??= await setUp(it.server))

  let projects = 0
  /** project is a fresh one with these cards: [{title, status}], each journey has its own. */
  it.project = async (cards = [], key = `FER${String.fromCharCode(65 + projects++)}`) => {
    const ada = await it.ada()
    const project = await createProject(ada, { key, name: `Ferry ${key}` })
    project.tasks = await seed(ada, project, cards)
    return project
  }

  /** person is somebody else, a member of the project unless another role is given. */
  it.person = async (name, project, { role, projectRole } = {}) =>
    join(it.server, await it.ada(), { name, email: `${name.split(' ')[0].toLowerCase()}-${project.key}@ferry.test`.toLowerCase(), project, role, projectRole })

  /** page is a window of its own, closed after the journey. */
  it.page = async (options) => {
    const page = await open(it.browser, it.server, options)
    it.pages.push(page)
    return page
  }
  return it
}
