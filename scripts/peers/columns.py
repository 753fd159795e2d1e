"""Measures the day as NDJSON with zstd -19 and as Parquet: rows in memory to bytes
and back, compared. Prints one JSON object a peer: bytes, seconds of CPU."""

import io
import json
import sys
import time

import pyarrow
import pyarrow.parquet

LEVEL = 19
KEYS = ("t", "id", "stu", "item", "skill", "resp", "ok", "hints", "ms", "hlc")


def timed(do):
    start = time.process_time()
    result = do()
    return result, time.process_time() - start


def ndjson(rows):
    codec = pyarrow.Codec("zstd", compression_level=LEVEL)

    def encode():
        lines = "".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n" for row in rows).encode()
        return codec.compress(lines, asbytes=True), len(lines)

    def decode(packed, size):
        return [json.loads(line) for line in codec.decompress(packed, size, asbytes=True).splitlines()]

    (packed, size), encoding = timed(encode)
    got, decoding = timed(lambda: decode(packed, size))
    assert got == rows, "NDJSON: what was read is not what was written"
    return report(f"NDJSON, zstd -{LEVEL}", rows, len(packed), encoding, decoding)


def columns(rows):
    """The rows as the columns that suit the format best: ids and stamps taken apart,
    times in units of 10 ms."""
    out = {"tablet": [], "seq": [], "at": [], "count": [], "took": []}
    out.update({key: [] for key in ("stu", "item", "skill", "resp", "ok", "hints")})
    for row in rows:
        tablet, seq = row["id"].rsplit("-", 1)
        at, count, _ = row["hlc"].split("-", 2)
        out["tablet"].append(tablet)
        out["seq"].append(int(seq))
        out["at"].append(int(at, 16) // 10)
        out["count"].append(int(count, 16))
        out["took"].append(row["ms"] // 10)
        for key in ("stu", "item", "skill", "resp", "ok", "hints"):
            out[key].append(row[key])
    return out


def parquet(rows, order):
    texts = ["tablet", "stu", "item", "skill", "resp"]
    numbers = ["seq", "at", "count", "took", "hints"]

    def encode():
        table = pyarrow.table(columns(sorted(rows, key=order)))
        file = io.BytesIO()
        pyarrow.parquet.write_table(
            table, file, compression="zstd", compression_level=LEVEL, use_dictionary=texts,
            column_encoding={name: "DELTA_BINARY_PACKED" for name in numbers}, write_statistics=False, store_schema=False,
        )
        return file.getvalue()

    packed, encoding = timed(encode)
    got, decoding = timed(lambda: pyarrow.parquet.read_table(io.BytesIO(packed)).to_pylist())
    want = columns(sorted(rows, key=order))
    assert got == [dict(zip(want, values)) for values in zip(*want.values())], "Parquet: what was read is not what was written"
    return report(f"Parquet, sorted, delta, zstd -{LEVEL}", rows, len(packed), encoding, decoding)


def report(name, rows, size, encoding, decoding):
    return {"peer": name, "bytes": size, "attempts": len(rows), "encode_s": encoding, "decode_s": decoding}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert all(tuple(row) == KEYS for row in rows), "the day has lines of another form"
    orders = (lambda r: r["id"], lambda r: (r["stu"], r["hlc"]))
    print(json.dumps(ndjson(rows)))
    print(json.dumps(min((parquet(rows, order) for order in orders), key=lambda r: r["bytes"])))


main()
