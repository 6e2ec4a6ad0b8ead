// The web server that the Functions host starts and sends events to. Your code is in functions.ts.
import { answer } from "./answer.ts";
import { port } from "./port.ts";

function main(): void {
  // The host calls 127.0.0.1, and nobody else has business here.
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: port(Deno.env.get("FUNCTIONS_CUSTOMHANDLER_PORT")),
    // To stdout: the host logs every line on stderr as an error.
    onListen: ({ hostname, port }) => console.log(`listening on http://${hostname}:${port}`),
  }, answer);

  const end = async () => {
    console.log("ending");
    // What is running may finish; the host does not wait much longer itself.
    const late = setTimeout(() => Deno.exit(0), 8000);
    await server.shutdown();
    clearTimeout(late);
    Deno.exit(0);
  };
  Deno.addSignalListener("SIGINT", end);
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", end);
  }
}

try {
  main();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  Deno.exit(1);
}
