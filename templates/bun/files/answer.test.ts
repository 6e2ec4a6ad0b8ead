import { expect, test } from "bun:test";

import { answer } from "./answer.ts";

test("the host's question whether we are up is answered", async () => {
  const response = await answer(new Request("http://127.0.0.1/"));
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("{}");
});

test("what is not there is a JSON error", async () => {
  const response = await answer(new Request("http://127.0.0.1/nobody", { method: "POST" }));
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.any(String) });
});
