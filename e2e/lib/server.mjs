// A real `kanvaro serve` with a data folder of its own.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const binary = resolve(process.env.KANVARO_BINARY ?? new URL('../../.cache/bin/kanvaro', import.meta.url).pathname)

/** start runs the program until stop is called. `url` is where it listens, `token` the one of its set-up link. */
export async function start({ data, args = [] } = {}) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'kanvaro-e2e-')))
  const child = spawn(binary, ['serve', '--addr', '127.0.0.1:0', '--metrics-addr', 'off', '--data', folder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line)
    if (log.length > 400) log.shift()
  })
  const ended = new Promise((done) => {
    child.once('error', (err) => log.push(String(err)) && done())
    child.once('exit', done)
  })
  const leave = () => child.kill('SIGKILL') // no server outlives the tests, however they end
  process.once('exit', leave)

  const link = await Promise.race([readLink(child.stdout, log), ended.then(() => null)])
  if (!link) throw new Error(`${binary} (make build) did not start:\n${log.join('\n')}`)
  const { origin, hash } = new URL(link)

  return {
    url: origin,
    port: new URL(origin).port,
    token: new URLSearchParams(hash.slice(1)).get('token'),
    log,
    async stop({ signal = 'SIGTERM', keep = data !== undefined } = {}) {
      child.kill(signal)
      await ended
      process.off('exit', leave)
      if (!keep) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** readLink reads what the program prints: its address, and with nobody set up yet the link to do that. */
async function readLink(stdout, log) {
  for await (const line of createInterface({ input: stdout })) {
    log.push(line)
    const link = line.match(/https?:\/\/\S+/g)?.at(-1) // with nobody set up yet the second says how
    if (link) {
      stdout.resume() // a full pipe would stop the program
      return link
    }
  }
  return null
}
