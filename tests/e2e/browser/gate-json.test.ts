import { expect, it } from "vitest";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { button, shows } from "./dashboard-bench.js";
import { PageServer, dashboardPage } from "./page-server.js";

it.skipIf(!hasChromium())(
  "where a gate lists no properties, changes that are not JSON are refused, and those that are sent",
  { timeout: 60_000 },
  async () => {
    const decisions: unknown[] = [];
    const server = new PageServer(dashboardPage(["run-1"]));
    const run = await server.open("run-1", ({ decision, modification }) => void decisions.push({ decision, modification }));
    run.publish({ type: "run_started", run_id: "run-1", graph: { nodes: { gate: {} }, edges: {} } });
    run.publish({ type: "node_state", node_id: "gate", status: "waiting" });
    run.publish({ type: "human_gate_waiting", node_id: "gate", gate_id: "gate#1", presentation: { response_schema: true } });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(await server.listen());
      await page.getByLabel("Changes, as JSON").fill("{oops");
      await button(page, "Modify").click();
      await shows(page.getByTestId("gate").getByRole("alert"), "not JSON");
      expect(await page.getByLabel("Changes, as JSON").getAttribute("aria-invalid")).toBe("true");
      await page.getByLabel("Changes, as JSON").fill('{"limit":3}');
      await button(page, "Modify").click();
      await expect.poll(() => decisions).toEqual([{ decision: "modify", modification: { limit: 3 } }]);
    } finally {
      await browser.close();
      await server.close();
    }
  },
);
