"""An MCP server as a custom handler. Argument: the port it listens on."""

import asyncio
import sys

from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("fch tests")
released = asyncio.Event()


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
async def wait(context: Context) -> str:
    """Reports progress, and ends when `release` is called."""
    await context.report_progress(1, 2, "half ü")
    await released.wait()
    released.clear()
    return "done"


@server.tool()
def release() -> str:
    """Ends `wait`."""
    released.set()
    return "released"


server.run("streamable-http", port=int(sys.argv[1]), stateless_http=True)
