import { test } from "vitest";
import { checkProtocol } from "../generator/check/check-protocol.js";
import { histories } from "./helpers/histories.js";
import { modelOf } from "./helpers/model-of.js";
import { questions } from "./helpers/questions.js";

test("try", { timeout: 600000 }, () => {
  for (const { name, versions } of histories()) {
    const q = questions();
    const models = versions.map(({ label, schema, manifest }) => {
      const { model, text } = modelOf({ "protocol.json": manifest, "schema.json": schema });
      if (model === undefined)
        console.log(
          name,
          label,
          text
            .split("\n")
            .filter((l) => l.includes(" error "))
            .slice(0, 5)
            .join("\n"),
        );
      return { label, model };
    });
    for (let i = 1; i < models.length; i++) {
      const [a, b] = [models[i - 1], models[i]];
      if (a?.model === undefined || b?.model === undefined) continue;
      const t = performance.now();
      const r = checkProtocol({
        today: b.model,
        baselines: [{ label: a.label, roles: ["deployed"], model: a.model }],
        deploy: "server-first",
        questions: q,
      });
      console.log(name, a.label, "→", b.label, `asked ${r.asked}`, `${Math.round(performance.now() - t)} ms`, JSON.stringify(r.version));
      for (const f of r.findings)
        console.log(
          "   ",
          f.severity,
          f.rule,
          f.event,
          f.flow,
          f.path,
          f.message.slice(0, 150),
          JSON.stringify(f.witness ?? {}).slice(0, 250),
        );
    }
  }
});
