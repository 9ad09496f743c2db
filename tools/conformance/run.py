"""Holds the API against its own description: schemathesis, all checks, authenticated, stateful.

    run.py BINARY [--seconds N] [--seed N] [--phases examples,coverage,fuzzing,stateful]

A server of its own, on a data folder that is thrown away, with people, a project and tasks for the paths to lead to. What ends
the run's own session, and what never ends, is left out (LEFT_OUT says why). Exit status 1 if anything failed.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

PASSWORD = "correct horse battery staple"

# Operations that the run cannot call blindly, each with its reason. Everything else in the description is called.
LEFT_OUT = {
    "watch": "a stream stays open",
    "signOut": "ends the session that all others need",
    "changePassword": "the same",
}


class Server:
    """A `kanvaro serve` that ends with the run."""

    def __init__(self, binary: str, data: str):
        self.process = subprocess.Popen(
            [binary, "serve", "--addr", "127.0.0.1:0", "--metrics-addr", "off", "--data", data, "--log-level", "error"],
            stdout=subprocess.PIPE, stderr=open(pathlib.Path(data) / "server.log", "wb"), text=True,
            env={"PATH": "/usr/bin:/bin", "KANVARO_RATE_LIMIT": "0", "KANVARO_RATE_ANONYMOUS": "0"},
        )
        self.cookie = ""
        for line in self.process.stdout:
            if found := re.search(r"(https?://[^/\s]+)/setup#token=(\S+)", line):
                self.url, self.token = found.groups()
                break
        else:
            raise SystemExit("the server did not start")

    def call(self, method: str, path: str, body=None):
        request = urllib.request.Request(self.url + path, method=method, data=None if body is None else json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        if self.cookie:
            request.add_header("Cookie", self.cookie)
        with urllib.request.urlopen(request) as answer:
            if cookie := answer.headers.get("Set-Cookie"):
                self.cookie = cookie.split(";")[0]
            text = answer.read()
            return json.loads(text) if text else None

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def seed(server: Server) -> dict:
    """Makes what the parameters of paths name, and gives their values."""
    session = server.call("POST", "/api/v1/setup", {
        "token": server.token, "organisation": {"name": "Ferry"}, "user": {"name": "Ada", "email": "ada@ferry.test", "password": PASSWORD},
    })
    org = session["organisations"][0]["id"]
    at = f"/api/v1/orgs/{org}"
    project = server.call("POST", f"{at}/projects", {"key": "FERRY", "name": "Ferry tickets"})
    inside = f"{at}/projects/{project['id']}"
    labelled = server.call("POST", f"{inside}/labels", {"name": "quay"})
    tasks = [server.call("POST", f"{inside}/tasks", {"title": title, "description": "Some *text*."}) for title in ("Print a card", "Count bicycles", "Name the ship")]
    comment = server.call("POST", f"{inside}/tasks/{tasks[0]['id']}/comments", {"markdown": "Which printer?"})
    token = server.call("POST", "/api/v1/me/tokens", {"name": "schemathesis", "scopes": ["*"], "organisation": org})
    return {
        "bearer": token["token"],
        "parameters": {
            "org": org, "project": project["id"], "task": tasks[0]["id"], "key": tasks[0]["key"], "comment": comment["id"],
            "status": project["statuses"][0]["id"], "label": labelled["labels"][0]["id"], "member": session["user"]["id"],
        },
    }


# What a description cannot say, and a request that follows it may therefore be told: that a task named in it does not exist (422), and that
# If-Match names another version (412). Both are described for each operation that answers so.
UNSAYABLE = ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "429"]


def configuration(folder: pathlib.Path, bearer: str, parameters: dict) -> pathlib.Path:
    """Writes the file that gives path parameters values that exist; other cases still vary them."""
    lines = ["[auth.openapi.bearer]", f"bearer = {json.dumps(bearer)}", "", "[checks.positive_data_acceptance]", f"expected-statuses = {json.dumps(UNSAYABLE)}", "", "[parameters]"]
    lines += [f'"path.{name}" = {json.dumps(value)}' for name, value in parameters.items()]
    path = folder / "schemathesis.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("binary")
    ask.add_argument("--seconds", type=int, default=60)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="kanvaro-conformance-") as folder:
        server = Server(asked.binary, folder)
        try:
            known = seed(server)
            command = [
                str(pathlib.Path(sys.prefix) / "bin" / "schemathesis"), "--config-file", str(configuration(pathlib.Path(folder), known["bearer"], known["parameters"])),
                "run", f"{server.url}/api/openapi.json", "--checks", "all",
                "--phases", asked.phases, "--seed", str(asked.seed), "--max-time", str(asked.seconds), "--continue-on-failure", "--no-color", "--warnings", "off",
            ]
            for operation in LEFT_OUT:
                command += ["--exclude-operation-id", operation]
            return subprocess.run(command, cwd=folder, check=False).returncode
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
