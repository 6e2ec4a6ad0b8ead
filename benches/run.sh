#!/usr/bin/env bash
# Measures what `fch run` adds to a call of the handler, against nginx as a reverse proxy with
# keep-alive, all in one run on one machine. See README.md beside this file.
# Usage: benches/run.sh [ROUNDS [SECONDS]], default 5 rounds of 3 seconds.
# FCH and HANDLER name other binaries than the ones it builds.
set -euo pipefail
export LC_ALL=C

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-5}
seconds=${2:-3}
fch=${FCH:-$repo/target/release/fch}
handler=${HANDLER:-$repo/target/release/examples/bench_handler}
first_port=${PORT:-19300}
scratch=$(mktemp -d)
started=()
trap 'stop' EXIT

# stop: ends exactly what was started here.
stop() {
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${started[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$scratch"
}

die() {
    echo "run.sh: $1" >&2
    exit 2
}

for number in "$rounds" "$seconds"; do
    [[ $number =~ ^[1-9][0-9]*$ ]] || die "ROUNDS and SECONDS must be whole numbers, not '$number'"
done
[ -r /proc/self/stat ] || die "needs Linux: it reads CPU time and memory from /proc"
for tool in nginx wrk curl python3; do
    command -v "$tool" >/dev/null || die "needs $tool (Debian: apt-get install nginx-light wrk curl python3)"
done
if [ -z "${FCH:-}" ]; then
    cargo build --quiet --release --manifest-path "$repo/Cargo.toml"
fi
if [ -z "${HANDLER:-}" ]; then
    cargo build --quiet --release --manifest-path "$repo/Cargo.toml" --example bench_handler
fi

# app NAME FLAG: a function app around the handler; FLAG is the customHandler switch to set.
app() {
    local folder=$scratch/$1
    mkdir -p "$folder/F"
    cp "$handler" "$folder/handler"
    cat >"$folder/host.json" <<JSON
{"version": "2.0", "customHandler": {$2 "description": {"defaultExecutablePath": "handler"}}}
JSON
    cat >"$folder/F/function.json" <<'JSON'
{"bindings": [
  {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous"},
  {"type": "http", "direction": "out", "name": "res"}]}
JSON
}

# nginx_conf PORT: one worker that keeps its connections to the handler.
nginx_conf() {
    cat <<CONF
worker_processes 1;
daemon off;
pid $scratch/nginx.pid;
error_log $scratch/nginx.log crit;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $scratch/body;
    proxy_temp_path $scratch/proxy;
    fastcgi_temp_path $scratch/fastcgi;
    uwsgi_temp_path $scratch/uwsgi;
    scgi_temp_path $scratch/scgi;
    upstream handler { server 127.0.0.1:$first_port; keepalive 256; keepalive_requests 1000000000; }
    server {
        listen 127.0.0.1:$1;
        location / {
            proxy_pass http://handler;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
        }
    }
}
CONF
}

# await NAME PORT: until it answers 200.
await() {
    local try
    for try in $(seq 100); do
        [ "$(curl -so /dev/null -w '%{http_code}' "http://127.0.0.1:$2/api/F")" = 200 ] && return
        sleep 0.1
    done
    die "$1 does not answer on port $2"
}

names=(direct nginx proxying forwarding envelope)
declare -A port pid

start() { # NAME COMMAND...
    local name=$1
    shift
    "$@" >"$scratch/$name.out" 2>&1 &
    pid[$name]=$!
    started+=($!)
}

for index in "${!names[@]}"; do
    port[${names[index]}]=$((first_port + index))
done
app proxying '"enableProxyingHttpRequest": true,'
app forwarding '"enableForwardingHttpRequest": true,'
app envelope ''
nginx_conf "${port[nginx]}" >"$scratch/nginx.conf"
start direct "$handler" "${port[direct]}"
start nginx nginx -c "$scratch/nginx.conf"
for name in proxying forwarding envelope; do
    start "$name" "$fch" run "$scratch/$name" --no-build --port "${port[$name]}" -q
done
for name in "${names[@]}"; do
    await "$name" "${port[$name]}"
done
# The worker does nginx's work.
pid[nginx]=$(cat "/proc/${pid[nginx]}/task/${pid[nginx]}/children" | awk '{print $1}')

cpu() { awk '{print $14 + $15}' "/proc/$1/stat"; } # in clock ticks
rss() { awk '/^VmHWM/ {print $2}' "/proc/$1/status"; } # the highest so far, in KiB

# measure NAME CONNECTIONS: one round; a line for the table's input.
measure() {
    local before after
    before=$(cpu "${pid[$1]}")
    wrk -t1 "-c$2" "-d${seconds}s" --latency "http://127.0.0.1:${port[$1]}/api/F" >"$scratch/wrk"
    after=$(cpu "${pid[$1]}")
    echo "$1 $2 $((after - before)) $(getconf CLK_TCK) $(rss "${pid[$1]}") $(tr '\n' ' ' <"$scratch/wrk")"
}

# Interleaved, so that whatever else the machine does hits all of them.
for ((round = 0; round < rounds; round++)); do
    for connections in 1 32; do
        for name in "${names[@]}"; do
            measure "$name" "$connections"
        done
    done
done >"$scratch/rounds"

python3 - "$scratch/rounds" <<'PYTHON'
"""The medians of all rounds, and their ratios to nginx, as one table."""
import collections, re, statistics, sys

UNIT = {"us": 1, "ms": 1e3, "s": 1e6}
rounds = collections.defaultdict(list)
errors = []


def micros(text, percentile):
    value, unit = re.search(percentile + r"%\s+([\d.]+)(us|ms|s)\b", text).groups()
    return float(value) * UNIT[unit]


for line in open(sys.argv[1]):
    name, connections, ticks, hertz, rss, text = line.split(" ", 5)
    answers = int(re.search(r"(\d+) requests in", text)[1])
    bad = re.search(r"Non-2xx[^:]*: (\d+)|Socket errors: ([^ ].*?timeout \d+)", text)
    if bad:
        errors.append(f"{name} at c={connections}: {bad[0]}")
    rounds[int(connections), name].append({
        "rps": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
        "p50": micros(text, "50"), "p99": micros(text, "99"),
        "cpu": int(ticks) / int(hertz) * 1e6 / max(answers, 1), "rss": int(rss) / 1024})

median = {key: {what: statistics.median(one[what] for one in all) for what in all[0]}
          for key, all in rounds.items()}
print("| c | path | requests/s | of nginx | p50 us | added | of nginx's | p99 us | of nginx's "
      "| CPU us a request | MB |")
print("|---|---|---|---|---|---|---|---|---|---|---|")
for (connections, name), m in sorted(median.items(), key=lambda item: item[0][0]):
    nginx, direct = median[connections, "nginx"], median[connections, "direct"]
    added = m["p50"] - direct["p50"]
    ratio = added / max(nginx["p50"] - direct["p50"], 1)
    print(f"| {connections} | {name} | {m['rps']:,.0f} | {m['rps'] / nginx['rps']:.2f} "
          f"| {m['p50']:.0f} | {added:.0f} | {ratio:.2f} | {m['p99']:.0f} "
          f"| {m['p99'] / nginx['p99']:.2f} | {m['cpu']:.1f} | {m['rss']:.1f} |")
if errors:
    sys.exit("errors: " + "; ".join(errors))
PYTHON
