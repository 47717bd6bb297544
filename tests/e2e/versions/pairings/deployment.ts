import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime";
import { createStreamServer } from "@dagwire/runtime/server";
import type { Stream, StreamServer } from "@dagwire/runtime/server";
import { projectState } from "../../../../generator/evolution/state/project-state.js";
import type { Json } from "../../../../generator/base/json.js";
import { listen, streamPath, streamUrl } from "../../../helpers/stream-harness.js";
import type { Message } from "./board.js";
import { Page } from "./page.js";
import type { BoardTypes, BoardVersion, TwoVersions, VersionName } from "./two-versions.js";

/** How the servers of a test run. */
export type Setting = {
  /** True if the new version has the support table that `dagwire check --matrix` has written. */
  readonly hasTable: boolean;
  /** How many events a server appends before it stores a snapshot and removes older events. */
  readonly compactEvery: number;
};

/**
 * When a page was opened: before the events of the phase, after them, or in an earlier phase. A page in plain mode opens after them,
 * and receives all events that the log holds.
 */
export type PageKind = "early" | "late" | "lasting" | "plain";

/** One page while a server of one version ran. */
export type Sight = {
  readonly server: VersionName;
  readonly client: VersionName;
  readonly kind: PageKind;
  /** The close code, if the page has left. */
  readonly left: number | undefined;
  readonly unknown: number;
  readonly refused: number;
  readonly states: number;
  /** True if the page once showed another state than the server, as far as the page's version declares the state. */
  readonly differed: boolean;
  /** The same, after the page had time to ask for a whole state. */
  readonly differs: boolean;
  readonly warnings: readonly string[];
  readonly faults: readonly string[];
  /** The results of the page's commands. For a page in plain mode, what the server has noted. */
  readonly results: readonly string[];
};

/** The attempt of a server to open the stream that earlier phases have written. */
export type Opening = {
  readonly server: VersionName;
  /** The source of the state; `undefined` if the server could not open the stream. */
  readonly from: string | undefined;
  readonly skipped: number;
  readonly error: string;
  /** True if the state is the one that the server's version computes from all events that were ever published. */
  readonly isWhole: boolean;
  readonly isValid: boolean;
};

/** One phase: a server of one version ran, with pages of both versions. */
export type Phase = {
  readonly server: VersionName;
  readonly opening: Opening;
  readonly sights: readonly Sight[];
  readonly faults: readonly string[];
};

/** The commands and events that the peers of each version send. Each list of events is followed by a look at all pages. */
export type Script = {
  readonly events: Readonly<Record<VersionName, readonly (readonly Message[])[]>>;
  readonly commands: Readonly<Record<VersionName, readonly Message[]>>;
};

type Watched = { readonly page: Page; kind: PageKind; differed: boolean; results: string[] };

const names: readonly VersionName[] = ["old", "new"];

/** One log folder, on which servers of both versions run one after the other, while pages of both versions follow. */
export class Deployment {
  readonly #versions: TwoVersions;
  readonly #setting: Setting;
  readonly #script: Script;
  readonly #folder = mkdtempSync(join(tmpdir(), "dagwire-pairings-"));
  /** All events that were published to the stream. */
  readonly #published: Message[] = [];
  /** The pages that were opened in earlier phases. */
  readonly #lasting: Watched[] = [];
  /** For each command that the server has handled or refused: `accepted`, or the error. Clients in plain mode get no answers. */
  #answers: string[] = [];
  #port = 0;

  constructor(versions: TwoVersions, script: Script, setting: Setting) {
    this.#versions = versions;
    this.#setting = setting;
    this.#script = script;
    onTestFinished(() => rmSync(this.#folder, { recursive: true, force: true }));
  }

  /** Runs a server of a version until it has published its events, and all pages have seen them or have left. */
  async run(name: VersionName, number: number): Promise<Phase> {
    const version = this.#version(name);
    const faults: string[] = [];
    const log = openLmdbLog(this.#folder);
    const server = this.#server(version, log, faults);
    const http = createServer();
    server.attach(http);
    this.#port = await listen(http, this.#port);
    const { stream, opening } = await this.#open(server, version);
    const run = stream ?? (await server.open(`anew-${number}`));
    const sights = await this.#watch(version, run, log);
    await server.close({ deadlineMs: 200 });
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    await log.close();
    return { server: name, opening, sights, faults };
  }

  /** Closes the pages that are still open. */
  close(): void {
    for (const { page } of this.#lasting) page.close();
  }

  #version(name: VersionName): BoardVersion {
    const version = this.#versions[name];
    return this.#setting.hasTable ? version : { ...version, protocol: { ...version.protocol, peers: {} } };
  }

  #server({ protocol }: BoardVersion, log: StreamLog, faults: string[]): StreamServer<BoardTypes, undefined> {
    const commands = Object.fromEntries(
      Object.keys(protocol.client.events).map((name) => [name, () => void this.#answers.push("accepted")]),
    );
    return createStreamServer<BoardTypes>(protocol, {
      path: streamPath,
      log,
      commands,
      limits: { compactEvery: this.#setting.compactEvery, rollbackEvents: 10_000 },
      onWarning: () => undefined,
      onInvalid: ({ message }) => void this.#answers.push(message),
      onError: ({ message }) => void faults.push(message),
    });
  }

  async #open(
    server: StreamServer<BoardTypes, undefined>,
    version: BoardVersion,
  ): Promise<{ stream?: Stream<BoardTypes>; opening: Opening }> {
    try {
      const stream = await server.open("run");
      const { from, skipped } = stream.restored;
      const computed = this.#computed(version);
      const state = stateOf(version, stream);
      const isWhole = computed === undefined || textOf(state) === textOf(computed);
      const isValid = version.protocol.state?.validate?.(state) ?? version.protocol.state === undefined;
      return { stream, opening: { server: version.name, from, skipped, error: "", isWhole, isValid } };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      return { opening: { server: version.name, from: undefined, skipped: 0, error, isWhole: false, isValid: false } };
    }
  }

  /** Returns the state that a version computes from all published events that it knows; `undefined` if it refuses one of them. */
  #computed({ protocol: { state, server } }: BoardVersion): unknown {
    const read = this.#published.map((event) => server.read(event));
    if (state === undefined || read.some(({ outcome }) => outcome === "invalid")) return undefined;
    return state.apply(
      state.initial(),
      read.flatMap((one) => (one.outcome === "event" ? [one.event] : [])),
    ).state;
  }

  async #watch(server: BoardVersion, run: Stream<BoardTypes>, log: StreamLog): Promise<Sight[]> {
    const url = streamUrl(this.#port, run.id);
    const pages = names.map((name) => this.#page(name, "early", url));
    const followers = run.id === "run" ? [...pages, ...this.#lasting] : pages;
    for (const one of this.#lasting) Object.assign(one, { kind: "lasting", differed: false, results: [] });
    await this.#look(server, run, log, followers);
    for (const events of this.#script.events[server.name]) {
      // An append for each event, so that the server stores a snapshot and removes older events in time.
      for (const event of events) {
        this.#publish(run, event);
        await run.flushed();
      }
      await this.#look(server, run, log, followers);
    }
    const late = names.map((name) => this.#page(name, "late", url));
    await this.#look(server, run, log, [...followers, ...late]);
    for (const one of pages)
      for (const command of this.#script.commands[one.page.version.name]) one.results.push(await one.page.send(command));
    const plain = this.#setting.hasTable ? [] : await this.#watchPlain(server, run, url);
    const all = [...followers, ...late];
    for (const { page } of all) await page.heals();
    const sights = [...all, ...plain].map((one) => sightOf(one, server, this.#differs(one, server, run)));
    for (const { page } of [...pages, ...plain]) page.close();
    this.#lasting.push(...late.filter(({ page }) => run.id === "run" && page.left === undefined));
    return sights;
  }

  /** Opens pages in plain mode, and waits until they have received all events of the log and have sent their commands. */
  async #watchPlain(server: BoardVersion, run: Stream<BoardTypes>, url: string): Promise<Watched[]> {
    const plain = names.map((name) => this.#page(name, "plain", url));
    const count = run.id === "run" ? this.#published.length : this.#script.events[server.name].flat().length;
    for (const one of plain) {
      await one.page.receives(count);
      one.differed = this.#differs(one, server, run);
      const commands = this.#script.commands[one.page.version.name];
      this.#answers = [];
      for (const command of commands) await one.page.send(command);
      await one.page.sees(() => this.#answers.length === commands.length, `answers to ${commands.length} commands`);
      one.results = this.#answers;
    }
    return plain;
  }

  #page(name: VersionName, kind: PageKind, url: string): Watched {
    return { page: new Page(this.#version(name), url, kind === "plain" ? "plain" : "sessions"), kind, differed: false, results: [] };
  }

  #publish(run: Stream<BoardTypes>, event: Message): void {
    try {
      run.publish(event);
      if (run.id === "run") this.#published.push(event);
    } catch (thrown) {
      // A stream that has ended takes no events any more.
      if (!(thrown instanceof Error && "code" in thrown && thrown.code === "STREAM_ENDED")) throw thrown;
    }
  }

  /** Waits until the pages have received everything, and notes which of them show another state than the server. */
  async #look(server: BoardVersion, run: Stream<BoardTypes>, log: StreamLog, pages: readonly Watched[]): Promise<void> {
    await run.flushed();
    const head = (await log.head(run.id)) ?? "";
    for (const one of pages) {
      await one.page.reaches(run.id, head);
      one.differed ||= this.#differs(one, server, run);
    }
  }

  /**
   * Returns true if a page shows another state than the server, as far as the page's version declares the state. A page in plain mode
   * may know more than the server, because it has all events of the log. So it has to agree as far as both versions declare the state.
   */
  #differs({ page: { state, left, version }, kind }: Watched, server: BoardVersion, run: Stream<BoardTypes>): boolean {
    const [schema, ofServer] = [version.model.state?.schema, server.model.state?.schema];
    if (left !== undefined || schema === undefined || ofServer === undefined) return false;
    const common = (value: unknown): Json => projectState(schema, value as Json);
    const seen = (value: unknown): string => textOf(kind === "plain" ? projectState(ofServer, common(value)) : common(value));
    return seen(state) !== seen(run.state);
  }
}

/** Returns the state of an open stream, if the server's version has one. */
function stateOf({ protocol }: BoardVersion, stream: Stream<BoardTypes>): unknown {
  return protocol.state === undefined ? undefined : stream.state;
}

function sightOf({ page, kind, differed, results }: Watched, server: BoardVersion, differs: boolean): Sight {
  const { unknown = 0, refused = 0, states = 0 } = page.loss ?? {};
  const { left, warnings, faults } = page;
  return {
    server: server.name,
    client: page.version.name,
    kind,
    left,
    unknown,
    refused,
    states,
    differed,
    differs,
    warnings,
    faults,
    results,
  };
}

/** Returns a value as text. The order of properties makes no difference. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, inside: unknown) =>
    typeof inside === "object" && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );
}
