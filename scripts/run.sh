#!/usr/bin/env bash
# Starts a cloud and a hub with an invented class, enrols the one with the other
# once, says where to look, and stops both on Ctrl-C. Data stays in run/.
set -euo pipefail
cd "$(dirname "$0")/.."

listen=${LISTEN:-0.0.0.0:8080}
cloud_listen=${CLOUD:-127.0.0.1:8081}
demo=${DEMO:-40}
[[ ${LIVE:-} != 0 ]] || LIVE=
data=${DATA:-run}
cloud_url=http://$cloud_listen
mkdir -p "$data"

pids=()
stop() {
	trap - EXIT INT TERM
	((${#pids[@]} == 0)) || kill -TERM "${pids[@]}" 2>/dev/null || true
	wait || true
}
trap stop EXIT
trap 'echo; echo "Stopping."; stop; exit 0' INT TERM

# A session of its own keeps the terminal's Ctrl-C from the program, which would
# take it and our SIGTERM together for a demand to stop at once.
start() { # name program arguments…
	local name=$1
	shift
	: >"$data/$name.out"
	setsid "$@" >"$data/$name.out" 2>"$data/$name.log" </dev/null &
	pids+=($!)
}

ready() { # name pid: prints the address the program answers on
	local i
	for ((i = 0; i < 3000; i++)); do
		if grep -m1 -oE '^ready .+' "$data/$1.out" | cut -d' ' -f2-; then return 0; fi
		kill -0 "$2" 2>/dev/null || break
		sleep 0.02
	done
	echo "$1 did not start; the end of $data/$1.log:" >&2
	tail -n 5 "$data/$1.log" >&2
	return 1
}

start cloudsync bin/cloudsync serve --data "$data/cloud" --listen "$cloud_listen" --demo
start hub bin/hub serve --data "$data/hub" --listen "$listen" --demo "$demo" --cloud "$cloud_url" ${LIVE:+--live}
ready cloudsync "${pids[0]}" >/dev/null
ready hub "${pids[1]}" >/dev/null

# The hub writes cloud.json when it is enrolled. Without its cloud it teaches on.
if [[ ! -e $data/hub/cloud.json ]]; then
	code=$(bin/cloudsync school add "Demo school" --data "$data/cloud" | grep -oE '[^[:space:]]+' | tail -n1)
	bin/hub enroll --cloud "$cloud_url" --code "$code" --data "$data/hub" >/dev/null ||
		echo "The hub could not be enrolled with the cloud; it works alone." >&2
fi

# The first start writes three weeks of invented lessons; the ministry sees them at once.
for ((i = 0; i < 500; i++)); do
	grep -qs '"done": false' "$data/hub/demo-past.json" || break
	sleep 0.02
done
bin/hub sync --data "$data/hub" >/dev/null 2>&1 || true

host=${listen%:*}
if [[ $host == 0.0.0.0 || -z $host ]]; then
	host=$(hostname -I 2>/dev/null | cut -d' ' -f1)
	host=${host:-127.0.0.1}
fi
hub_url=http://$host:${listen##*:}

field() { # file name…: the first value of a text field, by the last name that fits
	node -e 'let v = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
		for (const name of process.argv.slice(2)) v = v?.[name];
		process.stdout.write(String(v ?? ""))' "$@"
}

bin/hub qr --data "$data/hub" || true
cat <<TEXT

  Learners    $hub_url/   (first open the link of the QR code on the tablet)
  Teacher     $hub_url/teacher    $(field "$data/hub/demo.json" teacher name) / $(field "$data/hub/demo.json" teacher password)
  Ministry    $cloud_url/ministry   $(field "$data/cloud/ministry.json" name) / $(field "$data/cloud/ministry.json" password)

  The class is invented; its cards and pictures are in $data/hub/demo.json.
  Logs: $data/hub.log, $data/cloudsync.log. Ctrl-C stops both.
TEXT

# Either ending ends both.
wait -n "${pids[@]}" || true
echo "A program ended by itself; the ends of the logs:" >&2
tail -n 3 "$data/cloudsync.log" "$data/hub.log" >&2
exit 1
