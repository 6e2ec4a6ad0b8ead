#!/usr/bin/env bash
# Proves, for once and not in .ci/run, that `fch build` reaches targets of Rust whose standard
# library rustup may not be able to fetch: static x86-64 musl and x86-64 Windows, with the standard
# library built from source, and aarch64 with an old glibc, run under qemu-user. See docs/targets.md,
# "Proofs on demand".
# Usage: tests/targets.sh [FOLDER]: FOLDER keeps the downloads for the next time.
# Needs Debian (its newer compiler, `rustc-web`, with the library's source and arm64 build, and
# MinGW-w64; they are unpacked into FOLDER and not installed), cargo-zigbuild and zig. FCH names
# another fch.
set -euo pipefail
export LC_ALL=C

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
fch=${FCH:-$repo/target/debug/fch}
folder=${1:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
folder=$(mkdir -p "${folder:-$scratch/tools}" && cd "${folder:-$scratch/tools}" && pwd)

die() {
    echo "targets.sh: $1" >&2
    exit 2
}

for tool in apt-get apt-cache dpkg-deb cargo-zigbuild zig readelf; do
    command -v "$tool" >/dev/null || die "needs $tool"
done
[ "$(uname -m)" = x86_64 ] || die "needs an x86-64 machine"
[ -n "${FCH:-}" ] || cargo build --quiet --manifest-path "$repo/Cargo.toml"

# apt WORDS...: apt for two architectures with lists of its own, so that nothing here changes.
apt() {
    local command=$1
    shift
    "$command" -o APT::Architectures=amd64,arm64 -o APT::Sandbox::User= \
        -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder/cache" "$@"
}

# unpack FOLDER PACKAGES...: downloads packages and unpacks them there.
unpack() {
    local root=$folder/$1
    shift
    [ ! -e "$root.done" ] || return 0
    mkdir -p "$folder/debs" "$root"
    (cd "$folder/debs" && rm -f ./*.deb && apt apt-get download -qq "$@")
    local deb
    for deb in "$folder"/debs/*.deb; do
        dpkg-deb -x "$deb" "$root"
    done
    touch "$root.done"
}

# needed PACKAGES...: all that they depend on and that is not installed on this machine.
needed() {
    apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
        --no-replaces --no-enhances "$@" | grep '^[a-z]' | grep -v ':' | sort -u |
        while read -r package; do
            dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null |
                grep -q 'ok installed' || echo "$package"
        done
}

echo "== compiler"
mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
[ -e "$folder/host.done" ] || apt apt-get update -qq
if [ ! -e "$folder/host.done" ]; then
    # shellcheck disable=SC2046
    unpack host rustc-web rust-web-src $(needed libstd-rust-web-dev)
fi
unpack arm64 libstd-rust-web-dev:arm64 libc6:arm64 libgcc-s1:arm64
command -v qemu-aarch64 >/dev/null || unpack qemu qemu-user-static
qemu=$(command -v qemu-aarch64 || echo "$folder/qemu/usr/bin/qemu-aarch64-static")

# The compiler finds every library beside itself.
library=lib/rustlib/aarch64-unknown-linux-gnu
ln -sfn "$folder/arm64/usr/$library" "$folder/host/usr/$library"
mkdir -p "$scratch/bin"
cat >"$scratch/bin/rustc" <<SCRIPT
#!/bin/sh
export LD_LIBRARY_PATH="$folder/host/usr/lib/x86_64-linux-gnu"
exec "$folder/host/usr/bin/rustc" "\$@"
SCRIPT
chmod +x "$scratch/bin/rustc"
export PATH="$scratch/bin:$PATH" RUSTC="$scratch/bin/rustc" CARGO_TARGET_DIR="$scratch/target"
rustc --version
cargo --version

echo "== handler"
mkdir -p "$scratch/app/src"
cd "$scratch/app"
cat >host.json <<'JSON'
{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}
JSON
cat >Cargo.toml <<'TOML'
[package]
name = "handler"
version = "0.1.0"
edition = "2021"
[profile.release]
panic = "abort"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let there = std::thread::spawn(move || listener.local_addr().unwrap().ip());
    println!("{} on {}", std::env::consts::ARCH, there.join().unwrap());
}
RUST

# said EXPECTED COMMAND...: fails unless the command prints that.
said() {
    local expected=$1 text
    shift
    text=$("$@")
    echo "$text"
    [ "$text" = "$expected" ] || die "expected: $expected"
}

echo "== aarch64, glibc 2.31"
"$fch" build -v --target aarch64-unknown-linux-gnu.2.31
said "aarch64 on 127.0.0.1" "$qemu" -L "$folder/arm64" ./handler

echo "== static x86-64 musl, its standard library built from source"
export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
export RUSTFLAGS=-Clink-self-contained=no
"$fch" build -v --target linux
said "x86_64 on 127.0.0.1" env -i ./handler
headers=$(readelf --program-headers --wide ./handler)
[[ $headers == *LOAD* && $headers != *INTERP* ]] || die "the handler is not static"

echo "== x86-64 Windows, its standard library built from source"
unset RUSTFLAGS
# shellcheck disable=SC2046
unpack mingw $(needed gcc-mingw-w64-x86-64-win32)
# What Debian's alternatives would do.
ln -sfn x86_64-w64-mingw32-gcc-win32 "$folder/mingw/usr/bin/x86_64-w64-mingw32-gcc"
PATH="$PATH:$folder/mingw/usr/bin" "$fch" build -v --target windows
"$folder/mingw/usr/bin/x86_64-w64-mingw32-objdump" --file-headers ./handler.exe |
    grep "pei-x86-64" || die "the handler is not for 64-bit Windows"
echo "targets: proven in ${SECONDS}s"
