#!/usr/bin/env bash
# Measures fch against public tools that do part of its work, all in one run on one machine.
# See README.md beside this file. Usage: benches/compare.sh [RUNS], default 15.
set -euo pipefail
export LC_ALL=C

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
runs=${1:-15}
fch=${FCH:-$repo/target/release/fch}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

die() {
    echo "compare.sh: $1" >&2
    exit 2
}

[[ $runs =~ ^[1-9][0-9]*$ ]] || die "RUNS must be a whole number, not '$runs'"
[ -x "$fch" ] || die "no $fch; run: cargo build --release (or set FCH)"
command -v python3 >/dev/null || die "needs python3 for the inputs and the clock"

# An app of six files (host.json and five functions) beside its handler, 500 such apps, and a tree of
# about 20 MB to package: many small texts and one large binary. The seed makes it the same on every
# machine.
make_inputs() {
    python3 - "$scratch" <<'PYTHON'
import json, pathlib, random, struct, sys

scratch = pathlib.Path(sys.argv[1])
draw = random.Random(2020)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def app(folder):
    custom = {"description": {"defaultExecutablePath": "handler"}}
    bundle = {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}
    write(folder / "host.json", {"version": "2.0", "extensionBundle": bundle, "customHandler": custom})
    for n in range(5):
        write(folder / f"orders{n}" / "function.json", {"bindings": [
            {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "function",
             "methods": ["get", "post"], "route": f"orders{n}/{{id:int}}"},
            {"type": "http", "direction": "out", "name": "res"},
            {"type": "queue", "direction": "out", "name": "message", "queueName": f"orders-{n}",
             "connection": "AzureWebJobsStorage"}]})


def elf(size):
    """A minimal static x86-64 executable, padded with data that compresses about as code does."""
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, 62, 1, 0x400078, 64, 0,
                         0, 64, 56, 1, 64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, size, size, 0x1000)
    words = [draw.randbytes(draw.randint(2, 12)) for _ in range(20000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    body = b"".join(draw.choices(words, weights, k=size // 4))
    return (header + segment + body)[:size].ljust(size, b"\0")


def handler(folder, size):
    (folder / "handler").write_bytes(elf(size))
    (folder / "handler").chmod(0o755)


app(scratch / "app")
handler(scratch / "app", 4096)
for n in range(500):
    app(scratch / "many" / f"app{n:03}")
    handler(scratch / "many" / f"app{n:03}", 4096)
tree = scratch / "tree"
app(tree)
handler(tree, 12_000_000)
words = ["".join(draw.choices("etaoinshrdlu", k=draw.randint(2, 9))) for _ in range(4000)]
for n in range(1600):
    text = " ".join(draw.choices(words, k=draw.randint(200, 1500)))
    path = tree / "assets" / f"{n % 40:02}" / f"page{n}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)

PYTHON
}

# measure NAME COMMAND...: runs a command once to warm up and RUNS times for the medians of
# wall time and of user+system time of the process and its children. A run that fails is said.
measure() {
    local name=$1
    shift
    python3 - "$runs" "$name" "$@" <<'PYTHON'
import resource, statistics, subprocess, sys, time

runs, name, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def once():
    before, begin = cpu_seconds(), time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL)
    wall, cpu = time.perf_counter() - begin, cpu_seconds() - before
    if done.returncode:
        print(f"  {name:<26} FAILED with exit code {done.returncode}: "
              f"{done.stderr.decode(errors='replace').strip()[:200]}")
        sys.exit(0)
    return wall, cpu


once()
wall, cpu = (statistics.median(column) for column in zip(*(once() for _ in range(runs))))
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"  {name:<26} {cpu * 1000:9.1f} ms CPU {wall * 1000:9.1f} ms wall {peak:7.1f} MB")
PYTHON
}

# peer TOOL HOW-TO-INSTALL PROGRAM SCRIPT: measures what a tool does in a script, or says how to
# get the tool.
peer() {
    if command -v "$3" >/dev/null 2>&1; then
        measure "$1" bash -c "$4"
    else
        printf '  %-26s skipped, not installed: %s\n' "$1" "$2"
    fi
}

# npm installs a start script in node; SOURCEMETA may name the native binary inside its package.
# Only Sourcemeta's `jsonschema` knows `validate --fast`; Python has a command of that name too.
sourcemeta() {
    local name=${SOURCEMETA:-jsonschema}
    if [[ $("$name" help 2>&1) == *--fast* ]]; then
        echo "$name"
    else
        echo "sourcemeta-jsonschema-not-found"
    fi
}

# zip adds to an archive that is there, so it gets a fresh one each time, as fch does.
zip_tree() { printf 'cd "%s" && rm -f ../zip.zip && zip -q -r -6 ../zip.zip .' "$scratch/tree"; }

size_of() {
    [ ! -f "$2" ] || printf '  %-26s %9d bytes\n' "$1" "$(wc -c <"$2")"
}

make_inputs

# validators FOLDER: every tool on the apps in a folder. The other tools get the schemas that fch
# publishes, one call for each file type, because they take one schema a call. They check shapes:
# no rule about two files, no file beside the JSON.
validators() {
    local host="$repo/schemas/host.json" function="$repo/schemas/function.json" meta
    local hosts="\$(find $1 -name host.json)" functions="\$(find $1 -name function.json)"
    measure "fch validate" "$fch" validate "$1"
    peer "check-jsonschema" "pip install check-jsonschema" check-jsonschema \
        "check-jsonschema --schemafile $host $hosts &&
         check-jsonschema --schemafile $function $functions"
    peer "ajv-cli" "npm install -g ajv-cli" ajv \
        "ajv validate --strict=false -s $host \$(printf -- '-d %s ' $hosts) &&
         ajv validate --strict=false -s $function \$(printf -- '-d %s ' $functions)"
    meta=$(sourcemeta)
    peer "@sourcemeta/jsonschema" "npm install -g @sourcemeta/jsonschema, or set SOURCEMETA" \
        "$meta" "$meta validate $host $hosts && $meta validate $function $functions"
}

echo "== validate one app: 6 files, median of $runs runs"
validators "$scratch/app"

many_runs=$(((runs + 4) / 5))
echo "== validate 500 apps: 3,000 files, median of $many_runs runs"
runs=$many_runs validators "$scratch/many"

echo "== package a tree: $(find "$scratch/tree" -type f | wc -l) files," \
    "$(du -s --apparent-size -B1000000 "$scratch/tree" | cut -f1) MB, median of $runs runs"
measure "fch package" "$fch" package --no-build --no-validate --output "$scratch/fch.zip" \
    "$scratch/tree"
if command -v zip >/dev/null; then
    measure "zip -r -6" bash -c "$(zip_tree)"
else
    echo "  zip -r -6                  skipped, not installed: apt-get install zip"
fi
size_of "fch package" "$scratch/fch.zip"
size_of "zip -r -6" "$scratch/zip.zip"
