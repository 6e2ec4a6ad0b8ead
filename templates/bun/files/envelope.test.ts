import { expect, test } from "bun:test";

import { BadInvocation, Invocation, Outcome } from "./envelope.ts";

const sample = JSON.stringify({
  Data: { item: '"hi ü"', order: '{"id": 7}', timer: { IsPastDue: true } },
  Metadata: { DequeueCount: "1", name: '"a.txt"' },
});

test("the host's encoding is undone", () => {
  const invocation = Invocation.parse(sample);
  expect(invocation.text("item")).toBe("hi ü");
  expect(invocation.json("order")).toEqual({ id: 7 });
  expect(invocation.json("timer")).toEqual({ IsPastDue: true });
  expect(invocation.metadata("name")).toBe("a.txt");
  expect(invocation.metadata("missing")).toBe(undefined);
  expect(() => invocation.text("missing")).toThrow();
});

test("what is no invocation is refused", () => {
  for (const body of ["", "[]", "{}", '{"Data": []}']) {
    expect(() => Invocation.parse(body)).toThrow(BadInvocation);
  }
});

test("outputs and logs go back to the host", () => {
  const outcome = new Outcome();
  outcome.output("message", { id: 7 });
  outcome.log("done");
  const expected = { Outputs: { message: { id: 7 } }, Logs: ["done"], ReturnValue: null };
  expect(JSON.parse(JSON.stringify(outcome))).toEqual(expected);
});
