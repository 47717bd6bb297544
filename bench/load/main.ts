import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ClientsAnswer, ClientsOrder, ServerAnswer, ServerOrder } from "./messages.js";

/**
 * Runs `node main.js [storm|slow|newcomers]` and prints the figures. `storm`: 10,000 connects and a drain. `slow`: 1,002 slow readers.
 * `newcomers`: a run of 50,000 nodes with 500 events a second, to which five clients a second come.
 */

const storm = 10_000;
const spreadMs = 5_000;
const readers = 334;
const slowSeconds = 60;
const eventsPerSecond = 100;
const eventBytes = 2_000;
const nodeCount = 50_000;
const newcomersPerSecond = 5;
const newcomerSeconds = 20;
const mebibyte = 1_048_576;
/** The documented bound: the bytes that may wait in a socket, and one chunk more. */
const perConnectionBytes = 262_144 + 65_536;
const logBytes = 4_194_304;

const [only] = process.argv.slice(2);
if (only === undefined || only === "storm") await stormAndDrain();
if (only === undefined || only === "slow") await slowReaders();
if (only === undefined || only === "newcomers") await newcomers();

async function stormAndDrain(): Promise<void> {
  const first = await start();
  const clients = fork(at("clients-process.js"), [String(first.port)]);
  const startedAtMs = performance.now();
  tellClients(clients, { kind: "connect", count: storm, reading: "all" });
  await untilLive(clients, storm, 60_000);
  const { rssBytes, sessions } = await ask(first.server);
  print(`storm: ${sessions} of ${storm} sessions live after ${seconds(performance.now() - startedAtMs)}, server at ${mebibytes(rssBytes)}`);
  await figuresOf(clients);
  tellServer(first.server, { kind: "drain", spreadMs });
  await hear<ServerAnswer>(first.server, "drained");
  first.server.disconnect();
  const drainedAtMs = performance.now();
  const second = await start(first.port);
  const { arrivalsMs, closed } = await untilLive(clients, storm, 60_000);
  const most = busiest(arrivalsMs, 500);
  print(
    `drain: all ${arrivalsMs.length} back ${seconds(performance.now() - drainedAtMs)} after it; at most ${most} in any half second ` +
      `(${((most / storm) * 100).toFixed(1)} %; evenly over ${spreadMs / 1_000} s it would be ${((500 / spreadMs) * 100).toFixed(0)} %); close codes ${JSON.stringify(closed)}`,
  );
  stop(second.server, clients);
}

async function slowReaders(): Promise<void> {
  const { server, port } = await start();
  const clients = fork(at("clients-process.js"), [String(port)]);
  for (const reading of ["paused", "slow", "sawtooth"] as const) tellClients(clients, { kind: "connect", count: readers, reading });
  tellClients(clients, { kind: "connect", count: 10, reading: "all" });
  await untilLive(clients, 3 * readers + 10, 30_000);
  const idle = await ask(server);
  tellServer(server, { kind: "publish", perSecond: eventsPerSecond, bytes: eventBytes });
  let mostBytes = 0;
  let mostWaiting = 0;
  for (let second = 0; second < slowSeconds; second++) {
    // oxlint-disable-next-line no-await-in-loop -- a look a second
    await pause(1_000);
    // oxlint-disable-next-line no-await-in-loop
    const { rssBytes, waitingBytes } = await ask(server);
    mostBytes = Math.max(mostBytes, rssBytes);
    mostWaiting = Math.max(mostWaiting, waitingBytes);
  }
  tellServer(server, { kind: "publish", perSecond: 0, bytes: 0 });
  const { slowConnections, publishedEvents } = await ask(server);
  const { closed, receivedBytes } = await figuresOf(clients);
  const bound = 3 * readers * perConnectionBytes + logBytes;
  print(
    `slow readers: ${readers} paused, ${readers} at about 1 KB/s, ${readers} sawtooth, ${slowSeconds} s, ${publishedEvents} events of ${eventBytes} bytes; ` +
      `server from ${mebibytes(idle.rssBytes)} to at most ${mebibytes(mostBytes)}, in sockets at most ${mebibytes(mostWaiting)} of ${mebibytes(bound)} that the formula allows; ` +
      `${slowConnections} closed with 4113 (close codes ${JSON.stringify(closed)}); ${mebibytes(receivedBytes)} read`,
  );
  if (mostWaiting > bound || mostBytes - idle.rssBytes > bound) throw new Error("over the bound");
  stop(server, clients);
}

/** Ends when the last newcomer has its state. The first one, for whom the server makes the first snapshot, counts apart. */
async function newcomers(): Promise<void> {
  const { server, port } = await start();
  const ready = hear<ServerAnswer>(server, "ready");
  tellServer(server, { kind: "nodes", count: nodeCount, perSecond: 500 });
  await ready;
  const clients = fork(at("clients-process.js"), [String(port)]);
  const come = (): void => tellClients(clients, { kind: "connect", count: 1, reading: "once" });
  come();
  const [firstMs] = await waits(clients, 1);
  const { publishedEvents: before } = await ask(server);
  const beganMs = performance.now();
  const count = newcomersPerSecond * newcomerSeconds;
  for (let newcomer = 0; newcomer < count; newcomer++) {
    come();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await pause(1_000 / newcomersPerSecond);
  }
  const { delayP99Ms, rssBytes, publishedEvents, handedOverMs } = await ask(server);
  const rate = (publishedEvents - before) / ((performance.now() - beganMs) / 1_000);
  const waitsMs = await waits(clients, count);
  const { receivedBytes } = await figuresOf(clients);
  const handed = [...handedOverMs, ...(await ask(server)).handedOverMs];
  if (handed.length !== count) throw new Error(`${handed.length} of ${count} newcomers have their last byte`);
  print(
    `newcomers: ${nodeCount} nodes, ${Math.round(rate)} events a second, ${newcomersPerSecond} newcomers a second for ${newcomerSeconds} s, ` +
      `${mebibytes(receivedBytes / (count + 1))} each; last byte handed over after ${spread(handed)}; ` +
      `live after ${spread(waitsMs)} (the first ${Math.round(firstMs ?? Number.NaN)} ms); ` +
      `event loop late by p99 ${delayP99Ms.toFixed(1)} ms; server at ${mebibytes(rssBytes)}`,
  );
  stop(server, clients);
}

/** Waits until `count` clients have become live, and returns how long each has taken. */
async function waits(clients: ChildProcess, count: number): Promise<readonly number[]> {
  const seen: number[] = [];
  const endMs = performance.now() + 60_000;
  while (seen.length < count) {
    // oxlint-disable-next-line no-await-in-loop -- looks again and again
    seen.push(...(await figuresOf(clients)).waitsMs);
    if (performance.now() > endMs) throw new Error(`${seen.length} of ${count} newcomers are live`);
    // oxlint-disable-next-line no-await-in-loop
    await pause(50);
  }
  return seen;
}

async function start(port = 0): Promise<{ readonly server: ChildProcess; readonly port: number }> {
  const server = fork(at("server-process.js"), [String(port)]);
  const { port: at_ } = await hear<Extract<ServerAnswer, { kind: "listening" }>>(server, "listening");
  return { server, port: at_ };
}

async function untilLive(clients: ChildProcess, count: number, timeoutMs: number): Promise<Pick<ClientsAnswer, "closed" | "arrivalsMs">> {
  const seen: number[] = [];
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- looks again and again
    const { live, closed, arrivalsMs } = await figuresOf(clients);
    seen.push(...arrivalsMs);
    if (live >= count) return { closed, arrivalsMs: seen };
    if (performance.now() > endMs) throw new Error(`${live} of ${count} are live, close codes ${JSON.stringify(closed)}`);
    // oxlint-disable-next-line no-await-in-loop
    await pause(100);
  }
}

async function figuresOf(clients: ChildProcess): Promise<ClientsAnswer> {
  const answer = hear<ClientsAnswer>(clients, "figures");
  tellClients(clients, { kind: "figures" });
  return answer;
}

async function ask(server: ChildProcess): Promise<Extract<ServerAnswer, { kind: "figures" }>> {
  const answer = hear<Extract<ServerAnswer, { kind: "figures" }>>(server, "figures");
  tellServer(server, { kind: "figures" });
  return answer;
}

async function hear<Message extends { readonly kind: string }>(child: ChildProcess, kind: Message["kind"]): Promise<Message> {
  const [message] = (await once(child, "message")) as [Message];
  if (message.kind !== kind) throw new Error(`expected "${kind}", got "${message.kind}"`);
  return message;
}

function tellServer(server: ChildProcess, order: ServerOrder): void {
  server.send(order);
}

function tellClients(clients: ChildProcess, order: ClientsOrder): void {
  clients.send(order);
}

function stop(...children: readonly ChildProcess[]): void {
  for (const child of children) child.disconnect();
}

/** Most arrivals in any window of that length. */
function busiest(timesMs: readonly number[], windowMs: number): number {
  const sorted = timesMs.toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, time] of sorted.entries()) {
    while (time - (sorted[first] ?? time) > windowMs) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function at(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Returns the median, the 99th percentile and the maximum of times. */
function spread(timesMs: readonly number[]): string {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const p = (share: number): string => `${Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN)} ms`;
  return `p50 ${p(0.5)}, p99 ${p(0.99)}, at most ${p(1)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`;
}

function print(line: string): void {
  console.log(line);
}
