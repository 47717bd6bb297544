import { createElement } from "react";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { dag } from "@dagwire/dag";
import { createStreamHooks } from "@dagwire/runtime/react";
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

test("useStreamAt returns the part at its path, also a path that does not exist", () => {
  const hooks = createStreamHooks(dag);
  const Part = (): ReactNode => {
    const { stream } = hooks.useStreamHandle("run-2");
    const [spent, status] = [hooks.useStreamAt(["cost", "spent"], stream), hooks.useStreamAt(["nodes", "a", "status"], stream)];
    return `${spent} ${status}`;
  };
  expect(renderToString(createElement(Part))).toBe("0 undefined");
});

test("a hook without a stream throws an error that says what to pass", () => {
  expect(() => renderToString(createElement(Parts))).toThrow("This component has no stream. Wrap it in <StreamProvider stream={stream}>");
});

test("a path that is no JSON Pointer throws an error that says what to write", () => {
  const hooks = createStreamHooks(dag);
  const Part = (): ReactNode => {
    const { stream } = hooks.useStreamHandle("run-1");
    return hooks.useStreamPart("nodes/a", (state) => state.nodes["a"]?.status, stream);
  };
  expect(() => renderToString(createElement(Part))).toThrow('begins with "/", such as "/nodes/a", got "nodes/a"');
});
