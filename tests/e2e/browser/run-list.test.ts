import { expect, it } from "vitest";
import type { ServerEvent } from "@dagwire/dag";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { shows } from "./dashboard-bench.js";
import { PageServer, dashboardPage } from "./page-server.js";

const runs = ["run-1", "run-2", "run-3"];
const started = (run_id: string): ServerEvent => ({ type: "run_started", run_id, graph: { nodes: { a: {} }, edges: {} } });
const completed: ServerEvent = { type: "execution_complete", status: "completed", results: {} };

it.skipIf(!hasChromium())(
  "the list follows all runs over one socket, and a screen reader reads the end of a run",
  { timeout: 60_000 },
  async () => {
    const server = new PageServer(dashboardPage(runs));
    const [first, second] = await Promise.all(runs.map((id) => server.open(id)));
    first?.publish(started("run-1"));
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(await server.listen());
      const list = page.getByRole("navigation", { name: "Runs" });
      await shows(list, /run-1running.*run-2.*run-3/s);
      second?.publish(started("run-2"));
      await shows(list, /run-2running/);
      second?.publish(completed);
      await shows(list, /run-2completed/);
      expect(server.streams.stats().connections).toBe(2);
      expect(await page.getByTestId("run-end").textContent()).toBe("");
      first?.publish(completed);
      await shows(page.getByTestId("run-end"), "The run is over: completed.");
    } finally {
      await browser.close();
      await server.close();
    }
  },
);
