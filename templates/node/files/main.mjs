// The web server that the Functions host starts and sends events to. Your code is in functions.mjs.
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { answer } from "./answer.mjs";
import { port } from "./port.mjs";

/** Answers one request of node:http with what the standard Request and Response say. */
async function serve(incoming, outgoing) {
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const request = new Request(new URL(incoming.url, "http://127.0.0.1"), {
    method: incoming.method,
    headers: incoming.headersDistinct,
    body: hasBody ? Readable.toWeb(incoming) : undefined,
    duplex: "half",
  });
  const response = await answer(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  await pipeline(response.body ?? [], outgoing);
}

function main() {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error) => {
      console.log(`cannot answer: ${error}`);
      outgoing.destroy();
    });
  });
  // The host calls 127.0.0.1, and nobody else has business here.
  server.listen(port(process.env.FUNCTIONS_CUSTOMHANDLER_PORT), "127.0.0.1", () => {
    const { address, port } = server.address();
    // To stdout: the host logs every line on stderr as an error.
    console.log(`listening on http://${address}:${port}`);
  });
  server.on("error", fail);

  const end = () => {
    console.log("ending");
    // What is running may finish; the host does not wait much longer itself.
    setTimeout(() => process.exit(0), 8000).unref();
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}

function fail(error) {
  console.error(`error: ${error.message}`);
  process.exit(1);
}

try {
  main();
} catch (error) {
  fail(error);
}
