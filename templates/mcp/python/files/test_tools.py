"""Run by `python3 -m unittest`."""

import unittest

from mcp import Client

from tools import server


class Tools(unittest.IsolatedAsyncioTestCase):
    async def test_a_client_lists_and_calls_tools(self) -> None:
        async with Client(server) as client:
            tools = await client.list_tools()
            self.assertEqual({tool.name for tool in tools.tools}, {"add", "greet"})
            sum = await client.call_tool("add", {"a": 20, "b": 22})
            self.assertEqual(sum.content[0].text, "42")


if __name__ == "__main__":
    unittest.main()
