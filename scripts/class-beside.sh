#!/usr/bin/env bash
# How a class fares while its hub brings FILL waiting answers to a cloud, and while it
# also writes backups and reports and a teacher reads all her pages. LEARNERS answer
# four times a second, so that there is enough to time; after DURATION of quiet the hub is enrolled and the exchange begins.
# Hub and cloud are of bin/, on fresh folders and loopback. Prints one JSON object:
# p95 of quiet, beside and their ratio for both, and how often somebody was turned away.
set -euo pipefail
cd "$(dirname "$0")/.."

learners=${1:-40} duration=${2:-15s} fill=${3:-100000}
work=$(mktemp -d)
pids=()
trap 'kill -TERM "${pids[@]}" 2>/dev/null; wait || true; rm -rf "$work"' EXIT

# start NAME PROGRAM…: sets url once the program says it is ready.
start() {
	local name=$1 i
	shift
	: >"$work/$name.out"
	"$@" >"$work/$name.out" 2>"$work/$name.log" </dev/null &
	pids+=($!)
	for ((i = 0; i < 1500; i++)); do
		url=$(sed -n 's/^ready //p' "$work/$name.out")
		[[ -z $url ]] || return 0
		kill -0 "${pids[-1]}" 2>/dev/null || break
		sleep 0.02
	done
	cat "$work/$name.log" >&2
	return 1
}

go build -o "$work/classload" ./internal/lab/classload
# The cloud stands elsewhere; here it gives way to the class.
start cloud nice -n 19 bin/cloudsync serve --data "$work/cloud" --listen 127.0.0.1:0
cloud=$url

# beside NAME COMMANDS: one hub, one lesson, and its line in NAME.json. The commands
# begin with the exchange of all that waits.
beside() {
	local name=$1 hub=$work/$1 code
	code=$(bin/cloudsync school add "$name" --data "$work/cloud" | grep -oE '[^[:space:]]+' | tail -n1)
	start "$name" bin/hub serve --data "$hub" --listen 127.0.0.1:0 --demo "$learners" --no-history
	export HUB=$hub STICK=$work/stick EXCHANGE="bin/hub enroll --cloud $cloud --code $code --data $hub && bin/hub sync --data $hub"
	mkdir -p "$STICK"
	"$work/classload" -hub "$url" -roster "$hub/demo.json" -learners "$learners" -duration "$duration" -every 250ms \
		-fill "$fill" -pid "${pids[-1]}" -beside "$2" "${@:3}" >"$work/$name.json"
	kill -TERM "${pids[-1]}"
	wait "${pids[-1]}" || true
	unset 'pids[-1]'
	cat "$work/$name.json" >&2
}

beside sync 'eval "$EXCHANGE"'
beside all '(eval "$EXCHANGE") & sync=$!
	while
		bin/hub backup "$STICK" --data "$HUB" >/dev/null && bin/hub report items --data "$HUB" >/dev/null &&
			bin/hub report fairness --data "$HUB" >/dev/null || exit 1
		kill -0 $sync 2>/dev/null
	do sleep 1; done
	wait $sync' -reads
node -e 'const read = (name) => JSON.parse(require("fs").readFileSync(`${process.argv[1]}/${name}.json`, "utf8"));
	const line = { waiting: +process.argv[2], lost: 0, dup: 0, refused: 0, busy: 0 };
	for (const name of ["sync", "all"]) {
		const r = read(name);
		for (const key of ["lost", "dup", "refused", "busy"]) line[key] += r[key];
		for (const key of ["quiet_p95_ms", "beside_p95_ms", "beside_ratio", "beside_max_ms", "beside_answers", "beside_s", "reads", "rss_mb"])
			line[`${name}.${key}`.replace("beside_ratio", "ratio")] = r[key];
	}
	console.log(JSON.stringify(line))' "$work" "$fill"
