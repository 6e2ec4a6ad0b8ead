#!/usr/bin/env bash
# Measures `fch package` against public tools that make zip files, all in one run on one machine.
# See README.md beside this file. Usage: benches/package.sh [RUNS], default 5.
set -euo pipefail
export LC_ALL=C

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
runs=${1:-5}
fch=${FCH:-$repo/target/release/fch}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

die() {
    echo "package.sh: $1" >&2
    exit 2
}

[[ $runs =~ ^[1-9][0-9]*$ ]] || die "RUNS must be a whole number, not '$runs'"
[ -x "$fch" ] || die "no $fch; run: cargo build --release (or set FCH)"
command -v python3 >/dev/null || die "needs python3 for the inputs and the clock"

# Three apps: `binary` with one executable of 12.8 MB, `small` with 8,000 small text files of
# 31 MB, `mixed` with both kinds, 62 MB. Code is imitated by draws from a stock of byte strings,
# near ones more often, as instructions and addresses repeat; text by JavaScript-like words.
# Real ones may be named instead: HANDLER an executable, LARGE_HANDLER that of `mixed`, and TREE a
# folder of which 8,000 files are taken, always the same, such as a node_modules.
make_inputs() {
    python3 - "$scratch" "${HANDLER:-}" "${LARGE_HANDLER:-}" "${TREE:-}" <<'PYTHON'
import json, pathlib, random, shutil, struct, sys

scratch, (handler, large_handler, tree) = pathlib.Path(sys.argv[1]), sys.argv[2:]
draw = random.Random(42)


def elf(size):
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, 62, 1, 0x400078, 64, 0,
                         0, 64, 56, 1, 64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, size, size, 0x1000)
    body = bytearray()
    while len(body) < size:
        words = [draw.randbytes(draw.randint(2, 9)) for _ in range(3000)]
        weights = [1 / (rank + 1) for rank in range(len(words))]
        for word in draw.choices(words, weights, k=60_000):
            body += word
            if draw.random() < 0.12:
                body += struct.pack("<i", draw.randint(-70_000, 70_000))
    return (header + segment + body)[:size]


def app(name, executable, real=""):
    folder = scratch / name
    folder.mkdir()
    custom = {"description": {"defaultExecutablePath": "handler"}}
    host = {"version": "2.0", "customHandler": custom}
    (folder / "host.json").write_text(json.dumps(host, indent=2) + "\n")
    data = pathlib.Path(real).read_bytes() if real else elf(executable or 4096)
    (folder / "handler").write_bytes(data)
    (folder / "handler").chmod(0o755)
    return folder


def small_files(folder):
    if tree:
        for path in random.Random(42).sample(files, 8000):
            to = folder / "node_modules" / path.relative_to(tree)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
        return
    words = ["".join(draw.choices("etaoinshrdlucmfw", k=draw.randint(2, 11))) for _ in range(6000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    marks = [" ", " ", " ", ".", "(", ");\n", " = ", ", ", ";\n    ", " {\n", "}\n", ": '", "',\n"]
    for n in range(8000):
        count = max(4, int(draw.lognormvariate(5.6, 1.1)))
        text = "".join(map("".join, zip(draw.choices(words, weights, k=count),
                                        draw.choices(marks, k=count))))
        path = folder / f"node_modules/m{n % 400:03}/lib{n % 3}/file{n}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"'use strict';\n// {n}\n" + text)


files = sorted(path for path in pathlib.Path(tree or ".").rglob("*")
               if tree and path.is_file() and not path.is_symlink())
app("binary", 12_830_000, handler)
small_files(app("small", 0))
small_files(app("mixed", 30 << 20, large_handler))
PYTHON
}

# measure NAME FOLDER COMMAND...: runs a command in a folder once to warm up and RUNS times;
# medians of wall time and of user+system time of it and its children, peak memory of the largest,
# and the size of ../out.zip, which is not there when the command begins unless KEEP is set. Ratios
# are to the first tool that was measured.
measure() {
    local name=$1 folder=$2
    shift 2
    python3 - "$runs" "$name" "$scratch" "$folder" "$@" <<'PYTHON'
import os, pathlib, resource, statistics, subprocess, sys, time

keep = bool(os.environ.get("KEEP"))
runs, name, scratch, folder, command = (int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]),
                                        sys.argv[4], sys.argv[5:])
out, base = scratch / "out.zip", scratch / f"{folder}.base"


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def once():
    if keep:
        for path in sorted((scratch / folder).rglob("node_modules/**/*.js"))[1000:1001]:
            path.write_text(path.read_text() + f"// {time.time()}\n")
    else:
        out.unlink(missing_ok=True)
    before, begin = cpu_seconds(), time.perf_counter()
    done = subprocess.run(command, cwd=scratch / folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    wall, cpu = time.perf_counter() - begin, cpu_seconds() - before
    if done.returncode or not out.exists():
        print(f"  {name:<22} FAILED with exit code {done.returncode}: "
              f"{done.stderr.decode(errors='replace').strip()[-300:]}")
        sys.exit(0)
    return wall, cpu


if runs > 1:
    once()
wall, cpu = (statistics.median(column) for column in zip(*(once() for _ in range(runs))))
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
size = out.stat().st_size
if not base.exists():
    base.write_text(f"{wall} {cpu} {size}")
first = [float(word) for word in base.read_text().split()]
print(f"  {name:<22} {wall:8.3f} {cpu:8.3f} {peak:7.0f} {size:12,} "
      f"{first[0] / wall:8.2f}x {first[1] / cpu:8.2f}x {size / first[2]:8.4f}")
PYTHON
}

# peer PROGRAM HOW-TO-INSTALL NAME FOLDER COMMAND...: measures a tool that is installed.
peer() {
    local program=$1 how=$2
    shift 2
    if command -v "$program" >/dev/null 2>&1; then
        measure "$@"
    else
        printf '  %-22s skipped, not installed: %s\n' "$1" "$how"
    fi
}

package() { measure "fch --level $1" "$2" "$fch" package --no-build --no-validate -q --level "$1" \
    --output ../out.zip; }

# The same again after one small file has changed, where there is one.
package_again() {
    rm -f "$scratch/out.zip"
    KEEP=1 measure "fch, one file changed" "$1" "$fch" package --no-build --no-validate -q \
        --output ../out.zip
}

# cargo-lambda zips what it builds; a program that is built already, with the app's folder beside
# it, comes nearest to the others. To see that nothing is to be built is in its time.
lambda_project() {
    mkdir -p "$scratch/project/src"
    printf '[package]\nname = "bootstrap"\nedition = "2021"\n' >"$scratch/project/Cargo.toml"
    echo 'fn main() {}' >"$scratch/project/src/main.rs"
}

lambda_zip() {
    echo "cd ../project && cargo lambda build -q --release --compiler cargo --output-format zip \
        --include '$scratch/$1' && cp target/lambda/bootstrap/bootstrap.zip ../out.zip"
}

python_zip='import os, zipfile
with zipfile.ZipFile("../out.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as z:
    for folder, _, names in os.walk("."):
        for name in names:
            z.write(os.path.join(folder, name))'

compare() {
    echo "== $1: $(find "$scratch/$1" -type f | wc -l) files," \
        "$(du -sb --apparent-size "$scratch/$1" | cut -f1) bytes, median of $runs runs"
    printf '  %-22s %8s %8s %7s %12s %9s %9s %8s\n' \
        tool 'wall s' 'CPU s' MB bytes 'wall' 'CPU' size
    peer zip "apt-get install zip" "zip -r -6" "$1" zip -q -r -6 ../out.zip .
    peer zip "apt-get install zip" "zip -r -9" "$1" zip -q -r -9 ../out.zip .
    peer 7z "apt-get install p7zip-full" "7z -mx1" "$1" 7z a -bd -tzip -mx1 ../out.zip .
    peer 7z "apt-get install p7zip-full" "7z -mx5" "$1" 7z a -bd -tzip -mx5 ../out.zip .
    measure "python zipfile 6" "$1" python3 -c "$python_zip"
    peer bsdtar "apt-get install libarchive-tools" "bsdtar" "$1" \
        bsdtar --format zip -cf ../out.zip .
    peer cargo-lambda "pip install cargo-lambda" "cargo-lambda" "$1" bash -c "$(lambda_zip "$1")"
    package fast "$1"
    package default "$1"
    package_again "$1"
}

echo "load before: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)," \
    "cores: $(getconf _NPROCESSORS_ONLN)"
make_inputs
lambda_project
for folder in binary small mixed; do
    compare "$folder"
done

echo "== the smallest: binary, once, against advzip on the zip of fch; ratios to advzip"
runs=1
rm -f "$scratch/binary.base"
(cd "$scratch/binary" && "$fch" package --no-build --no-validate -q -o ../seed.zip) >/dev/null 2>&1
peer advzip "apt-get install advancecomp" "advzip -4" binary \
    bash -c 'cp ../seed.zip ../out.zip && advzip -q -z -4 ../out.zip'
package best binary
