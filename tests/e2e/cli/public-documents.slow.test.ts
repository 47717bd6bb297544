import { cpSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { corpusCases } from "../../helpers/corpus.js";
import { temporaryFolder } from "../../helpers/protocol-folder.js";
import { publicDocument } from "../../helpers/public-document.js";
import { runCli } from "../../helpers/run-cli.js";
import { describeWithShared } from "../../helpers/shared-data.js";

type Side = "server" | "client";
/** The events that the documentation of a protocol lists, by their sender. */
type Documented = Readonly<Record<Side, readonly string[]>>;

type Drafted = {
  readonly events: Documented;
  readonly notes: string;
  readonly types: readonly string[];
  readonly warnings: readonly string[];
};

/** Drafts a manifest for a schema and generates from it. */
function drafted(folder: string, from: string): Drafted {
  const init = runCli(folder, "init", "--from", from);
  expect(init).toMatchObject({ code: 0 });
  const { code, stdout } = runCli(folder, "generate", "--format", "json");
  expect(code).toBe(0);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly rule: string; readonly message: string }[] };
  const sources = readdirSync(join(folder, "generated")).map((name) => readFileSync(join(folder, "generated", name), "utf8"));
  const types = sources.flatMap((text) => [...text.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name ?? ""));
  return {
    events: { server: eventsOf(folder, "server"), client: eventsOf(folder, "client") },
    notes: init.stderr,
    types: [...new Set(types)].toSorted(),
    warnings: diagnostics.map(({ rule, message }) => `${rule}: ${message}`).toSorted(),
  };
}

/** Returns the names of the events in the generated map of a side. */
function eventsOf(folder: string, side: Side): string[] {
  const text = readFileSync(join(folder, `generated/${side}-event.ts`), "utf8");
  const map = /^export type (?:Server|Client)EventMap = \{([^}]*)\};/m.exec(text)?.[1] ?? "";
  return [...map.matchAll(/^ {2}readonly (?:"([^"]+)"|(\w+)):/gm)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

function folderWith(document: unknown, file = "document.json"): string {
  return temporaryFolder({ [file]: document as object });
}

const words = (text: string): string[] => text.split(" ");

const octokit = "@octokit/openapi-webhooks@12.1.0";
const gitHub = (): unknown => publicDocument(octokit, "generated/api.github.com.json");
const trains = (): unknown => publicDocument("@readme/oas-examples@8.2.2", "3.1/json/train-travel.json");
const asyncApi = (file: string): unknown => publicDocument("asyncapi-validator@5.1.1", `test/schemas/${file}`);
const asyncApiExample = (name: string): unknown => publicDocument("@asyncapi/cli@6.2.0", `assets/examples/${name}-asyncapi.yml`);
const agents = (version: string): unknown => publicDocument("@agentclientprotocol/sdk@2.4.0", `schema/${version}/schema.json`);
const chargers = (version: string): unknown => publicDocument("ocpp-rpc@2.2.1", `lib/schemas/ocpp${version}.json`);

const slackEvents =
  "accounts_changed channel_archive channel_created channel_deleted channel_history_changed channel_joined channel_left channel_marked " +
  "channel_rename channel_unarchive commands_changed dnd_updated dnd_updated_user email_domain_changed emoji_changed/add " +
  "emoji_changed/remove error file_change file_comment_added file_comment_deleted file_comment_edited file_created file_deleted " +
  "file_public file_shared file_unshared goodbye group_archive group_close group_history_changed group_joined group_left group_marked " +
  "group_open group_rename group_unarchive hello im_close im_created im_marked im_open manual_presence_change member_joined_channel " +
  "member_left_channel message bot_added bot_changed";

const agentCalls =
  "fs/write_text_file fs/read_text_file session/request_permission terminal/create terminal/output terminal/release " +
  "terminal/wait_for_exit terminal/kill elicitation/create session/update elicitation/complete $/cancel_request";
const clientCalls =
  "initialize authenticate logout session/new session/load session/list session/delete session/resume session/close session/set_mode " +
  "session/set_config_option session/prompt session/cancel $/cancel_request";

const centralSystem =
  "CancelReservation CertificateSigned ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile DeleteCertificate " +
  "ExtendedTriggerMessage GetCompositeSchedule GetConfiguration GetDiagnostics GetInstalledCertificateIds GetLocalListVersion GetLog " +
  "InstallCertificate RemoteStartTransaction RemoteStopTransaction ReserveNow Reset SendLocalList SetChargingProfile " +
  "SignedUpdateFirmware TriggerMessage UnlockConnector UpdateFirmware";
const chargePoint =
  "Authorize BootNotification DataTransfer DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat LogStatusNotification " +
  "MeterValues SecurityEventNotification SignCertificate SignedFirmwareStatusNotification StartTransaction StatusNotification StopTransaction";
const calls = (names: string): string[] => words(names).map((name) => `${name}.req`);

type Row = {
  readonly name: string;
  readonly document: () => unknown;
  /** The name of the file, if its name says something about the messages. */
  readonly file?: string;
  readonly documented: (document: unknown) => Documented;
  readonly want: string;
  /** The sentences on stderr that tell of the events that the draft missed or put on the wrong side. */
  readonly says: readonly string[];
};

const rows: readonly Row[] = [
  {
    name: "OpenAPI: GitHub's webhooks",
    document: gitHub,
    documented: (document) => ({ server: Object.keys((document as { readonly webhooks: object }).webhooks), client: [] }),
    want: "261 documented: 261 found, 0 missed, 0 on the wrong side",
    says: ["Only the webhook, the topic or the stream shows which event these messages are"],
  },
  {
    name: "OpenAPI: the webhook of Train Travel",
    document: trains,
    documented: () => ({ server: ["newBooking"], client: [] }),
    want: "1 documented: 1 found, 0 missed, 0 on the wrong side",
    says: [],
  },
  {
    name: "AsyncAPI 2: Slack's real-time messaging",
    document: () => asyncApi("v2.4.0/slack.yml"),
    documented: () => ({ server: words(slackEvents), client: ["outgoingMessage"] }),
    want: "48 documented: 46 found, 2 missed, 0 on the wrong side",
    says: ['These events have the same tag (/type "bot_added"), so they get "tag": null: "botAdded", "botChanged".'],
  },
  {
    name: "AsyncAPI 3: street lights",
    document: () => asyncApi("v3.0.0/streetLights.yml"),
    documented: () => ({ server: ["lightTurnOn", "lightTurnOff", "dimLight"], client: ["lightMeasured"] }),
    want: "4 documented: 4 found, 0 missed, 0 on the wrong side",
    says: [],
  },
  {
    name: "AsyncAPI 3: Kraken's market data",
    document: () => asyncApiExample("kraken-websocket-request-reply-multiple-channels"),
    documented: () => ({
      server: words("currencyInfo heartbeat pong subscriptionStatus systemStatus"),
      client: words("ping subscribe unsubscribe"),
    }),
    want: "8 documented: 8 found, 0 missed, 0 on the wrong side",
    says: [],
  },
  {
    name: "AsyncAPI 3: Gitter's stream, with JSON Schema written as YAML",
    document: () => asyncApiExample("gitter-streaming"),
    documented: () => ({ server: words("chatMessage heartbeat"), client: [] }),
    want: "2 documented: 0 found, 2 missed, 0 on the wrong side",
    says: ['These events have no tag in the schema, so they get "tag": null: "chatMessage", "heartbeat".'],
  },
  {
    name: "OpenAPI 3.0: a callback",
    document: () => publicDocument("@readme/oas-examples@8.2.2", "3.0/json/callbacks.json"),
    documented: () => ({ server: ["onData"], client: [] }),
    want: "1 documented: 1 found, 0 missed, 0 on the wrong side",
    says: [],
  },
  {
    name: "JSON Schema: the Agent Client Protocol",
    document: () => agents("v1"),
    documented: () => ({ server: words(agentCalls), client: words(clientCalls) }),
    want: "26 documented: 25 found, 1 missed, 0 on the wrong side",
    says: ['The names of the events suggest that the server sends these: "CancelRequestNotification".'],
  },
  {
    name: "JSON Schema: OCPP 1.6",
    document: () => chargers("1_6"),
    file: "ocpp1_6.json",
    documented: () => ({ server: calls(centralSystem), client: calls(chargePoint) }),
    want: "39 documented: 14 found, 0 missed, 25 on the wrong side",
    says: ["Schemas seldom show who calls: check that each event is listed under its sender."],
  },
];

/** Compares the events of a draft with the documented ones. */
function compared(documented: Documented, { server, client }: Documented): string {
  const of = (side: Side): readonly string[] => (side === "server" ? server : client);
  const count = { found: 0, missed: 0, wrong: 0 };
  for (const [side, other] of [
    ["server", "client"],
    ["client", "server"],
  ] as const) {
    for (const name of documented[side]) {
      if (of(side).includes(name)) count.found += 1;
      else if (of(other).includes(name) && !documented[other].includes(name)) count.wrong += 1;
      else count.missed += 1;
    }
  }
  const all = documented.server.length + documented.client.length;
  return `${all} documented: ${count.found} found, ${count.missed} missed, ${count.wrong} on the wrong side`;
}

describe("a draft beside the documentation", () => {
  test.each(rows)("$name", ({ name, document, file = "document.json", documented, want, says }) => {
    const value = document();
    const { events, notes } = drafted(folderWith(value, file), file);
    const got = compared(documented(value), events);
    console.log(`${name}: ${got}`);
    expect(got).toBe(want);
    for (const sentence of says) expect(notes).toContain(sentence);
  });
});

/** Lists the type names and the warnings of a protocol. A reader looks for odd names, and for warnings that nobody would act on. */
function listing({ types, warnings }: Drafted): string {
  return [`${types.length} types`, ...types, "", `${warnings.length} warnings`, ...warnings, ""].join("\n");
}

const snapshot = (name: string): string => `./public-documents/${name}.txt`;

describe("the type names and warnings of", () => {
  test.each([
    ["slack", () => asyncApi("v2.4.0/slack.yml")],
    ["mqtt-broker", () => asyncApi("v2.4.0/mqtt.yaml")],
    ["street-lights", () => asyncApi("v3.0.0/streetLights.yml")],
    ["ping-pong", () => asyncApi("v3.0.0/pingPong.yml")],
    ["train-travel", trains],
    ["galaxy", () => publicDocument("@scalar/galaxy@0.6.12", "dist/3.1.json")],
    ["agent-client-1", () => agents("v1")],
    ["agent-client-2", () => agents("v2")],
    ["ocpp-2.0.1", () => chargers("2_0_1")],
    ["cucumber", () => publicDocument("@cucumber/messages@34.2.1", "messages.schema.json")],
  ] as const)("%s", async (name, document) => {
    await expect(listing(drafted(folderWith(document()), "document.json"))).toMatchFileSnapshot(snapshot(name));
  });
});

describeWithShared("the type names and warnings of the corpus:", "corpus/cases", () => {
  test.each(corpusCases().map(({ name, folder }) => [name, folder] as const))("%s", async (name, folder) => {
    const source = existsSync(join(folder, "schema.json")) ? "schema.json" : "schema";
    // The protocol gets its name from the folder.
    const copy = join(temporaryFolder(), "corpus");
    cpSync(join(folder, source), join(copy, source), { recursive: true });
    await expect(listing(drafted(copy, source))).toMatchFileSnapshot(snapshot(name));
  });
});
