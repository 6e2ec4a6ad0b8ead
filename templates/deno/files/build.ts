// Puts the runtime where host.json looks for it: Azure's machines have none of their own.
//
// This copies the Deno that runs it. `deno compile` is another way, which downloads a runtime for
// any system: make `deno compile --target x86_64-unknown-linux-gnu --output handler main.ts` (with the
// permissions of host.json) the command in fch.toml, and `handler` without arguments the executable.

const output = Deno.env.get("FCH_OUTPUT") ?? "bin/deno";
const os = Deno.env.get("FCH_TARGET_OS") ?? Deno.build.os;
const arch = Deno.env.get("FCH_TARGET_ARCH") ?? Deno.build.arch;

// fch says macos, Deno darwin.
if ((os === "macos" ? "darwin" : os) !== Deno.build.os || arch !== Deno.build.arch) {
  const own = `${Deno.build.os} on ${Deno.build.arch}`;
  console.error(`error: this Deno is for ${own}, not for ${os} on ${arch}`);
  console.error("build on such a machine, or take `deno compile`: see build.ts");
  Deno.exit(1);
}
await Deno.mkdir(output.replace(/[^/\\]*$/, "") || ".", { recursive: true });
// A copy that is running cannot be written to, but it can be replaced.
await Deno.remove(output).catch(() => {});
await Deno.copyFile(Deno.execPath(), output);
if (Deno.build.os !== "windows") {
  await Deno.chmod(output, 0o755);
}
