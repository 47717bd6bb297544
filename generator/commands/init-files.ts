import type { ImportExtension } from "../config/config-schema.js";

type InitFile = { readonly path: string; readonly text: string };

/**
 * Returns the files that `dagwire init` writes if they do not exist, with their texts.
 *
 * @param importExtension the option of the config; `undefined` leaves the option out.
 */
export function initFiles(importExtension: ImportExtension | undefined): readonly InitFile[] {
  const config = {
    $schema: "https://dagwire.dev/schema/config.schema.json",
    protocols: [{ schema: "schema/protocol.json", out: "generated", ...(importExtension !== undefined && { importExtension }) }],
    severity: { SERVER_ENUM_CLOSED: "warning" },
  };
  return [{ path: "dagwire.config.json", text: json(config) }, ...otherFiles];
}

const otherFiles: readonly InitFile[] = [
  {
    path: "schema/protocol.json",
    text: json({
      $schema: "https://dagwire.dev/schema/protocol.schema.json",
      name: "my-protocol",
      version: "0.1.0",
      description: "The events that the server sends, and the requests that its clients may send.",
      discriminator: "/type",
      server: ["server/*.schema.json"],
      client: ["client/*.schema.json"],
    }),
  },
  {
    path: "schema/server/task_state.schema.json",
    text: json({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      description: "A task changed its state.",
      type: "object",
      properties: {
        type: { const: "task_state" },
        task_id: { description: "Id of the task.", type: "string" },
        state: {
          description: "The state of the task from now on.",
          "x-open": true,
          anyOf: [{ enum: ["pending", "running", "done", "failed"] }, { type: "string", maxLength: 64 }],
        },
      },
      required: ["type", "task_id", "state"],
      additionalProperties: false,
      examples: [{ type: "task_state", task_id: "build", state: "running" }],
    }),
  },
  {
    path: "schema/client/cancel_task.schema.json",
    text: json({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      description: "Asks the server to stop a task.",
      type: "object",
      properties: {
        type: { const: "cancel_task" },
        task_id: { description: "Id of the task.", type: "string" },
        reason: { description: "The reason, which the server writes to its log.", type: "string", maxLength: 500 },
      },
      required: ["type", "task_id"],
      additionalProperties: false,
      examples: [{ type: "cancel_task", task_id: "build", reason: "superseded" }],
    }),
  },
  {
    path: ".github/workflows/dagwire.yml",
    text: `name: dagwire
on: [push, pull_request]
jobs:
  protocol:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the check compares with the last release tag
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: npm ci
      - run: npx dagwire generate --check
      - run: npx dagwire check --format github
`,
  },
];

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
