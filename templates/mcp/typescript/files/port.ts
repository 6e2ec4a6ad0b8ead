/** The port on which the host will call, or 8080 when this runs without a host. */
export function port(text: string | undefined): number {
  const name = "FUNCTIONS_CUSTOMHANDLER_PORT";
  if (text === undefined) {
    console.log(`${name} is not set, so there is no Functions host: using port 8080`);
    return 8080;
  }
  const port = Number(text);
  if (!/^[0-9]+$/.test(text) || port < 1 || port > 65535) {
    throw new Error(`${name} is "${text}", not a port from 1 to 65535`);
  }
  return port;
}
