import { parsePosition, positionAfter, positionOf } from "../../runtime/core/log/position.js";
import type { LogRecord } from "../../runtime/core/log/stream-log.js";
import type { QueueOutput } from "../../runtime/core/commands/command-queue.js";
import type { ClientEvent as ClientFrame } from "../../runtime/core/frames/client-event.js";
import type { PieceFrame, ServerEvent as ServerFrame } from "../../runtime/core/frames/server-event.js";
import type { Page } from "../../runtime/core/delivery/page-text.js";
import type { Variant } from "./options.js";

/** A bug that other software has had, and the invariants that find it. */
export type PlantedBug = { readonly name: string; readonly rules: readonly string[]; readonly make: () => Variant };

const withoutOutcome = (records: readonly LogRecord[]): readonly LogRecord[] => records.filter(({ kind }) => kind === "event");

/** Each is a mistake in one place. The simulator has to find every one. */
export const plantedBugs: readonly PlantedBug[] = [
  { name: "a client stores epoch and seq of a position apart", rules: ["INV1", "INV2", "INV6"], make: splitPosition },
  { name: "the outcomes of commands are not in the log", rules: ["INV3"], make: outcomesInMemory },
  {
    name: "the server acknowledges a command before the log has it",
    rules: ["INV4"],
    make: () => ({ name: "ack", queueOutputs: ackBeforeAppend }),
  },
  { name: "a resumed stream begins one event too late", rules: ["INV1"], make: () => ({ name: "resume", read: skipOne }) },
  {
    name: "a command that the client sends again takes effect again",
    rules: ["INV3"],
    make: () => ({ name: "again", found: () => undefined, records: freshIds() }),
  },
  { name: "the client sends a command again under another id", rules: ["INV3", "INV6"], make: otherIds },
  {
    name: "the server sends events before the log has them",
    rules: ["INV1", "INV6"],
    make: () => ({ name: "early", broadcastsBeforeAppend: true }),
  },
  { name: "the log lets an old writer append", rules: ["INV1", "INV3"], make: () => ({ name: "fence", ignoresFencing: true }) },
  {
    name: "a snapshot has the position of the moment when it is sent",
    rules: ["INV1"],
    make: () => ({ name: "late", snapshot: ({ state }, at) => ({ state, at }) }),
  },
  {
    name: "a gate accepts a second decision",
    rules: ["INV3"],
    make: () => ({ name: "gate", decisionFound: () => undefined, records: withoutDecisions }),
  },
  { name: "the server does not limit what waits in a socket", rules: ["INV5"], make: () => ({ name: "full", ignoresBackpressure: true }) },
  {
    name: "the server reports recovered: true to a client that missed events",
    rules: ["INV2"],
    make: () => ({ name: "hush", applied: (output) => (output.action === "synced" ? { ...output, recovered: true } : output) }),
  },
  {
    name: "a slow client joins the live set before it has caught up",
    rules: ["INV6"],
    make: () => ({ name: "join", joinsAnywhere: true }),
  },
  { name: "a command without a stream goes to another stream than $welcome names", rules: ["INV6"], make: otherStream },
  {
    name: "an append that the writer repeats has no number",
    rules: ["INV3"],
    make: () => ({ name: "numbers", dropsNumbers: true }),
  },
  {
    name: "the engine computes the state from its own records and not from the log's tail",
    rules: ["INV1"],
    make: () => ({ name: "own", takesOwnRecords: true }),
  },
  {
    name: "publish takes events above the bound",
    rules: ["INV5"],
    make: () => ({ name: "backlog", ignoresBacklog: true }),
  },
  {
    name: "a newcomer gets a snapshot that is older than the oldest event of the log",
    rules: ["INV2", "INV6"],
    make: () => ({ name: "trimmed", servesTrimmed: true }),
  },
  {
    name: "a value that an event changes is not put aside while a snapshot is made",
    rules: ["INV1"],
    make: () => ({ name: "aside", forgetsAside: true }),
  },
  { name: "a page skips the first event of an epoch", rules: ["HI1"], make: () => ({ name: "page", page: withoutFirst }) },
  { name: "$synced counts the events of an epoch alone", rules: ["HI8"], make: () => ({ name: "count", countsEpoch: true }) },
  {
    name: "a newcomer joins the live set without the events after its snapshot",
    rules: ["INV1", "INV6"],
    make: () => ({ name: "gap", joinsOverGap: true }),
  },
  {
    name: "a state without its second piece counts as whole",
    rules: ["INV1"],
    make: () => ({ name: "hole", pieces: (pieces) => numbered(pieces.filter(({ part }) => part !== 2)) }),
  },
  {
    name: "the pieces of a state belong to two positions",
    rules: ["INV1"],
    make: () => ({ name: "mixed", pieces: mixed }),
  },
  {
    name: "a piece before the last one says that it is the last",
    rules: ["INV1"],
    make: () => ({ name: "early last", pieces: (pieces) => pieces.map((piece) => ({ ...piece, last: true })) }),
  },
  {
    name: "a client that skips events never asks for the state",
    rules: ["INV1"],
    make: () => ({ name: "unhealed", skew: { isUnknown, neverHeals: true } }),
  },
  {
    name: "a client of another build gets a snapshot without the events that it skips",
    rules: ["INV6"],
    make: () => ({ name: "stale", skew: { isUnknown }, ignoresBuild: true }),
  },
  {
    name: "a client takes the close code 1000 of a proxy for the end",
    rules: ["INV6"],
    make: () => ({ name: "cut", subprotocol: "dagwire.v1" }),
  },
];

function numbered(pieces: readonly PieceFrame[]): readonly PieceFrame[] {
  return pieces.map((piece, index) => ({ ...piece, part: index + 1, ...(index + 1 === pieces.length && { last: true as const }) }));
}

/** Takes all pieces but the last one from an older state. */
function mixed(pieces: readonly PieceFrame[], older: readonly PieceFrame[] = pieces): readonly PieceFrame[] {
  return pieces.map((piece, index) => (index < pieces.length - 1 ? { ...piece, ...older[index], at: piece.at } : piece));
}

/** Some of the events that change the state, as a newer server sends them. */
export function isUnknown(text: string): boolean {
  return text.includes('"noted"') || /"n":\d*[05]\}/.test(text);
}

/** The client stores its seq and, apart from it, the newest epoch that it has received. */
function splitPosition(): Variant {
  const epochs = new Map<string, number>();
  const held = new Map<string, string>();
  return {
    name: "split",
    sent: (client, frame) => {
      if (frame.type !== "$hello") return frame;
      const streams = frame.streams.map(({ stream, after }) => {
        const parts = after === undefined ? undefined : parsePosition(after);
        if (parts === undefined || after === undefined) return { stream };
        const wrong = positionOf(epochs.get(stream) ?? parts.epoch, parts.seq);
        held.set(`${client} ${stream} ${wrong}`, after);
        return { stream, after: wrong };
      });
      return { ...frame, streams };
    },
    received: (client, text) => {
      const frame = JSON.parse(text) as ServerFrame;
      if (frame.type === "$events") epochs.set(frame.stream, parsePosition(frame.from)?.epoch ?? 0);
      if (frame.type !== "$welcome") return text;
      const streams = frame.streams.map((verdict) => {
        const from = held.get(`${client} ${verdict.stream} ${verdict.from}`) ?? verdict.from;
        return from === undefined ? verdict : { ...verdict, from };
      });
      return JSON.stringify({ ...frame, streams });
    },
  };
}

function outcomesInMemory(): Variant {
  // The log holds no outcome, and the engine forgets outcomes at once, as a process does at its end.
  return { name: "outcomes", found: () => undefined, records: withoutOutcome };
}

function ackBeforeAppend(outputs: readonly QueueOutput[]): readonly QueueOutput[] {
  return outputs.flatMap((output): readonly QueueOutput[] => {
    if (output.action !== "append") return [output];
    const record = output.records.find(({ kind }) => kind === "outcome");
    if (record?.kind !== "outcome") return [output];
    const { id, result } = record.outcome;
    const origins = Array.from({ length: 200 }, (_, connection) => connection);
    return [
      { action: "finish", origins, id, by: undefined, finish: { kind: "recorded", outcome: { result, at: "1:0" }, isDuplicate: false } },
      output,
    ];
  });
}

function skipOne(result: Parameters<NonNullable<Variant["read"]>>[0]): ReturnType<NonNullable<Variant["read"]>> {
  if (result.status !== "events" || result.texts.length < 2) return result;
  return { ...result, texts: result.texts.slice(1), at: positionAfter(result.from, result.texts.length - 2) };
}

function freshIds(): NonNullable<Variant["records"]> {
  let count = 0;
  return (records) =>
    records.map((record) => {
      if (record.kind === "event") return record;
      const id = `${record.outcome.id.slice(0, 24)}${(++count).toString(16).padStart(12, "0")}`;
      return { kind: "outcome", outcome: { ...record.outcome, id } };
    });
}

function otherIds(): Variant {
  const sent = new Map<string, number>();
  const real = new Map<string, string>();
  return {
    name: "ids",
    sent: (client, frame): ClientFrame => {
      if (frame.type !== "$command") return frame;
      const times = (sent.get(frame.id) ?? 0) + 1;
      sent.set(frame.id, times);
      const id = `${frame.id.slice(0, 24)}${(times * 16 + client).toString(16).padStart(2, "0")}${frame.id.slice(26)}`;
      real.set(id, frame.id);
      return { ...frame, id };
    },
    received: (_, text) => {
      const frame = JSON.parse(text) as ServerFrame;
      return frame.type === "$ack" || frame.type === "$nack" ? JSON.stringify({ ...frame, id: real.get(frame.id) ?? frame.id }) : text;
    },
  };
}

/** Sends the first command of a client that named no stream to stream "b". */
function otherStream(): Variant {
  const bare = new Set<number>();
  return {
    name: "other stream",
    sent: (client, frame): ClientFrame => {
      if (frame.type === "$hello" && frame.streams.length === 0) bare.add(client);
      return frame.type === "$command" && bare.delete(client) ? { ...frame, stream: "b" } : frame;
    },
  };
}

/** Leaves out the first event of an epoch. */
function withoutFirst(page: Page): Page {
  const begins = parsePosition(page.after)?.epoch !== parsePosition(page.at)?.epoch;
  return begins ? { ...page, texts: page.texts.slice(1) } : page;
}

function withoutDecisions(records: readonly LogRecord[]): readonly LogRecord[] {
  return records.map((record) => {
    if (record.kind === "event") return record;
    const { id, result } = record.outcome;
    return { kind: "outcome", outcome: { id, result } };
  });
}
