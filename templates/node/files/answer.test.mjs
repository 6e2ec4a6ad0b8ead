import { strictEqual } from "node:assert/strict";
import test from "node:test";

import { answer } from "./answer.mjs";

test("the host's question whether we are up is answered", async () => {
  const response = await answer(new Request("http://127.0.0.1/"));
  strictEqual(response.status, 200);
  strictEqual(await response.text(), "{}");
});

test("what is not there is a JSON error", async () => {
  const response = await answer(new Request("http://127.0.0.1/nobody", { method: "POST" }));
  strictEqual(response.status, 404);
  strictEqual(typeof (await response.json()).error, "string");
});
