import { strictEqual } from "node:assert/strict";

import { answer } from "./answer.ts";

Deno.test("the host's question whether we are up is answered", async () => {
  const response = await answer(new Request("http://127.0.0.1/"));
  strictEqual(response.status, 200);
  strictEqual(await response.text(), "{}");
});

Deno.test("what is not there is a JSON error", async () => {
  const response = await answer(new Request("http://127.0.0.1/nobody", { method: "POST" }));
  strictEqual(response.status, 404);
  strictEqual(typeof (await response.json()).error, "string");
});
