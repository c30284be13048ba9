"""A small server of our own at the other end: answers what it is told to, and keeps what it was asked."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FarEnd:
    """``answers`` are (status, body, headers) in order; the last one goes on.

    ``asked`` are (method, path, headers, body). ``met``, where there is one, is called with how many were asked so
    far, before the answer.
    """

    def __init__(self):
        self.asked, self.answers, self.drip = [], [(200, b"{}", {})], 0.0
        self.met = None
        end = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                end.asked.append((self.command, self.path, dict(self.headers), body))
                if end.met is not None:
                    end.met(len(end.asked))
                status, answer, headers = end.answers.pop(0) if len(end.answers) > 1 else end.answers[0]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for at in range(0, len(answer), 1 if end.drip else max(len(answer), 1)):
                    self.wfile.write(answer[at : at + 1] if end.drip else answer)
                    time.sleep(end.drip)

            do_GET = do_POST = _any

            def log_message(self, *_args):
                pass

            def handle(self):
                with contextlib.suppress(OSError):
                    super().handle()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
