// A wire between browser and server that can be cut: what the browser itself can be told to do (setOffline) does not
// reach its workers, and looks like a network that knows it is gone. This one just stops.
import { connect, createServer } from 'node:net'

/** wire listens on a port of its own, for a server on another. */
export async function wire(port) {
  const open = new Set()
  const streams = new Set()
  let whole = true
  const server = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const end of [near, far]) {
      open.add(end)
      end.on('error', () => {})
      end.on('close', () => {
        open.delete(end)
        streams.delete(end)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes) => {
      const [, path] = bytes.toString('latin1', 0, 300).match(/^GET (\S+) HTTP/) ?? []
      if (path?.includes('/events')) streams.add(near)
    })
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const it = {
    port: server.address().port,
    get url() {
      return `http://127.0.0.1:${it.port}`
    },
    /** How many event streams are open. */
    get streams() {
      return streams.size
    },
    /** cut ends every connection, and lets none in until mended. */
    cut() {
      whole = false
      for (const end of open) end.destroy()
    },
    mend() {
      whole = true
    },
    async close() {
      it.cut()
      await new Promise((done) => server.close(done))
    },
  }
  return it
}
