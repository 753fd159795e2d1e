// Prints what the peers measured, given as lines of JSON on standard input, as a
// table, and at the end one JSON object. What was not run comes as {peer, not_run}.
import { readFileSync } from "node:fs";

const all = readFileSync(0, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const ran = all.filter((p) => !p.not_run);
const per = (p) => p.bytes / p.attempts;
const slug = (name) => name.toLowerCase().match(/[a-z]+/)[0];
console.log(`${"".padEnd(34)}${"bytes".padStart(10)}${"an attempt".padStart(12)}${"× ours".padStart(8)}${"encode s".padStart(10)}${"decode s".padStart(10)}`);
for (const p of ran) {
	const cells = [p.bytes, per(p).toFixed(2), (per(p) / per(ran[0])).toFixed(2), p.encode_s.toFixed(3), p.decode_s.toFixed(3)];
	console.log(p.peer.padEnd(34) + cells.map((c, i) => String(c).padStart([10, 12, 8, 10, 10][i])).join(""));
}
for (const p of all.filter((p) => p.not_run)) console.log(`not run: ${p.peer}: ${p.not_run}`);
const line = { attempts: ran[0].attempts, not_run: all.length - ran.length };
for (const p of ran) {
	const name = slug(p.peer);
	Object.assign(line, { [`${name}_bytes_per_attempt`]: per(p), [`${name}_encode_s`]: p.encode_s, [`${name}_decode_s`]: p.decode_s });
}
console.log(JSON.stringify(line));
