import { describe, expect, it } from "vitest";
import { hasChromium } from "../../helpers/chromium.js";
import { DashboardBench, button, shows } from "./dashboard-bench.js";

describe.skipIf(!hasChromium())("the dashboard and its session", { timeout: 60_000 }, () => {
  const bench = new DashboardBench();
  bench.prepare();

  it("two pages decide at once: one wins, and the other shows who decided", async () => {
    const pages = await Promise.all([bench.open(), bench.open()]);
    for (const [index, page] of pages.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- page by page
      await page.getByTestId("gate").waitFor();
      // oxlint-disable-next-line no-await-in-loop
      await page.getByLabel("Your name").fill(index === 0 ? "Ada" : "Bob");
    }
    await Promise.all(
      pages.map((page) => page.evaluate(() => document.querySelector<HTMLButtonElement>('[data-decision="approve"]')?.click())),
    );
    await Promise.all(pages.map((page) => shows(page.getByTestId("run-phase"), "Completed")));
    const errors = await Promise.all(pages.map((page) => page.getByTestId("errors").allTextContents()));
    const told = errors.flat().join();
    expect(told).toMatch(/^gate: already approved by (Ada|Bob)$/);
    const winner = errors[0]?.length === 0 ? "Ada" : "Bob";
    expect(told).toContain(winner);
  });

  it("a decision that was not yet sent survives a reload, and arrives once", async () => {
    const page = await bench.context.newPage();
    let isCut = false;
    const routes: { close: () => unknown }[] = [];
    await page.routeWebSocket(/stream$/, (route) => {
      if (isCut) return void route.close({ code: 1006 });
      routes.push(route);
      route.connectToServer();
    });
    await page.goto(bench.engine.url);
    await page.getByTestId("gate").waitFor();
    isCut = true;
    await Promise.all(routes.map((route) => route.close()));
    await shows(page.locator(".banner"), "Connection lost");
    await page.getByLabel("Feedback").fill("sent while the link was down");
    await button(page, "Approve").click();
    await shows(page.getByTestId("sent"), "also after a reload");
    expect(await button(page, "Approve").isDisabled()).toBe(true);
    isCut = false;
    await page.reload();
    await shows(page.getByTestId("run-phase"), "Completed");
    await page.locator('[data-node="gate"]').click();
    await shows(page.getByTestId("decision"), "sent while the link was down");
    expect(await page.getByTestId("errors").count()).toBe(0);
  });

  it("the engine is killed and restarted: the page shows the log's events, and that the run was cut off", async () => {
    const page = await bench.open();
    await page.getByTestId("gate").waitFor();
    const runId = (await page.locator(".run-id").textContent()) ?? "";
    await page.goto(`${bench.engine.url}?dag=${runId}`);
    await page.getByTestId("gate").waitFor();
    await button(page, "Table").click();
    const rows = (): Promise<readonly string[]> => page.locator(".node-table tbody tr").allInnerTexts();
    const before = (await rows()).slice(0, 3);
    const startAgain = await bench.killEngine();
    await shows(page.locator(".banner"), /Connection lost|Connecting again/);
    await startAgain();
    await shows(page.getByTestId("run-phase"), "Cancelled");
    await shows(page.locator(".run-note"), "the engine was stopped during the run");
    expect((await rows()).slice(0, 3)).toEqual(before);
    expect(await page.getByTestId("gate").count()).toBe(0);
    await shows(page.getByRole("navigation", { name: "Runs" }), /cancelled/);
  });

  it("the page recovers from each fault of the demo's menu and loses no event", async () => {
    const page = await bench.open();
    await page.getByTestId("gate").waitFor();
    await page.getByText("Faults", { exact: true }).click();
    await button(page, "Cut every connection").click();
    // The time for which the banner stays is random, so the test waits for the answer to the order.
    await shows(page.locator(".faults"), "The fault is on its way.");
    await shows(page.getByTestId("link-phase"), "live");
    await button(page, "Restart the gateway").click();
    // The time for which the banner stays is random, so the test waits for the answer to the order.
    await shows(page.locator(".faults"), "The fault is on its way.");
    await shows(page.getByTestId("link-phase"), "live");
    await button(page, "A burst of 5,000 events").click();
    await page.locator('[data-node="hello"]').click();
    await shows(page.getByTestId("node-panel"), "5,000 of 5,000 events of a burst");
    await button(page, "Silence for 5 s").click();
    await button(page, "Approve").click();
    await shows(page.getByTestId("run-phase"), "Completed");
    expect(await page.locator(".node[data-status='completed']").count()).toBe(5);
  });
});
