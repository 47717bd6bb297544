import { join } from "node:path";
import { expect, test } from "vitest";
import { compareEvents } from "../../generator/compat/change/compare-events.js";
import { SourceCheck } from "../../generator/compat/source/source-verdict.js";
import { defaultRuntime } from "../../generator/config/load-config.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { modelProtocol } from "../../generator/model-protocol.js";
import { corpusCases, writeCaseConfig } from "../helpers/corpus.js";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { describeWithShared } from "../helpers/shared-data.js";

function modelIn(folder: string): ProtocolModel {
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
  const { model, diagnostics } = modelProtocol(folder, plan);
  if (model === undefined) throw new Error(JSON.stringify(diagnostics));
  return model;
}

describeWithShared("a real protocol that is read twice", "corpus/cases", () => {
  test.each(corpusCases())("$name has not changed", (corpusCase) => {
    const folder = temporaryFolder();
    writeCaseConfig(corpusCase, folder);
    const [before, after] = [modelIn(folder), modelIn(folder)];
    for (const direction of ["server", "client"] as const) {
      const events = before[direction].events.map((event, index) => [event, after[direction].events[index]] as const);
      expect(events.flatMap(([old, today]) => compareEvents(old, today, direction))).toEqual([]);
    }
    const none = { consumer: [], producer: [] };
    expect(new SourceCheck(before, after).protocol()).toEqual({ server: none, client: none, types: none, imports: [] });
  });
});
