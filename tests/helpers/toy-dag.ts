import type { EventOf, EventSet, Guard, Issue, ReadResult } from "@dagwire/runtime";

export type NodeStatus = "pending" | "running" | "completed" | "failed";

export type ServerEvent =
  | { readonly type: "node_state"; readonly node_id: string; readonly status: NodeStatus; readonly output?: unknown }
  | { readonly type: "cost_update"; readonly spent: number; readonly budget: number; readonly remaining: number }
  | { readonly type: "error"; readonly node_id?: string; readonly message: string };

export type ClientEvent =
  | { readonly type: "human_decision"; readonly node_id: string; readonly decision: "approve" | "reject" | "modify" }
  | { readonly type: "pause_execution" };

export type ServerEventMap = { readonly [Name in ServerEvent["type"]]: Extract<ServerEvent, { readonly type: Name }> };
export type ClientEventMap = { readonly [Name in ClientEvent["type"]]: Extract<ClientEvent, { readonly type: Name }> };

type Field = { readonly expected: string; readonly accepts: (value: unknown) => boolean; readonly isOptional?: true };
type Fields = Readonly<Record<string, Field>>;

const text: Field = { expected: "string", accepts: (value) => typeof value === "string" };
const amount: Field = { expected: "number", accepts: (value) => typeof value === "number" };

function oneOf(...values: readonly string[]): Field {
  return {
    expected: values.map((value) => JSON.stringify(value)).join(" | "),
    accepts: (value) => values.some((allowed) => allowed === value),
  };
}

function issueOf(name: string, field: Field, value: object): Issue | undefined {
  if (!Object.hasOwn(value, name) && field.isOptional) return undefined;
  const got: unknown = Reflect.get(value, name);
  return field.accepts(got) ? undefined : { path: `/${name}`, expected: field.expected, got: JSON.stringify(got) ?? "nothing" };
}

function guard<Event>(fields: Fields): Guard<Event> {
  return (value, issues): value is Event => {
    if (typeof value !== "object" || value === null) return false;
    const found = Object.entries(fields).flatMap(([name, field]) => issueOf(name, field, value) ?? []);
    issues?.push(...found);
    return found.length === 0;
  };
}

/** Makes an {@link EventSet} by hand, without the generator. */
function eventSet<Events extends object>(
  direction: "server" | "client",
  table: Readonly<Record<keyof Events & string, Fields>>,
): EventSet<Events> {
  type Event = EventOf<Events>;
  const guards = new Map(Object.entries<Fields>(table).map(([name, fields]) => [name, guard<Event>(fields)]));
  const read = (value: unknown): ReadResult<Event> => {
    const tag: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "type") : undefined;
    if (typeof tag !== "string") {
      return { outcome: "invalid", issues: [{ path: "/type", expected: "string", got: JSON.stringify(tag) ?? "nothing" }] };
    }
    const issues: Issue[] = [];
    const accepts = guards.get(tag);
    if (accepts === undefined) return { outcome: "unknown", tag, value };
    return accepts(value, issues) ? { outcome: "event", name: tag, event: value } : { outcome: "invalid", issues };
  };
  const descriptors = Object.fromEntries([...guards].map(([name, validate]) => [name, { validate }]));
  return {
    direction,
    discriminators: ["/type"],
    read,
    nameOf: (value) => {
      const tag: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "type") : undefined;
      return typeof tag === "string" && guards.has(tag) ? (tag as keyof Events & string) : undefined;
    },
    parse: (json) => read(JSON.parse(json)),
    validate: (value): value is Event => read(value).outcome === "event",
    events: descriptors as EventSet<Events>["events"],
    "~standard": { version: 1, vendor: "dagwire", validate: () => ({ issues: [] }) },
  };
}

export const serverEvents: EventSet<ServerEventMap> = eventSet<ServerEventMap>("server", {
  node_state: { node_id: text, status: oneOf("pending", "running", "completed", "failed") },
  cost_update: { spent: amount, budget: amount, remaining: amount },
  error: { node_id: { ...text, isOptional: true }, message: text },
});

export const clientEvents: EventSet<ClientEventMap> = eventSet<ClientEventMap>("client", {
  human_decision: { node_id: text, decision: oneOf("approve", "reject", "modify") },
  pause_execution: {},
});

export function nodeState(nodeId: string, status: NodeStatus = "running"): ServerEvent {
  return { type: "node_state", node_id: nodeId, status };
}
