"""An MCP server that the Functions host starts and hands every request to. Your code is in tools.py."""

import logging
import os
import signal
import sys

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools import server


@server.custom_route("/", methods=["GET"])
async def readiness(_: Request) -> Response:
    """The host asks for / to see whether we are up."""
    return JSONResponse({})


def app() -> Starlette:
    """The server of the protocol, at /mcp.

    It keeps nothing between two requests: the next one may come to another instance.
    """
    # On a developer's machine only local names are answered, so that no web page can reach us by a
    # name of its own. In Azure the host has checked who calls, and by which name is its affair.
    local = os.environ.get("AZURE_FUNCTIONS_ENVIRONMENT") == "Development"
    security = None if local else TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(
        stateless_http=True, json_response=True, transport_security=security
    )
    app.router.routes.insert(0, Route("/mcp", no_stream, methods=["GET", "DELETE"]))
    return app


async def no_stream(_: Request) -> Response:
    """Refuse to stream messages of our own: none would come, and the open request would cost."""
    return JSONResponse({"error": "only POST"}, status_code=405, headers={"Allow": "POST"})


def port(arguments: list[str]) -> int:
    """The port on which the host will call: host.json passes it on. Without a host, 8080."""
    if not arguments:
        print("no port is given, so there is no Functions host: using port 8080")
        return 8080
    text = arguments[0]
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 65535):
        sys.exit(f'error: "{text}" is not a port from 1 to 65535')
    return int(text)


def main() -> None:
    """Serve until told to end. The host calls 127.0.0.1, and nobody else has business here."""
    chosen = port(sys.argv[1:])
    # To stdout: the host logs every line on stderr as an error, and the SDK has chosen that.
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s", force=True)
    logging.getLogger("mcp").setLevel(logging.WARNING)
    # uvicorn finishes what is running, and then raises the signal again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on http://127.0.0.1:{chosen}", flush=True)
    uvicorn.run(
        app(),
        host="127.0.0.1",
        port=chosen,
        log_config=None,
        log_level="error",
        timeout_graceful_shutdown=8,
    )


if __name__ == "__main__":
    main()
