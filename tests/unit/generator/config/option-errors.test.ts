import { expect, test } from "vitest";
import { manifest } from "../../../helpers/protocol-folder.js";
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
