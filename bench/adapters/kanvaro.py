"""Kanvaro for kbench: one organisation, 20 people, 50 projects, four of the six usual statuses."""
import json, os, re, sqlite3, subprocess, time
from kbench import Base, Http, STATUSES, N_PROJECTS, N_USERS
import __main__ as harness
if hasattr(harness, "READ_OPS"):  # operations of our own, beside those that the harness knows
    harness.READ_OPS = tuple(harness.READ_OPS) + ("board1000z", "board304")
BASE = os.environ.get("KB_BASE", os.path.join(__import__("tempfile").gettempdir(), "kbench"))

BIN = os.environ.get("KANVARO_BIN", BASE + "/bin/kanvaro")
PORT = 18092
PASSWORD = "a bench of oak, 12 years"
GROUPS = ("ready", "doing", "review", "done")  # for todo, in_progress, review, done


class Adapter(Base):
    name, version = "kanvaro", "0.1"
    datadir = BASE + "/run/kanvaro"
    base = f"http://127.0.0.1:{PORT}"
    health = "/api/health"
    durability = "SQLite, WAL, synchronous=FULL: every answer waits for a synced commit"
    dist_paths = (BIN,)
    statefile = BASE + "/run/kanvaro.state.json"
    outfile = BASE + "/run/kanvaro.out"

    def spawn(self):
        os.makedirs(self.datadir, exist_ok=True)
        return [subprocess.Popen([BIN, "serve", f"--addr=127.0.0.1:{PORT}", f"--data={self.datadir}"], cwd=self.datadir,
                                 env=dict(os.environ, KANVARO_METRICS_ADDR="127.0.0.1:18093", KANVARO_RATE_LIMIT="0", **({"MONGODB_URI": os.environ["KB_MONGODB"]} if "KB_MONGODB" in os.environ else {})),
                                 stdout=open(self.outfile, "w"), stderr=open(BASE + "/run/kanvaro.err", "a"))]

    def setup(self):
        for _ in range(200):
            found = re.search(r"/setup#token=(\S+)", open(self.outfile).read())
            if found:
                break
            time.sleep(0.01)
        h = Http(self.base)
        s = h("POST", "/api/v1/setup", {"token": found.group(1), "organisation": {"name": "Bench"},
                                        "user": {"name": "User 0", "email": "u0@example.com", "password": PASSWORD}})
        org = s["organisations"][0]["id"]
        h.headers["Cookie"] = self.cookie(h)
        users = [s["user"]["id"]]
        for i in range(1, N_USERS):
            link = h("POST", f"/api/v1/orgs/{org}/invitations", {"role": "team_member"})["link"]
            joined = Http(self.base)("POST", "/api/v1/invitations/accept", {"token": link.split("token=")[1], "name": f"User {i}",
                                                                            "email": f"u{i}@example.com", "password": PASSWORD})
            users.append(joined["user"]["id"])
        projects, statuses = [], []
        for i in range(N_PROJECTS):
            p = h("POST", f"/api/v1/orgs/{org}/projects", {"key": f"P{i}", "name": f"Project {i}", "visibility": "organisation"})
            projects.append(p["id"])
            statuses.append([next(x["id"] for x in p["statuses"] if x["group"] == g) for g in GROUPS])
        json.dump({"org": org, "users": users, "projects": projects, "statuses": statuses}, open(self.statefile, "w"))

    def cookie(self, h):
        return next(v.split(";")[0] for k, v in h.last_headers if k.lower() == "set-cookie")

    def login(self):
        self.st = json.load(open(self.statefile))
        h = Http(self.base)
        h("POST", "/api/auth/login", {"email": "u0@example.com", "password": PASSWORD})
        self.session = self.cookie(h)

    def headers(self):
        return {"Cookie": self.session, "Content-Type": "application/json"}

    def tasks(self, project):
        return f"/api/v1/orgs/{self.st['org']}/projects/{self.st['projects'][project]}/tasks"

    def seed_request(self, r):
        return "POST", self.tasks(r["project"]), json.dumps({
            "title": r["title"], "description": r["desc"], "status": self.st["statuses"][r["project"]][r["status"]],
            "priority": ("low", "medium", "high", "urgent")[r["prio"] - 1], "due": r["due"], "assignees": [self.st["users"][r["user"]]]})

    def db(self):
        return sqlite3.connect(f"file:{self.datadir}/kanvaro.db?mode=ro", uri=True)

    def count(self):
        d = self.db(); n = d.execute("select count(*) from d_task").fetchone()[0]; d.close(); return n

    def pools(self, work):
        d = self.db()
        rows = [(i, json.loads(b)) for i, b in d.execute("select id, body from d_task order by random() limit 5000")]
        d.close()
        index = {p: n for n, p in enumerate(self.st["projects"])}
        with open(f"{work}/tasks.tsv", "w") as f:
            f.writelines(f"{b['project']}\t{i}\n" for i, b in rows)
        with open(f"{work}/moves.tsv", "w") as f:
            f.writelines(f"{b['project']}\t{i}\t{self.st['statuses'][index[b['project']]][n % 4]}\n" for n, (i, b) in enumerate(rows))
        with open(f"{work}/projects.tsv", "w") as f:
            f.writelines(p + "\n" for p in self.st["projects"][1:])
        with open(f"{work}/bigstatus.tsv", "w") as f:
            f.writelines(s + "\n" for s in self.st["statuses"][0])
        return {k: f"{work}/{k}.tsv" for k in ("tasks", "moves", "projects", "bigstatus")}

    def ops(self):
        org = f"/api/v1/orgs/{self.st['org']}"
        zstd = dict(self.headers(), **{"Accept-Encoding": "zstd"})
        h = Http(self.base, self.headers())
        h("GET", self.tasks(0) + "?limit=1000")
        etag = next(v for k, v in h.last_headers if k.lower() == "etag")
        return {
            "read": {"method": "GET", "path": org + "/projects/{1}/tasks/{2}", "pool": "tasks"},
            "board100": {"method": "GET", "path": self.tasks(0) + "?limit=100&status={1}", "pool": "bigstatus"},
            "board1000": {"method": "GET", "path": self.tasks(0) + "?limit=1000"},
            "board1000z": {"method": "GET", "path": self.tasks(0) + "?limit=1000", "headers": zstd},
            "board304": {"method": "GET", "path": self.tasks(0) + "?limit=1000", "headers": dict(self.headers(), **{"If-None-Match": etag})},
            "boardproj": {"method": "GET", "path": org + "/projects/{1}/tasks?limit=100", "pool": "projects"},
            "move": {"method": "POST", "path": org + "/projects/{1}/tasks/{2}/move", "body": '{"status":"{3}"}', "pool": "moves"},
            "create": {"method": "POST", "path": self.tasks(1), "body": '{"title":"{title}","description":"{desc}","status":"%s","priority":"medium","assignees":["%s"]}'
                       % (self.st["statuses"][1][0], self.st["users"][0])},
        }

    def check(self):
        h = Http(self.base, self.headers())
        b = h("GET", self.tasks(0) + "?limit=1000")
        b1 = h("GET", self.tasks(0) + f"?limit=100&status={self.st['statuses'][0][0]}")
        return {"board1000_items": len(b["items"]), "board100_items": len(b1["items"])}
