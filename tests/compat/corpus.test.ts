import { expect, test } from "vitest";
import { compareEvents } from "../../generator/compat/change/compare-events.js";
import { SourceCheck } from "../../generator/compat/source/source-verdict.js";
import { corpusCases, writeCaseConfig } from "../helpers/corpus.js";
import { modelIn } from "../helpers/model-of.js";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { describeWithShared } from "../helpers/shared-data.js";

describeWithShared("a real protocol that is read twice", "corpus/cases", () => {
  test.each(corpusCases())("$name has not changed", (corpusCase) => {
    const folder = temporaryFolder();
    writeCaseConfig(corpusCase, folder);
    const [before, after] = [modelIn(folder), modelIn(folder)];
    for (const direction of ["server", "client"] as const) {
      const events = before[direction].events.map((event, index) => [event, after[direction].events[index]] as const);
      expect(events.flatMap(([old, today]) => compareEvents(old, today, direction))).toEqual([]);
    }
    const none = { consumer: [], producer: [], undecided: [] };
    expect(new SourceCheck(before, after).protocol()).toEqual({ server: none, client: none, types: none, imports: [] });
  });
});
