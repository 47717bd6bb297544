import { parseArgs } from "node:util";
import { writeReferenceProtocol } from "./protocol/reference-protocol.js";
import { writeProtocol } from "./protocol/write-protocol.js";

const help = `Makes the protocols that the bench measures.

Usage: node dist/make-protocol.js FOLDER [--events N] [--seed TEXT] [--client-share 0.3] [--strict]

--events 11 (the default) copies the first 11 events of schema/dag; any other number makes that many.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: "string", default: "11" },
    seed: { type: "string", default: "dagwire" },
    "client-share": { type: "string", default: "0.3" },
    strict: { type: "boolean", default: false },
  },
});
const [folder] = positionals;
const events = Number(values.events);
const serverReader = values.strict ? "strict" : "tolerant";
if (folder === undefined) process.stderr.write(help);
else if (events === 11) writeReferenceProtocol(folder, serverReader);
else writeProtocol(folder, { events, seed: values.seed, clientShare: Number(values["client-share"]), serverReader });
process.exitCode = folder === undefined ? 2 : 0;
