import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { FrameBatch } from "../../../../../runtime/server/socket/frame-batch.js";
import { Outlet } from "../../../../../runtime/server/socket/outlet.js";
import { Cleanup, listen, NaiveClient, until } from "../../../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

test.each([false, true])("frames and messages that ws sends arrive in order (deflate: %s)", async (perMessageDeflate) => {
  const http = createServer();
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate });
  http.on("upgrade", (request, socket, head) => {
    wss.handleUpgrade(request, socket, head, (ws) => {
      const outlet = new Outlet(ws, socket);
      for (let number = 0; number < 100; number += 4) {
        ws.send(String(number));
        outlet.write(new FrameBatch([String(number + 1), String(number + 2)]), Number.POSITIVE_INFINITY);
        ws.send(String(number + 3));
      }
    });
  });
  const port = await listen(http);
  cleanup.add(() => http.close());
  const client = new NaiveClient(cleanup, `ws://127.0.0.1:${port}/`);
  await until(() => client.events.length === 100);
  expect(client.ws.extensions !== "").toBe(perMessageDeflate);
  expect(client.events).toEqual(Array.from({ length: 100 }, (_, index) => index));
});
