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
export async function open(browser, server, { as, viewport = wide, touch = false, url = server.url } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    hasTouch: touch,
    isMobile: touch,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  if (as) await context.addCookies([{ ...as.api.cookie, url }])
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  page.complaints = []
  page.on('pageerror', (err) => page.complaints.push(`threw: ${err.stack ?? err}`))
  page.on('console', (message) => {
    const text = message.text()
    // What the network answers is shown to people and asserted where it matters.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) page.complaints.push(`console: ${text}`)
  })
  return page
}

/** quiet holds that nothing went wrong behind the person's back. */
export function quiet(...pages) {
  for (const page of pages) assert.deepEqual(page.complaints, [], 'the page complained')
}

/** accessible scans the page with axe. Screens are small here on purpose: a scan grows with the number of nodes. */
export async function accessible(page, what) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const told = violations.map((v) => `${v.id}: ${v.help}\n` + v.nodes.map((n) => `    ${n.target.join(' ')}\n      ${n.html}`).join('\n'))
  assert.equal(told.length, 0, `${what} is not accessible:\n${told.join('\n')}`)
}

/** fits holds that the page does not scroll sideways. */
export async function fits(page, what) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  assert.ok(inner <= outer, `${what} is ${inner} px wide in a window of ${outer}`)
}

/** shot keeps a picture in .cache/shots for people to look at. */
export async function shot(page, name) {
  const folder = new URL('../../.cache/shots/', import.meta.url).pathname
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}${name}.png` })
}
