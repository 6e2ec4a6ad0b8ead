import { expect, test } from "bun:test";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";

import { createServer } from "./tools.ts";

test("a client lists and calls tools", async () => {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createServer().connect(ours);
  const client = new Client({ name: "test", version: "0" });
  await client.connect(theirs);
  const { tools } = await client.listTools();
  expect(tools.map((tool) => tool.name)).toEqual(["add", "greet"]);
  const sum = await client.callTool({ name: "add", arguments: { a: 20, b: 22 } });
  expect(sum.content).toEqual([{ type: "text", text: "42" }]);
  await client.close();
});
