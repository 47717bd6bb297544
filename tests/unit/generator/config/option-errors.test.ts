import { expect, test } from "vitest";
import { loadConfig } from "../../../../generator/config/load-config.js";
import { Findings } from "../../../../generator/diagnostics/diagnostic.js";
import { formatText } from "../../../../generator/diagnostics/format-text.js";
import { settle } from "../../../../generator/diagnostics/settle.js";
import { DocumentStore } from "../../../../generator/load/document-store.js";
import { manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import { modelOf } from "../../../helpers/model-of.js";

const begin = "protocol.json:";

test.each([
  [{ readers: { server: "lax" } }, '"readers/server" has to be "strict" or "tolerant", not "lax".'],
  [{ version: "1" }, '"version" has to be a text such as "0.2.0", not "1".'],
  [
    { discriminator: 7 },
    '"discriminator" has to be a text such as "/type" or a list, of which each item is a text such as "/type", not 7.',
  ],
  [{ terminal: "done" }, '"terminal" has to be a list, of which each item is a text, not "done".'],
  [{ name: undefined }, 'the file has to have "name".'],
])("the manifest's option %j is reported with the values that are allowed", (options, message) => {
  const { text } = modelOf({ "protocol.json": manifest(options) });
  expect(text).toContain(begin);
  expect(text).toContain(`error OPTION_INVALID: ${message}`);
});

test.each([[".mjs"], ["js"], ["ts"], [""], [null], [true], ["None"]])(
  "the config's importExtension %j is one finding with the values that are allowed",
  (importExtension) => {
    const folder = temporaryFolder({ "dagwire.config.json": { protocols: [{ schema: "protocol.json", out: "out", importExtension }] } });
    const findings = new Findings();
    const store = new DocumentStore(folder, findings);
    expect(loadConfig(folder, undefined, store, findings)).toBeUndefined();
    const diagnostics = settle(findings.all(), (file) => store.textOf(file));
    expect(formatText(diagnostics)).toBe(
      `dagwire.config.json:6:26 error OPTION_INVALID: "protocols/0/importExtension" has to be ".js", ".ts" or "none", not ${JSON.stringify(importExtension)}. docs/SCHEMA.md lists the allowed values.\n`,
    );
  },
);
