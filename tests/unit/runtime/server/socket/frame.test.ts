import type { Writable } from "node:stream";
import * as ws from "ws";
import { expect, test } from "vitest";
import { framePayload } from "../../../../../runtime/server/socket/frame.js";
import { FrameBatch, NewestBatch } from "../../../../../runtime/server/socket/frame-batch.js";

// ws exports it, and its types lack it.
const Receiver: new (options: { readonly isServer: boolean }) => Writable = Reflect.get(ws, "Receiver");

/** The parser of ws, as the peer. */
async function parse(bytes: Buffer): Promise<string[]> {
  const messages: string[] = [];
  const receiver = new Receiver({ isServer: false });
  receiver.on("message", (data: Buffer) => messages.push(data.toString("utf8")));
  await new Promise<void>((resolve, reject) => {
    receiver.once("error", reject);
    receiver.end(bytes, () => resolve());
  });
  return messages;
}

const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];

test.each(sizes)("ws reads a frame of %i bytes", async (size) => {
  const text = "x".repeat(size);
  const batch = new FrameBatch([text]);
  expect(await parse(batch.joined)).toEqual([text]);
  const [frame] = batch.frames;
  expect(frame === undefined ? undefined : framePayload(frame).toString()).toBe(text);
  expect(frame?.byteLength).toBe(batch.byteLength);
});

test("lengths are bytes, not characters", async () => {
  const text = "€".repeat(60);
  expect(await parse(new FrameBatch([text]).joined)).toEqual([text]);
});

test("each frame of a batch arrives as a message, and can also be taken alone", async () => {
  const texts = sizes.map((size) => "ü".repeat(size));
  const batch = new FrameBatch(texts);
  expect(await parse(batch.joined)).toEqual(texts);
  expect(batch.frames.map((frame) => framePayload(frame).toString())).toEqual(texts);
});

test("connections that get the same texts share the bytes", () => {
  const batches = new NewestBatch();
  const texts = ["x"];
  expect(batches.of(texts)).toBe(batches.of(texts));
  expect(batches.of(["x"])).not.toBe(batches.of(texts));
});
