// Every screen, for everybody: with a screen reader, in the dark, on a phone, with large text, in German, in colours of
// one's own, without motion, with writing from right to left.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible, fits, phone } from '../lib/browser.mjs'
import { List } from '../lib/list.mjs'
import { scene } from '../lib/scene.mjs'
import { Board, eventually } from '../lib/screens.mjs'
import { foreign } from '../lib/texts.mjs'

const it = scene()
const cards = [
  { title: 'Print a boarding card', points: 1000, description: 'Two **bold** words and a list:\n\n- one\n- two' },
  { title: 'Count the bicycles, one after the other, on all four decks and in the hold, before anybody has had breakfast', type: 'bug', priority: 'urgent', points: 234, due: '2031-03-15' },
  { title: 'Name the ship', status: 'doing', priority: 'low' },
]

/** full is one project for all journeys that change nothing in it. */
let made
const full = () => (made ??= (async () => {
  const project = await it.project(cards)
  const ada = await it.ada()
  const lin = await it.person('Lin Wei', project)
  const path = `${project.path}/tasks/${project.tasks[0].id}`
  await ada.api.patch(`${project.path}/tasks/${project.tasks[1].id}`, { assignees: [ada.id, lin.id] })
  await lin.api.post(`${path}/comments`, { markdown: 'The printer is out of paper.' })
  const gone = await ada.api.post(`${project.path}/tasks`, { title: 'Paint the funnel', status: project.in.ready.id })
  await ada.api.request('DELETE', `${project.path}/tasks/${gone.id}`)
  return { ada, lin, project, empty: await it.project([]) }
})())

/** places are all screens: where each is, what shows that it has come, and how one gets further from there. */
const places = {
  'the sign-in': { at: () => '/signin', shows: 'form input[type=password]', nobody: true },
  'the list of projects': { at: (o) => `/o/${o}`, shows: '.page .strong' },
  'a board': { at: (o, p) => `/o/${o}/p/${p}/board`, shows: '.board:not([aria-busy=true]) .card' },
  'an empty board': { at: (o, p, e) => `/o/${o}/p/${e}/board`, shows: '.board .newcard' },
  'the list': { at: (o, p) => `/o/${o}/p/${p}/list`, shows: '[role=treegrid] [data-task]' },
  'an empty list': { at: (o, p, e) => `/o/${o}/p/${e}/list`, shows: 'main input' },
  'a task beside its board': { at: (o, p) => `/o/${o}/p/${p}/board/${p}-1`, shows: '.panel article' },
  'a task on its page': { at: (o, p) => `/o/${o}/p/${p}/t/${p}-1`, shows: '.panel article' },
  'a search': { at: (o) => `/o/${o}/search?q=bicycles`, shows: '.hit' },
  'the palette': { at: (o, p) => `/o/${o}/p/${p}/board`, shows: '.board:not([aria-busy=true]) .card', press: 'Control+K', then: 'dialog [role=option]' },
  'the keys': { at: (o, p) => `/o/${o}/p/${p}/board`, shows: '.board:not([aria-busy=true]) .card', press: '?', then: 'dialog .keylist' },
  'a new task': { at: (o, p) => `/o/${o}/p/${p}/list`, shows: '[role=treegrid] [data-task]', press: 'C', then: 'dialog form, dialog input' },
  'the settings': { at: (o, p) => `/o/${o}/p/${p}/settings`, shows: '.page h2' },
  'the people': { at: (o) => `/o/${o}/people`, shows: '.page .strong' },
  'the trash': { at: (o, p) => `/o/${o}/p/${p}/trash`, shows: '.page .cut' },
  'the import': { at: (o, p) => `/o/${o}/p/${p}/import`, shows: '.import' },
  'the profile': { at: (o) => `/o/${o}/me`, shows: '#me-title' },
  'the handbook': { at: () => '/help', shows: '.handbook .prose h1, .handbook .prose h2' },
}

async function visit(page, place) {
  const { ada, project, empty } = await full()
  await page.goto(place.at(ada.orgId, project.key, empty.key))
  await page.locator(place.shows).first().waitFor()
  if (place.press) {
    await page.keyboard.press(place.press)
    await page.locator(place.then).first().waitFor()
  }
}

async function window(place, options) {
  const { ada } = await full()
  return it.page({ as: place?.nobody ? undefined : ada, ...options })
}

for (const [name, place] of Object.entries(places)) {
  test(`${name}: with a screen reader, in the dark, with large text, on a phone`, async () => {
    const page = await window(place)
    await visit(page, place)
    await accessible(page, `${name}, light`)
    await page.emulateMedia({ colorScheme: 'dark' })
    await accessible(page, `${name}, dark`, { rules: ['color-contrast', 'link-in-text-block'] }) // nothing else is another thing in the dark
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    await within(page, `${name} with text of 200 %`)
    await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
    await page.setViewportSize(phone)
    await visit(page, place)
    await within(page, `${name} on a phone`)
  })
}

/** within holds that the page does not scroll sideways, and that nothing one can press lies beyond its edges. */
async function within(page, what) {
  await fits(page, what)
  const beyond = await page.evaluate(() => {
    const scrolls = (el) => el && (/auto|scroll/.test(getComputedStyle(el).overflowX) || scrolls(el.parentElement))
    const seen = [...document.querySelectorAll('a[href], button, input, select, textarea, [role=textbox]')].filter((el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    return seen
      .filter((el) => {
        const box = el.getBoundingClientRect()
        return box.width > 2 && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(el.parentElement) && !el.closest('[inert]')
      })
      .map((el) => `${el.outerHTML.slice(0, 140)} ends at ${Math.round(el.getBoundingClientRect().right)}`)
  })
  for (const one of beyond) page.complaints.push(`${what}: out of reach: ${one}`)
}

test('in German every screen is German', async () => {
  const { ada, project } = await full()
  const data = [...project.statuses.map((s) => s.name), 'Ada Lindqvist', 'Lin Wei', ...cards.map((c) => c.title)]
  const strangers = []
  for (const [name, place] of Object.entries(places)) {
    const page = await window(place, { locale: 'de-DE' })
    await visit(page, place)
    assert.equal(await page.locator('html').getAttribute('lang'), 'de')
    for (const words of await foreign(page, { data })) strangers.push(`${name}: ${words}`)
    await page.context().close()
    it.pages.pop()
  }
  assert.deepEqual(strangers, [], `${ada.orgId} reads German`)
})

test('days and numbers are written as the reader writes them', async () => {
  const { ada, project } = await full()
  const due = new Date(2031, 2, 15)
  for (const locale of ['de-DE', 'en-GB', 'en-US']) {
    const page = await it.page({ as: ada, locale })
    await page.goto(`/o/${ada.orgId}/p/${project.key}/board`)
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(due)
    assert.equal(await page.locator('.card .of-due').first().innerText(), day, locale)
    const sum = new Intl.NumberFormat(locale).format(1234)
    assert.match(await page.locator('.col .sum').filter({ hasText: /\d/ }).first().innerText(), new RegExp(`^${sum.replace('.', '\\.')} `), locale)
  }
})

test('with colours of one’s own, focus and selection stay to be seen', async () => {
  const { ada, project } = await full()
  const page = await it.page({ as: ada })
  await page.emulateMedia({ forcedColors: 'active' })
  const board = await Board.open(page, ada, project)
  await drawn(page, 'the card in focus', cards[0].title, () => page.keyboard.press('j'), board)
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await apart(board.card(cards[0].title), board.card(cards[1].title), 'of two cards that are selected, the one in focus')

  const list = await List.open(page, ada, project)
  await list.focus(cards[0].title)
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await apart(list.row(cards[0].title), list.row(cards[1].title), 'of two rows that are selected, the one in focus')
})

async function apart(selected, focused, what) {
  await eventually(async () => assert.ok(await focused.evaluate((el) => el === document.activeElement), what))
  await lined(selected, `the other ${what}`)
  await lined(focused, what)
  assert.notDeepEqual(await line(focused), await line(selected), `${what} is not told from the other`)
}

/** drawn presses a key that brings the focus, and holds that the element looks otherwise with it. */
async function drawn(page, what, title, press, board) {
  const before = await line(board.card(title))
  await press()
  await eventually(async () => assert.ok(await board.card(title).evaluate((el) => el === document.activeElement || el.contains(document.activeElement)), what))
  assert.notDeepEqual(await line(board.card(title)), before, `${what} looks like any other`)
  await lined(board.card(title), what)
}

const line = (locator) =>
  locator.evaluate((el) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(el)
    return [outlineStyle, parseFloat(outlineWidth), outlineColor]
  })

async function lined(locator, what) {
  const [style, width] = await line(locator)
  assert.ok(style !== 'none' && width >= 1, `${what} has no outline: ${style} ${width}px`)
}

test('who wants no motion sees none; who does, does', async () => {
  const moved = {}
  for (const reducedMotion of ['reduce', 'no-preference']) {
    const project = await it.project([{ title: 'Print a boarding card' }, { title: 'Count the bicycles' }])
    const ada = await it.ada()
    const page = await it.page({ as: ada, reducedMotion })
    await page.addInitScript(watchMotion)
    const board = await Board.open(page, ada, project)
    await ada.api.post(`${project.path}/tasks/${project.tasks[0].id}/move`, { status: project.in.doing.id })
    await board.shows(project.in.doing.name, ['Print a boarding card'])
    await board.card('Count the bicycles').focus()
    await page.keyboard.press('.')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await board.carryByKeys('Count the bicycles', 'ArrowRight')
    await board.column(project.in.doing.name).getByRole('article', { name: 'Count the bicycles' }).waitFor()
    const panel = await board.openTask('Print a boarding card')
    await panel.title.waitFor()
    await page.keyboard.press('Control+K')
    await page.getByRole('dialog').waitFor()
    moved[reducedMotion] = await page.evaluate(() => window.motions)
  }
  assert.deepEqual([...new Set(moved.reduce)], [])
  assert.ok(moved['no-preference'].length > 0, 'motion would have been seen')
})

/** watchMotion runs in the page, and writes down what moves for longer than the eye takes. */
function watchMotion() {
  window.motions = []
  const note = () => {
    for (const motion of document.getAnimations()) {
      const { duration, iterations } = motion.effect.getTiming()
      if (Number(duration) <= 20 || iterations === 0) continue
      const el = motion.effect.target
      window.motions.push(`${el.tagName} .${el.className?.baseVal ?? el.className} ${motion.animationName ?? motion.transitionProperty ?? 'animate()'}`)
    }
  }
  for (const event of ['animationstart', 'transitionrun']) document.addEventListener(event, note, true)
  const animate = Element.prototype.animate
  Element.prototype.animate = function (...args) {
    const motion = animate.apply(this, args)
    note()
    return motion
  }
}

const hebrew = 'להדפיס כרטיס עלייה למטוס לכל הנוסעים שממתינים בנמל, גם למי שאיחר'
const arabic = 'طباعة بطاقة الصعود'

test('a title from right to left keeps its direction, and its card its form', async () => {
  const project = await it.project([{ title: hebrew }, { title: arabic, description: 'مرحبا بالجميع' }, { title: 'Name the ship' }])
  const ada = await it.ada()
  const page = await it.page({ as: ada })
  const board = await Board.open(page, ada, project)
  const [far, near, plain] = [board.card(hebrew), board.card(arabic), board.card('Name the ship')]
  for (const card of [far, near]) assert.equal(await direction(card.getByRole('heading')), 'rtl')
  assert.equal(await direction(plain.getByRole('heading')), 'ltr')
  const [a, b, c] = await Promise.all([far, near, plain].map((card) => card.boundingBox()))
  assert.deepEqual([a.x, a.width, b.x, b.width], [c.x, c.width, c.x, c.width])
  assert.equal(b.height, c.height)
  for (const card of [far, near, plain]) assert.ok(await card.evaluate((el) => el.scrollWidth <= el.clientWidth), 'nothing sticks out of a card')
  // What is not text stays where it is on every card: the key at the start of its first line.
  const keys = await Promise.all([far, near, plain].map((card) => card.locator('.key').boundingBox()))
  assert.deepEqual(new Set(keys.map((k) => k.x)).size, 1)

  const panel = await board.openTask(arabic)
  assert.equal(await direction(panel.title.getByRole('button')), 'rtl')
  assert.equal(await direction(panel.root.locator('.prose').first()), 'rtl')
  const list = await List.open(page, ada, project)
  assert.equal(await direction(list.row(arabic).getByRole('link', { name: arabic })), 'rtl')
  assert.equal(await direction(list.row('Name the ship').getByRole('link', { name: 'Name the ship' })), 'ltr')
  await fits(page, 'a list with titles from right to left')
})

const direction = (locator) => locator.evaluate((el) => getComputedStyle(el).direction)
