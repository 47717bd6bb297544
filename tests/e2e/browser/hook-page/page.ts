import type { ServerEvent } from "@dagwire/dag";
import { DAGStreamProvider, useDAGStream, useNode } from "@dagwire/dag/react";
import { type ReactNode, StrictMode, createElement, memo, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { type Root, createRoot } from "react-dom/client";

// The page of hook.test.ts. The test calls the functions in `window.hookPage`.

const cellIds = Array.from({ length: 200 }, (_none, index) => `n${index}`);
const counts = { renders: 0, mostSockets: 0 };
const sockets = new Set<WebSocket>();

class CountedSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    sockets.add(this);
    counts.mostSockets = Math.max(counts.mostSockets, [...sockets].filter(({ readyState }) => readyState <= WebSocket.OPEN).length);
  }
}
window.WebSocket = CountedSocket;

function Text({ value }: { readonly value: number | undefined }): ReactNode {
  counts.renders++;
  return createElement("td", undefined, value ?? "");
}

const Cell = memo(function Cell({ id }: { readonly id: string }): ReactNode {
  return createElement(Text, { value: useNode(id)?.metrics?.cpu_ms });
});

type PageProps = { readonly run: string; readonly cells: number };

function Page({ run, cells }: PageProps): ReactNode {
  const { stream, status } = useDAGStream(run);
  Reflect.set(window, "session", stream);
  return createElement(
    DAGStreamProvider,
    { stream },
    createElement("p", { id: "phase" }, status.phase),
    createElement(
      "table",
      undefined,
      createElement("tbody", undefined, ...cellIds.slice(0, cells).map((id) => row(createElement(Cell, { key: id, id })))),
    ),
  );
}

/** A hook that renders for each message. It loses no event, and shows the cost of this approach. */
function NaivePage({ run }: PageProps): ReactNode {
  const [nodes, setNodes] = useState<Readonly<Record<string, number | undefined>>>({});
  const [phase, setPhase] = useState("connecting");
  useEffect(() => {
    const socket = new WebSocket(`/api/dags/${run}/stream`);
    socket.addEventListener("open", () => setPhase("live"));
    socket.addEventListener("message", ({ data }) => {
      const event = JSON.parse(String(data)) as ServerEvent;
      if (event.type !== "node_state") return;
      flushSync(() => setNodes((before) => ({ ...before, [event.node_id]: event.metrics?.cpu_ms })));
    });
    return () => socket.close();
  }, [run]);
  const rows = cellIds.map((id) => row(createElement(Text, { key: id, value: nodes[id] })));
  return createElement(
    "div",
    undefined,
    createElement("p", { id: "phase" }, phase),
    createElement("table", undefined, createElement("tbody", undefined, ...rows)),
  );
}

function row(cell: ReactNode): ReactNode {
  return createElement("tr", undefined, cell);
}

let root: Root | undefined;

const hookPage = {
  counts,
  mount(run: string, kind: "hook" | "naive" = "hook", cells: number = cellIds.length): void {
    root ??= createRoot(document.querySelector("#root") ?? document.body);
    root.render(createElement(StrictMode, undefined, createElement(kind === "hook" ? Page : NaivePage, { run, cells })));
  },
  unmount(): void {
    root?.unmount();
    root = undefined;
  },
  cells: (): readonly number[] => [...document.querySelectorAll("td")].map(({ textContent }) => Number(textContent)),
  openSockets: (): number => [...sockets].filter(({ readyState }) => readyState !== WebSocket.CLOSED).length,
  async cycle(times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      this.mount("run-1", "hook", 3);
      // oxlint-disable-next-line no-await-in-loop -- mounted and gone, one after the other
      await new Promise((resolve) => setTimeout(resolve, time % 3));
      this.unmount();
      // oxlint-disable-next-line no-await-in-loop
      if (time % 2 === 0) await new Promise((resolve) => setTimeout(resolve, time % 5));
    }
  },
};
Reflect.set(window, "hookPage", hookPage);
export type HookPage = typeof hookPage;
