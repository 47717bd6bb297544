import { describe, expect, test } from "vitest";
import type { StoredProtocol } from "../../../../runtime/core/log/stream-log.js";
import { metaText, readMeta } from "../../../../runtime/lmdb/stored-meta.js";
import type { StreamMeta } from "../../../../runtime/lmdb/stored-meta.js";
import {
  checkpointText,
  positionAtStart,
  readCheckpoint,
  readSnapshot,
  readStored,
  snapshotText,
} from "../../../../runtime/lmdb/stored-snapshot.js";

const one: StoredProtocol = { version: "1.0.0", digest: "sha256:one" };
const sameVersion: StoredProtocol = { version: "1.0.0", digest: "sha256:two" };
const sameDigest: StoredProtocol = { version: "1.0.1", digest: "sha256:one" };

describe("the meta data of a stream", () => {
  test("[LG15] keep the version of each epoch, and write each version once", () => {
    const protocols = [one, sameVersion, sameDigest, one];
    const [first, ...rest] = protocols.map((protocol, index) => ({ epoch: index + 1, base: index, protocol }));
    const meta: StreamMeta = { epochs: [first ?? { epoch: 0, base: 0 }, ...rest, { epoch: 9, base: 9 }], start: 1, end: 9, horizonMs: 5 };
    expect(readMeta(metaText(meta))).toEqual(meta);
    expect(JSON.parse(metaText(meta))).toMatchObject({ protocols: [one, sameVersion, sameDigest] });
  });

  test("[LG15] without versions are those that version 0.1.0 has written", () => {
    const epochs = [{ epoch: 7, base: 0 }];
    expect(readMeta(JSON.stringify({ epochs, start: 0, end: 1, horizonMs: 0 }))).toEqual({ epochs, start: 0, end: 1, horizonMs: 0 });
    expect(readMeta(undefined)).toBeUndefined();
  });
});

describe("a stored snapshot", () => {
  const snapshot = { at: "7:1", state: '{"a":"ü"}', protocol: one };
  const place = { storedMs: 5, bytes: 90 };

  test("[LG32] shows its position at the start of its text, and its checkpoint keeps everything but the number", () => {
    expect(positionAtStart(snapshotText(snapshot, place).slice(0, 20))).toBe("7:1");
    expect(positionAtStart('{"state":"{}","at":"7:1"}')).toBeUndefined();
    const checkpoint = { at: "7:1", protocol: one, length: 9, ...place };
    expect(readCheckpoint(checkpointText({ ...checkpoint, count: 3 }))).toEqual(checkpoint);
  });

  test("[LG16] is read as it was written, with and without a version", () => {
    expect(readSnapshot(snapshotText(snapshot, place), "run")).toEqual(snapshot);
    expect(readStored(snapshotText(snapshot, place), "run")).toMatchObject({ ...snapshot, ...place });
    expect([readSnapshot(undefined, "run"), readStored(undefined, "run")]).toEqual([undefined, undefined]);
  });

  test("[LG24] with another state or no JSON is refused with a sentence that names the stream and the reason", () => {
    const start = 'cannot read the state of stream "run": expected the state that the log has stored, got ';
    const other = `${start}a state at position 7:1 with another checksum. The file of the log is damaged.`;
    expect(() => readSnapshot(snapshotText(snapshot, place).replace("ü", "u"), "run")).toThrow(other);
    expect(() => readSnapshot("{", "run")).toThrow(`${start}a text that is no JSON (`);
    expect(() => readSnapshot("{", "r".repeat(101))).toThrow(`stream "${"r".repeat(100)}": expected`);
  });

  test("[LG24] of version 0.1.0 has no checksum to compare", () => {
    expect(readSnapshot(JSON.stringify(snapshot), "run")).toEqual(snapshot);
  });
});
