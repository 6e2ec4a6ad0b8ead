// Puts the runtime where host.json looks for it: Azure's machines have none of their own.
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";

const output = process.env.FCH_OUTPUT ?? "bin/node";
// How fch calls what Node calls win32, darwin, x64 and arm64.
const own = {
  os: { win32: "windows", darwin: "macos" }[process.platform] ?? process.platform,
  arch: { x64: "x86_64", arm64: "aarch64" }[process.arch] ?? process.arch,
};
const { FCH_TARGET_OS: os = own.os, FCH_TARGET_ARCH: arch = own.arch } = process.env;

if (os !== own.os || arch !== own.arch) {
  console.error(`error: this Node is for ${own.os} on ${own.arch}, not for ${os} on ${arch}`);
  console.error("build on such a machine, in CI or with the Dockerfile of `fch new --docker`");
  process.exit(1);
}
mkdirSync(dirname(output), { recursive: true });
// A copy that is running cannot be written to, but it can be replaced.
rmSync(output, { force: true });
copyFileSync(process.execPath, output);
chmodSync(output, 0o755);
