import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DagTypes, type ServerEvent, streamState } from "@dagwire/dag";
import type { ReceivedEvent, StreamSession } from "@dagwire/runtime/client";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { RunArchive } from "../../../examples/engine/run/run-archive.js";
import { RunGateway } from "../../../examples/engine/run/run-gateway.js";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import type { HookPage } from "./hook-page/page.js";
import { PageHost, buildPage } from "./page-server.js";

type PageWindow = Window & { readonly hookPage: HookPage; readonly session: StreamSession<DagTypes> };

const events = 900;
const restarts = 3;
const runId = "run-1";

it.skipIf(!hasChromium())(
  "a gateway that is restarted again and again under an open page: the page has the engine's state, event for event",
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "dagwire-gateway-test-"));
    const archive = new RunArchive(folder);
    const gateway = new RunGateway({ runId, archive, history: () => [], onCommand: () => undefined });
    await gateway.open();
    const host = new PageHost(await buildPage("hook-page/page.ts", "production"));
    gateway.attach(host.server);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(await host.listen());
      await page.evaluate((id) => (window as unknown as PageWindow).hookPage.mount(id), runId);
      await expect.poll(() => page.locator("#phase").textContent()).toBe("live");
      const published = await publishOver(gateway);
      await expect.poll(async () => (await receivedBy(page)).length, { timeout: 60_000, interval: 100 }).toBeGreaterThanOrEqual(events);
      expect((await receivedBy(page)).map(({ event }) => event)).toEqual(published);
      expect(await page.evaluate(() => (window as unknown as PageWindow).session.store.getSnapshot())).toEqual(
        streamState.apply(streamState.initial(), published).state,
      );
      const { attempt } = await page.evaluate(() => ({ attempt: 0, ...(window as unknown as PageWindow).session.getStatus() }));
      expect(attempt).toBeGreaterThan(1);
    } finally {
      await browser.close();
      await gateway.close();
      host.close();
      await archive.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** Publishes while the gateway is restarted. */
async function publishOver(gateway: RunGateway): Promise<readonly ServerEvent[]> {
  const published: ServerEvent[] = [];
  const restarted: Promise<void>[] = [];
  for (let number = 0; number < events; number++) {
    const event: ServerEvent = { type: "node_state", node_id: `n${number % 50}`, status: "running", metrics: { cpu_ms: number } };
    gateway.publish(event);
    published.push(event);
    if (number % (events / restarts) === 100) restarted.push(gateway.restart());
    // oxlint-disable-next-line no-await-in-loop -- while connections go and come
    await sleep(5);
  }
  await Promise.all(restarted);
  return published;
}

function receivedBy(page: Page): Promise<readonly ReceivedEvent<DagTypes>[]> {
  return page.evaluate(() => [...(window as unknown as PageWindow).session.store.getEvents()]);
}
