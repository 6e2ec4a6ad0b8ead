import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";

import { BadInvocation, Invocation, Outcome } from "./envelope.ts";

const sample = JSON.stringify({
  Data: { item: '"hi ü"', order: '{"id": 7}', timer: { IsPastDue: true } },
  Metadata: { DequeueCount: "1", name: '"a.txt"' },
});

Deno.test("the host's encoding is undone", () => {
  const invocation = Invocation.parse(sample);
  strictEqual(invocation.text("item"), "hi ü");
  deepStrictEqual(invocation.json("order"), { id: 7 });
  deepStrictEqual(invocation.json("timer"), { IsPastDue: true });
  strictEqual(invocation.metadata("name"), "a.txt");
  strictEqual(invocation.metadata("missing"), undefined);
  throws(() => invocation.text("missing"));
});

Deno.test("what is no invocation is refused", () => {
  for (const body of ["", "[]", "{}", '{"Data": []}']) {
    throws(() => Invocation.parse(body), BadInvocation);
  }
});

Deno.test("outputs and logs go back to the host", () => {
  const outcome = new Outcome();
  outcome.output("message", { id: 7 });
  outcome.log("done");
  const expected = { Outputs: { message: { id: 7 } }, Logs: ["done"], ReturnValue: null };
  deepStrictEqual(JSON.parse(JSON.stringify(outcome)), expected);
});
