"""The far end of the messages' bench: a process of its own, so that its work is not counted with ours.

``python -m banshi.conf.benchmarks.farend`` prints its port, answers every call as a work chat and a program would,
and, when its standard input ends, prints how many letters came, how many came twice, and whether each path had its
numbers in order. Standard library only.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = json.dumps({"errcode": 0, "errmsg": "ok", "access_token": "t", "expires_in": 7200}).encode()


class Seen:
    """What came: letters, keys that came again, and the last number on each path."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.letters = self.twice = 0
        self.keys: set[str] = set()
        self.last: dict[str, int] = {}
        self.in_order = True

    def take(self, path: str, key: str, body: bytes) -> None:
        """Note one letter; those with a key of ours carry their number."""
        with self.lock:
            self.letters += 1
            if not key:
                return
            self.twice += key in self.keys
            self.keys.add(key)
            number = int(json.loads(body)["n"])
            self.in_order = self.in_order and number > self.last.get(path, -1)
            self.last[path] = number


def main() -> None:
    """Serve until the input ends."""
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.take(self.path, self.headers.get("Idempotency-Key", ""), body)
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(ANSWER)))
            self.end_headers()
            self.wfile.write(ANSWER)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    found = {"letters": seen.letters, "twice": seen.twice, "in_order": seen.in_order}
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
