"""Which server carries synchronous Django best? One trivial page (50 table rows), 8 threads, 16 connections.

    python bench/servers.py [--json]        measures those of uvicorn+a2wsgi, granian, waitress that are installed

CPU time counts the server's processes only, so that a busy machine disturbs it little.
"""

import argparse
import http.client
import importlib.util
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

REQUESTS, CONNECTIONS, THREADS, WARM_UP = 4000, 16, 8, 500
APP = '''
import django
from django.conf import settings
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF="pages",
                   MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
                   TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}])
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path
ROWS = engines["django"].from_string("{% for i in r %}<tr><td>{{ i }}</td><td>{{ i }}</td></tr>{% endfor %}")
urlpatterns = [path("", lambda request: HttpResponse(ROWS.render({"r": range(50)})))]
application = get_wsgi_application()
'''
UVICORN = "import pages, uvicorn; from a2wsgi import WSGIMiddleware; uvicorn.run(" \
          "WSGIMiddleware(pages.application, workers={threads}), port={port}, log_level='error', access_log=False)"
WAITRESS = "import pages, waitress; waitress.serve(pages.application, port={port}, threads={threads}, " \
           "host='127.0.0.1')"


def commands(port: int) -> dict[str, list[str]]:
    """How to start each installed server."""
    values = {"port": port, "threads": THREADS}
    known = {
        "uvicorn": [sys.executable, "-c", UVICORN.format(**values)],
        "granian": [sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", str(THREADS),
                    "--port", str(port), "--no-access-log", "pages:application"],
        "waitress": [sys.executable, "-c", WAITRESS.format(**values)],
    }
    return {name: command for name, command in known.items() if importlib.util.find_spec(name)}


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children that still run."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def ask(port: int, count: int, times: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", "/")
        assert len(connection.getresponse().read()) > 1000
        times.append(time.perf_counter() - began)


def load(port: int, requests: int) -> tuple[float, list[float]]:
    """Seconds for all requests, and the time of each."""
    times: list[float] = []
    clients = [threading.Thread(target=ask, args=(port, requests // CONNECTIONS, times)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return time.perf_counter() - began, times


def measure(command: list[str], port: int, folder: Path) -> dict[str, float]:
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        load(port, WARM_UP)
        before = cpu_seconds(process.pid)
        seconds, times = load(port, REQUESTS)
        used = cpu_seconds(process.pid) - before
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    return {"cpu_ms": round(used / len(times) * 1000, 2), "per_second": round(len(times) / seconds),
            "p50_ms": round(statistics.median(times) * 1000, 1),
            "p99_ms": round(statistics.quantiles(times, n=100)[98] * 1000, 1)}


def main() -> None:
    import tempfile

    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        (Path(folder) / "pages.py").write_text(APP)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        found = {name: measure(command, port, Path(folder)) for name, command in commands(port).items()}
    if as_json:
        print(json.dumps(found, indent=1))
    else:
        for name, figures in found.items():
            print(f"{name:<10}", *(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
