"""Calls an MCP server and prints what happened, as JSON. Arguments: its address, and how to
agree on the protocol's version: `auto`, or `legacy` for the handshake of older clients."""

import asyncio
import json
import sys

from mcp import Client


async def main(url, mode):
    events = []
    released = asyncio.Event()
    async with Client(url, mode=mode, read_timeout_seconds=20) as client:
        tools = await client.list_tools()
        added = await client.call_tool("add", {"a": 20, "b": 22})

        async def on_progress(progress, total, message):
            events.append([progress, total, message])
            # `wait` ends only now: progress that came with the end would never come.
            await client.call_tool("release")
            released.set()

        waited = await client.call_tool("wait", progress_callback=on_progress)
        await released.wait()
        events.append(waited.content[0].text)
    report = {
        "tools": sorted(tool.name for tool in tools.tools),
        "sum": added.content[0].text,
        "events": events,
    }
    print(json.dumps(report))


asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), 40))
