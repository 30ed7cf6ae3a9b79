"""Real servers and libraries: uvicorn, gunicorn with two workers, Flask, asyncio with a QueueListener, loguru."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import logging.handlers
import queue
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from command import environment
from leaks import NAME, SCRUBBER, N, leaks

from pi_scrub.adapters.logging_handler import ScrubbingQueueHandler, protect_logging

APP = '''
import logging
from pi_scrub import Keyring, Policy, Scrubber
from pi_scrub.adapters.logging_handler import protect_logging

def protect():
    protect_logging(Scrubber(Keyring.sample(), Policy(regions=("US",))))

async def asgi(scope, receive, send):
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route
    def call(request):
        logging.getLogger("app").warning("n=%s ani=%s", request.query_params["n"], request.query_params["ani"])
        if request.query_params["n"] == "9":
            raise ValueError("customer_name=Xqvara Tlomb")
        return PlainTextResponse("ok")
    await Starlette(routes=[Route("/c", call)])(scope, receive, send)

def wsgi():
    from flask import Flask, request
    app = Flask("app")
    @app.get("/c")
    def call():
        app.logger.warning("n=%s ani=%s", request.args["n"], request.args["ani"])
        if request.args["n"] == "9":
            raise ValueError("customer_name=Xqvara Tlomb")
        return "ok"
    return app
'''
SERVERS = {
    "uvicorn": ["-c", "import app, uvicorn; app.protect(); uvicorn.run('app:asgi', port=PORT)"],
    "gunicorn": ["-m", "gunicorn", "-c", "conf.py", "app:wsgi()"],
}


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_logs_nothing_personal(server: str, tmp_path: Path) -> None:
    """Access and error logs of a real server, each request's line once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "conf.py").write_text(f"import app\napp.protect()\nbind = '127.0.0.1:{port}'\nworkers = 2\naccesslog = '-'\n")
    command = [sys.executable, *(part.replace("PORT", str(port)) for part in SERVERS[server])]
    env = environment({"PYTHONPATH": f"{tmp_path}:{Path(__file__).parent.parent}"})
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            for n in range(10):
                _ask(f"http://127.0.0.1:{port}/c", n)
        finally:
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=20)[0]
    assert leaks(said) == []
    for n in range(10):
        assert said.count(f"n={n} ani=ph_sample_") == 1, said
        assert said.count(f"/c?n={n}&ani=ph_sample_") >= 1, said
    assert "ValueError: customer_name=[name]" in said


def _ask(url: str, n: int) -> None:
    for _ in range(200):
        try:
            httpx.get(url, params={"n": n, "ani": N}, trust_env=False)
            return
        except httpx.ConnectError:
            time.sleep(0.05)
    pytest.fail("the server did not start")


def test_asyncio_with_a_queue_listener() -> None:
    """Tasks log without waiting for a stream; the listener is the standard library's."""
    out, waiting = io.StringIO(), queue.Queue[Any](1000)
    log = logging.getLogger("asyncio-test")
    log.handlers, log.propagate = [ScrubbingQueueHandler(waiting, scrubber=SCRUBBER)], False
    listener = logging.handlers.QueueListener(waiting, logging.StreamHandler(out))

    async def work(me: int) -> None:
        for n in range(20):
            log.warning("t%d.%d %s", me, n, N)
            await asyncio.sleep(0)

    async def main() -> None:
        await asyncio.gather(*map(work, range(5)))

    listener.start()
    asyncio.run(main())
    listener.stop()
    log.handlers = []
    assert sorted(line.split()[0] for line in out.getvalue().splitlines()) == sorted(f"t{me}.{n}" for me in range(5) for n in range(20))
    assert leaks(out.getvalue()) == []


@pytest.mark.parametrize("serialize", [False, True])
def test_loguru(serialize: bool) -> None:
    """A sink that scrubs what loguru has rendered, exceptions with their variables included."""
    loguru = pytest.importorskip("loguru")
    out = io.StringIO()
    logger = loguru.logger
    logger.remove()
    logger.add(lambda text: out.write(SCRUBBER.scrub(text)), serialize=serialize, diagnose=True, format="{message} {extra}", colorize=False)
    customer_name = NAME
    try:
        logger.bind(customer_name=NAME, ani=N).info("call from {}", N)
        try:
            raise ValueError(N)
        except ValueError:
            logger.exception("failed")
    finally:
        logger.remove()
    assert customer_name
    assert leaks(out.getvalue()) == []
    if serialize:
        assert all(isinstance(json.loads(each), dict) for each in out.getvalue().splitlines())


def test_flask_in_process() -> None:
    """Its logger and its error log."""
    flask = pytest.importorskip("flask")
    out = io.StringIO()
    app = flask.Flask("flask-test")
    app.logger.handlers, app.logger.propagate = [logging.StreamHandler(out)], False

    @app.get("/c")
    def call() -> str:
        raise ValueError(f"customer_name={NAME} {N}")

    with protect_logging(SCRUBBER):
        assert app.test_client().get("/c").status_code == 500
    assert "ValueError" in out.getvalue() and leaks(out.getvalue()) == []
