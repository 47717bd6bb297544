import { createElement } from "react";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { DAGStreamProvider, useCost, useDAGStream, useEvents, useGates, useNode, useRun } from "../../../../generated/react.js";

function Page(): ReactNode {
  const { stream, status, commands, connection } = useDAGStream("run-1");
  const facts = `${status.phase} ${connection.mode} ${commands.length}`;
  return createElement(DAGStreamProvider, { stream }, createElement("p", undefined, facts), createElement(Parts));
}

function Parts(): ReactNode {
  const parts = [useRun().phase, useCost().spent, Object.keys(useGates()).length, useNode("a")?.status ?? "pending", useEvents().length];
  return createElement("b", undefined, parts.join(" "));
}

test("a page that is rendered on a server shows the initial state and does not connect", () => {
  expect(renderToString(createElement(Page))).toBe("<p>idle none 0</p><b>unknown 0 0 pending 0</b>");
});

test("a hook without a stream throws an error that says what to pass", () => {
  expect(() => renderToString(createElement(Parts))).toThrow("This component has no stream. Wrap it in <StreamProvider stream={stream}>");
});
