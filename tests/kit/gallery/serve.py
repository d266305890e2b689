"""`python -m tests.kit.gallery.serve [port]` shows the gallery at http://127.0.0.1:<port>/ (0: any free one)."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.kit.gallery.settings"
    from django.core.wsgi import get_wsgi_application

    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
    with make_server("127.0.0.1", port, get_wsgi_application(), Threaded, Quiet) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
