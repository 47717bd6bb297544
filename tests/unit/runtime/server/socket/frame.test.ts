import type { Writable } from "node:stream";
import * as ws from "ws";
import { expect, test } from "vitest";
import { framePayload, frameText, joinFrames } from "../../../../../runtime/server/socket/frame.js";

// Exported by ws, missing from its types.
const Receiver: new (options: { readonly isServer: boolean }) => Writable = Reflect.get(ws, "Receiver");

/** The peer's side: ws's own parser. */
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
  const frame = frameText(text);
  expect(await parse(frame.data)).toEqual([text]);
  expect(framePayload(frame).toString()).toBe(text);
  expect(frame.byteLength).toBe(frame.data.length);
});

test("lengths are bytes, not characters", async () => {
  const text = "€".repeat(60);
  expect(await parse(frameText(text).data)).toEqual([text]);
});

test("joined frames arrive as so many messages", async () => {
  const texts = sizes.map((size) => "ü".repeat(size));
  expect(await parse(joinFrames(texts.map(frameText)))).toEqual(texts);
});

test("a single frame is joined without a copy", () => {
  const frame = frameText("x");
  expect(joinFrames([frame])).toBe(frame.data);
});
