// Measures the day as an Automerge document: a list of attempts, their texts as
// unchangeable strings (half the size of collaborative text), twenty attempts a
// change. Bytes are those of the whole document, its own compression included, or of
// all changes with gzip, whichever is smaller. Prints one JSON object.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, path] = process.argv.slice(2);
const A = createRequire(join(folder, "package.json"))("@automerge/automerge");
const rows = readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const batch = 20;

function timed(work) {
	const start = process.cpuUsage();
	const result = work();
	const used = process.cpuUsage(start);
	return [result, (used.user + used.system) / 1e6];
}

function stored(row) {
	const fixed = ([key, value]) => [key, typeof value === "string" ? new A.ImmutableString(value) : value];
	return Object.fromEntries(Object.entries(row).map(fixed));
}

function encode() {
	let doc = A.change(A.init(), (d) => { d.attempts = []; });
	for (let from = 0; from < rows.length; from += batch) {
		doc = A.change(doc, (d) => { d.attempts.push(...rows.slice(from, from + batch).map(stored)); });
	}
	return [A.save(doc), doc];
}

const [[saved, doc], encoding] = timed(encode);
const changes = gzipSync(Buffer.concat(A.getAllChanges(doc)), { level: 9 });
const [got, decoding] = timed(() => A.toJS(A.load(saved)).attempts);
for (let i = 0; i < rows.length; i++) {
	for (const key of Object.keys(rows[i])) {
		if (String(got[i][key]) !== String(rows[i][key])) throw new Error(`attempt ${i}: ${key} was not kept`);
	}
}
console.log(JSON.stringify({
	peer: "Automerge 3.5.0", bytes: Math.min(saved.length, changes.length), attempts: rows.length, encode_s: encoding, decode_s: decoding,
}));
