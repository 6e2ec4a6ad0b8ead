// Makes one binary of the handler and Bun, for the system that fch asks for.
import { $ } from "bun";

const output = process.env.FCH_OUTPUT ?? "handler";
const os = process.env.FCH_TARGET_OS ?? { win32: "windows", darwin: "macos" }[process.platform as string] ?? "linux";
const arch = process.env.FCH_TARGET_ARCH ?? (process.arch === "arm64" ? "aarch64" : "x86_64");

// How Bun calls them. For another system than this one it downloads its runtime once.
const system = { linux: "linux", windows: "windows", macos: "darwin" }[os];
const processor = { x86_64: "x64", aarch64: "arm64" }[arch];
if (!system || !processor) {
  console.error(`error: there is no Bun for ${os} on ${arch}`);
  process.exit(1);
}
// Cookies and tokens can be long.
const flags = "--max-http-header-size=65536";
await $`bun build --compile --compile-exec-argv=${flags} --minify --sourcemap=none --target=bun-${system}-${processor} --outfile=${output} main.ts`;
