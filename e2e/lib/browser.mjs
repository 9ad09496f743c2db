// Debian's Chromium under playwright, and what every journey looks at.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const executablePath = process.env.KANVARO_CHROMIUM ?? '/usr/bin/chromium'

/** launch starts one browser; people are contexts in it. The flags keep it from calling home. */
export async function launch({ args = [] } = {}) {
  if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}: run \`make e2e-install\``)
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  })
}

export const wide = { width: 1280, height: 800 }
export const phone = { width: 390, height: 844 }

/**
 * open gives a page of a context of its own: another person, or another machine. `as` starts it signed in.
 * A page that throws, logs an error or breaks the content policy fails the journey (see quiet).
 */
export async function open(browser, server, { as, viewport = wide, touch = false, url = server.url, locale = 'en-GB', reducedMotion = 'reduce' } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    hasTouch: touch,
    isMobile: touch,
    locale,
    timezoneId: 'Europe/Berlin',
    reducedMotion,
  })
  if (as) await context.addCookies([{ ...as.api.cookie, url }])
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  page.complaints = []
  page.on('pageerror', (err) => page.complaints.push(`threw: ${err.stack ?? err}`))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !expected.some((begin) => text.startsWith(begin))) page.complaints.push(`console: ${text}`)
  })
  return page
}

const expected = [
  'Failed to load resource', // what the network answers is shown to people and asserted where it matters
  'The Cross-Origin-Opener-Policy header has been ignored', // told of every page that comes by plain HTTP
]

/** quiet holds that nothing went wrong behind the person's back. */
export function quiet(...pages) {
  const complaints = pages.flatMap((page) => page.complaints)
  assert.equal(complaints.length, 0, complaints.join('\n'))
}

/**
 * accessible scans the page with axe, and fits holds that it does not scroll sideways. What they find is a complaint, so
 * that the journey goes on and all of it is told at its end. Screens are small on purpose: a scan grows with the number
 * of nodes.
 */
export async function accessible(page, what, { rules } = {}) {
  await page.evaluate(stillness) // colours are measured when they have arrived
  const axe = new AxeBuilder({ page })
  if (rules) axe.withRules(rules)
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  const { violations } = await axe.analyze()
  for (const { id, help, nodes } of violations) {
    const places = nodes.map((n) => `\n    ${n.html.slice(0, 200)}\n      ${n.failureSummary.split('\n').at(-1).trim()}`)
    page.complaints.push(`${what} is not accessible: ${id}: ${help}${places.join('')}`)
  }
}

const stillness = () =>
  Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity).map((a) => a.finished))

export async function fits(page, what) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  if (inner > outer) page.complaints.push(`${what} is ${inner} px wide in a window of ${outer}`)
}

/** shot keeps a picture in .cache/shots for people to look at. */
export async function shot(page, name) {
  const folder = new URL('../../.cache/shots/', import.meta.url).pathname
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}${name}.png` })
}
