// The web server that the Functions host starts and sends events to. Your code is in functions.ts.
import { answer } from "./answer.ts";
import { port } from "./port.ts";

function main(): void {
  const server = Bun.serve({
    // The host calls 127.0.0.1, and nobody else has business here.
    hostname: "127.0.0.1",
    port: port(process.env.FUNCTIONS_CUSTOMHANDLER_PORT),
    // answer() has a limit of its own, and says so in JSON.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    // A function may take its time; the host knows when to give up.
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

try {
  main();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
