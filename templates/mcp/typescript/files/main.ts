// An MCP server that the Functions host starts and hands every request to. Your code is in tools.ts.
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";

import { port } from "./port.ts";
import { createServer } from "./tools.ts";

/** Names by which this machine is called locally. */
const LOCAL = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Answers one request. Each has a server of its own, which keeps nothing: the next request may come
 * to another instance.
 */
export async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.pathname === "/" && request.method === "GET") {
    return Response.json({}); // the host asks whether we are up
  }
  if (url.pathname !== "/mcp") {
    return Response.json({ error: `nothing at ${url.pathname}` }, { status: 404 });
  }
  // No stream of the server's own messages: nothing would come, and it would stay open, and cost.
  if (request.method !== "POST") {
    return Response.json({ error: "only POST" }, { status: 405, headers: { Allow: "POST" } });
  }
  // On a developer's machine only local names are answered, so that no web page of elsewhere can
  // reach us. In Azure the host has checked who calls, and by which name is its affair.
  if (process.env.AZURE_FUNCTIONS_ENVIRONMENT === "Development") {
    const origin = request.headers.get("Origin");
    for (const name of [url.hostname, origin === null ? "localhost" : URL.parse(origin)?.hostname]) {
      if (!LOCAL.includes(name ?? "")) {
        return Response.json({ error: `${name ?? origin} is not local` }, { status: 403 });
      }
    }
  }
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  await createServer().connect(transport);
  return await transport.handleRequest(request);
}

function main(): void {
  const server = Bun.serve({
    // The host calls 127.0.0.1, and nobody else has business here.
    hostname: "127.0.0.1",
    port: port(process.env.FUNCTIONS_CUSTOMHANDLER_PORT),
    // A tool may take its time; the host knows when to give up.
    idleTimeout: 0,
    fetch: answer,
  });
  // To stdout: the host logs every line on stderr as an error.
  console.log(`listening on http://${server.hostname}:${server.port}`);

  const end = async () => {
    console.log("ending");
    // What is running may finish; the host does not wait much longer itself.
    setTimeout(() => process.exit(0), 8000);
    await server.stop();
    process.exit(0);
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
