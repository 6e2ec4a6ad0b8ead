// The web server that the Functions host starts and sends events to. Your code is in functions.mjs.
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { answer } from "./answer.mjs";
import { port } from "./port.mjs";

const OPTIONS = {
  // Longer than the host keeps a connection that it does not use, so that it is the one to close it.
  keepAliveTimeout: 130_000,
  // Cookies and tokens can be long.
  maxHeaderSize: 64 * 1024,
};

/** Answers one request of node:http with what the standard Request and Response say. */
async function serve(incoming, outgoing) {
  const response = await respond(incoming);
  if (!incoming.complete) {
    outgoing.setHeader("Connection", "close"); // nobody reads the rest of the body
  }
  for (const [name, value] of response.headers) {
    outgoing.appendHeader(name, value);
  }
  outgoing.writeHead(response.status);
  await pipeline(response.body ?? [], outgoing);
}

async function respond(incoming) {
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  let request;
  try {
    request = new Request(new URL(incoming.url, "http://127.0.0.1"), {
      method: incoming.method,
      headers: incoming.headersDistinct,
      body: hasBody ? Readable.toWeb(incoming) : undefined,
      duplex: "half",
    });
  } catch (error) {
    // A method or a URL that the standard does not know.
    return Response.json({ error: error.message }, { status: 400 });
  }
  return await answer(request);
}

function main() {
  let running = 0;
  let ending = false;
  const exitWhenDone = () => {
    if (ending && running === 0) {
      process.exit(0);
    }
  };
  const server = createServer(OPTIONS, (incoming, outgoing) => {
    running += 1;
    outgoing.once("close", () => {
      running -= 1;
      exitWhenDone();
    });
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
    ending = true;
    server.close();
    // What is running may finish; the host does not wait much longer itself.
    setTimeout(() => process.exit(0), 8000);
    exitWhenDone();
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
