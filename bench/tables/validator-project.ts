import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAjvCompiled } from "../contestants/ajv.js";
import { buildModules } from "../contestants/build-modules.js";
import { bundleProtocol } from "../protocol/bundle.js";
import { makeMessages } from "../protocol/messages.js";
import { generate, prepareProject } from "../protocol/prepare.js";

/** Numbers of server events in the measured validators: the first seven of the reference protocol, or 100 generated ones. */
export type EventCount = 7 | 100;

/** Makes a protocol, generates its code, bundles the validators and writes messages. Returns the folder. */
export function prepareValidators(count: EventCount): string {
  const project = prepareProject({ name: `validators-${count}`, events: count === 7 ? 11 : count, isStrict: true, clientShare: 0 });
  generate(project);
  const bundle = bundleProtocol(project.schema);
  buildModules(project.root, bundle);
  const messages = makeMessages(bundle, count === 7 ? 30 : 4, createAjvCompiled(bundle).check);
  writeFileSync(join(project.root, "messages.json"), JSON.stringify(messages));
  writeFileSync(join(project.root, "message.json"), messages.valid[0] ?? "");
  return project.root;
}
