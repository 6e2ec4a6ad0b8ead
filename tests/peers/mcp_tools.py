"""Calls the tools of an MCP scaffold and prints what they said, as JSON. Arguments: its address, and
how to agree on the protocol's version: `auto`, or `legacy` for the handshake of older clients."""

import asyncio
import json
import sys
import urllib.error
import urllib.request

from mcp import Client


def status(url, method, headers):
    request = urllib.request.Request(url, b"{}" if method == "POST" else None, headers, method=method)
    try:
        return urllib.request.urlopen(request, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def is_answered(url, origin):
    """Whether a web page of that origin is answered, be it that this is no message."""
    accepted = "application/json, text/event-stream"
    headers = {"Origin": origin, "Accept": accepted, "Content-Type": "application/json"}
    return status(url, "POST", headers) != 403


async def main(url, mode):
    async with Client(url, mode=mode, read_timeout_seconds=20) as client:
        tools = await client.list_tools()
        added = await client.call_tool("add", {"a": 20, "b": 22})
        greeted = await client.call_tool("greet", {"name": "Ada"})
    report = {
        "tools": sorted(tool.name for tool in tools.tools),
        "said": [result.content[0].text for result in (added, greeted)],
        # A stream of messages nobody sends would never end: a stateless server refuses it.
        "stream": status(url, "GET", {"Accept": "text/event-stream"}),
        "pages": [is_answered(url, page) for page in ("http://localhost:6274", "http://evil.com")],
    }
    print(json.dumps(report))


asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), 40))
