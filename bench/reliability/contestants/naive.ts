import { WebSocket, WebSocketServer } from "ws";
import type { Contestant } from "./contestant.js";
import { applyEffect, effectsIn } from "./effect-file.js";

type Message = { readonly number?: number; readonly command?: string; readonly acknowledged?: string };

/** The first version of this repository: sends to each client, and the client reconnects after a short wait. */
export const naive: Contestant = {
  label: "naive loop",
  serve: ({ port, folder, answer, onPublish }) => {
    const server = new WebSocketServer({ port, host: "127.0.0.1" }, () => answer({ kind: "listening" }));
    server.on("connection", (socket) => {
      socket.on("error", () => socket.terminate());
      socket.on("message", (data: Buffer) => {
        const { command } = JSON.parse(data.toString()) as Message;
        if (command === undefined) return;
        applyEffect(folder, command);
        socket.send(JSON.stringify({ acknowledged: command }));
      });
    });
    onPublish((number) => {
      for (const client of server.clients) client.send(JSON.stringify({ number }));
      answer({ kind: "published", number });
    });
  },
  connect: ({ port, answer, onCommand }) => {
    let socket = dial();
    function dial(): WebSocket {
      const dialled = new WebSocket(`ws://127.0.0.1:${port}`);
      dialled.on("open", () => answer({ kind: "ready" }));
      dialled.on("error", () => undefined);
      dialled.on("message", (data: Buffer) => {
        const { number, acknowledged } = JSON.parse(data.toString()) as Message;
        if (number !== undefined) answer({ kind: "event", number });
        if (acknowledged !== undefined) answer({ kind: "acknowledged", id: acknowledged });
      });
      dialled.on("close", () => {
        setTimeout(() => {
          socket = dial();
        }, 100);
      });
      return dialled;
    }
    onCommand((id) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ command: id }));
    });
  },
  effects: effectsIn,
};
