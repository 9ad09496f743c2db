// The HTTP contract (docs/API.md) as far as the journeys need it to set their scene. What a journey is about it does
// in the browser.

/** Api is one person's way in. It remembers the session and the last position, as a browser does. */
export class Api {
  #url
  #cookie = ''
  #position = ''

  constructor(url) {
    this.#url = url
  }

  /** cookie is the session, for a browser context that is to start signed in. */
  get cookie() {
    const [name, ...value] = this.#cookie.split('=')
    return { name, value: value.join('='), url: this.#url, httpOnly: true, sameSite: 'Lax' }
  }

  async request(method, path, body, headers = {}) {
    const sent = { ...headers }
    if (this.#cookie) sent.cookie = this.#cookie
    if (this.#position) sent['kanvaro-position'] = this.#position
    if (method !== 'GET') sent.origin = this.#url
    if (body !== undefined && !sent['content-type']) sent['content-type'] = 'application/json'
    const answer = await fetch(this.#url + path, {
      method,
      headers: sent,
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    })
    const session = answer.headers.getSetCookie().find((c) => c.startsWith('kanvaro_session='))
    if (session) this.#cookie = session.split(';')[0]
    this.#position = answer.headers.get('kanvaro-position') ?? this.#position
    const text = await answer.text()
    const found = text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
    if (!answer.ok) throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${text}`), { status: answer.status })
    return found
  }

  get = (path) => this.request('GET', path)
  post = (path, body = {}, headers) => this.request('POST', path, body, headers)
  patch = (path, body) => this.request('PATCH', path, body)
  put = (path, body) => this.request('PUT', path, body)
}

export const password = 'correct horse battery staple'

/** setUp makes the organisation and its first administrator with the token that the server printed. */
export async function setUp(server, { organisation = 'Ferry company', name = 'Ada Lindqvist', email = 'ada@ferry.test' } = {}) {
  const api = new Api(server.url)
  const session = await api.post('/api/v1/setup', {
    token: server.token,
    organisation: { name: organisation },
    user: { name, email, password },
  })
  return person(api, session)
}

/** join brings a second person in by an invitation, and into the project when one is given. */
export async function join(server, admin, { name, email, role = 'team_member', project, projectRole = 'member' }) {
  const { link } = await admin.api.post(`${admin.org}/invitations`, { role })
  const token = new URLSearchParams(new URL(link, server.url).hash.slice(1)).get('token')
  const api = new Api(server.url)
  const session = await api.post('/api/v1/invitations/accept', { token, name, email, password })
  const joined = person(api, session)
  if (project) await admin.api.put(`${project.path}/members/${joined.id}`, { role: projectRole })
  return joined
}

function person(api, session) {
  const org = session.organisations[0]
  return { api, id: session.user.id, name: session.user.name, email: session.user.email, orgId: org.id, org: `/api/v1/orgs/${org.id}` }
}

/** createProject answers the project with its path, and its statuses by group. */
export async function createProject(owner, { key = 'FERRY', name = 'Ferry tickets' } = {}) {
  const project = await owner.api.post(`${owner.org}/projects`, { key, name })
  return {
    ...project,
    path: `${owner.org}/projects/${project.id}`,
    in: Object.fromEntries(project.statuses.map((s) => [s.group, s])),
  }
}

/** seed makes tasks in the order in which they are given: [{title, status: 'ready', …}]. The status is a group. */
export async function seed(owner, project, tasks) {
  const made = []
  for (const { status = 'ready', ...task } of tasks) {
    made.push(await owner.api.post(`${project.path}/tasks`, { ...task, status: project.in[status].id }))
  }
  return made
}

/** tasksIn lists the titles of one column as the server has them. */
export async function tasksIn(owner, project, group) {
  const { items } = await owner.api.get(`${project.path}/tasks?status=${project.in[group].id}&limit=1000`)
  return items.map((t) => t.title)
}
