import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../harness/random.js";
import { eventSchema, sharedSchema } from "./make-schema.js";
import type { Schema } from "./schema.js";
import { domains, nouns, subjects, verbs } from "./words.js";

/** The protocol to make. Equal options give equal bytes. */
export type ProtocolOptions = {
  /** The number of events, from 1 to 6,400. */
  readonly events: number;
  /** @default "dagwire" */
  readonly seed?: string;
  /** Share of the events that the client sends. @default 0.3 */
  readonly clientShare?: number;
  /** @default "tolerant" */
  readonly serverReader?: "strict" | "tolerant";
};

/** Writes a protocol of realistic events: `protocol.json`, `server/`, `client/`, `common/`. */
export function writeProtocol(
  folder: string,
  { events, seed = "dagwire", clientShare = 0.3, serverReader = "tolerant" }: ProtocolOptions,
): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["server", "client", "common"]) mkdirSync(join(folder, name), { recursive: true });
  const shared = sharedNames(events);
  shared.forEach((name, index) => {
    const earlier = shared.slice(0, index).map((other) => `${other}.schema.json`);
    writeSchema(join(folder, "common"), name, sharedSchema(createRandom(`${seed}:${name}`), name, earlier));
  });
  const clients = Math.round(events * clientShare);
  eventNames(events).forEach((tag, index) => writeEvent(folder, index < clients ? "client" : "server", tag, shared, seed));
  writeFileSync(join(folder, "protocol.json"), manifest({ events, clients, serverReader }));
}

/**
 * Adds one event to a protocol that {@link writeProtocol} wrote with these options.
 *
 * @returns the tag of the event.
 */
export function addEvent(folder: string, { events, seed = "dagwire" }: ProtocolOptions): string {
  const shared = sharedNames(events);
  const tag = "media_newcomer_merged";
  writeEvent(folder, "server", tag, shared, seed);
  return tag;
}

function writeEvent(folder: string, side: "server" | "client", tag: string, shared: readonly string[], seed: string): void {
  const references = shared.map((name) => `../common/${name}.schema.json`);
  writeSchema(join(folder, side), tag, eventSchema(createRandom(`${seed}:${tag}`), tag, references));
}

function writeSchema(folder: string, name: string, schema: Schema): void {
  writeFileSync(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

type ManifestOptions = { readonly events: number; readonly clients: number; readonly serverReader: string };

function manifest({ events, clients, serverReader }: ManifestOptions): string {
  const value = {
    name: `bench-${events}`,
    version: "1.0.0",
    description: `A protocol of ${events} events, made for measuring.`,
    discriminator: "/type",
    server: ["server/*.schema.json"],
    ...(clients > 0 && { client: ["client/*.schema.json"] }),
    types: ["common/*.schema.json"],
    readers: { server: serverReader, client: "strict" },
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Combines domains, subjects and verbs. The step through each list is coprime to its length, so even a few events vary. */
function eventNames(count: number): string[] {
  const total = domains.length * subjects.length * verbs.length;
  if (count > total) throw new RangeError(`the word lists suffice for ${total} events, not for ${count}`);
  return Array.from({ length: count }, (_none, index) => {
    const place = (index * 1013) % total;
    const verb = verbs[place % verbs.length] ?? "";
    const subject = subjects[Math.floor(place / verbs.length) % subjects.length] ?? "";
    return `${domains[Math.floor(place / verbs.length / subjects.length)] ?? ""}_${subject}_${verb}`;
  });
}

/** Makes one shared definition per five events, as long as the words suffice. */
function sharedNames(events: number): string[] {
  const count = Math.min(subjects.length * nouns.length, Math.ceil(events / 5));
  return Array.from({ length: count }, (_none, index) => {
    const place = (index * 107) % (subjects.length * nouns.length);
    return `${subjects[Math.floor(place / nouns.length)] ?? ""}_${nouns[place % nouns.length] ?? ""}`;
  });
}
