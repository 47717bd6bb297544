import { readFileSync } from "node:fs";

type AnyModule = { readonly isServerEvent?: (value: unknown) => boolean; readonly validate?: (value: unknown) => boolean };

/** A process of its own: `node first-verdict.js MODULE MESSAGE_FILE` prints the CPU time in ms from the import to the first verdict. */
const [modulePath = "", messagePath = ""] = process.argv.slice(2);
const message: unknown = JSON.parse(readFileSync(messagePath, "utf8"));
const before = process.cpuUsage();
const { isServerEvent, validate } = (await import(modulePath)) as AnyModule;
const verdict = (isServerEvent ?? validate)?.(message);
const { user, system } = process.cpuUsage(before);
if (verdict !== true) throw new Error(`${modulePath} refuses the message`);
process.stdout.write(String((user + system) / 1000));
