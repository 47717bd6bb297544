import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConnectionStatus } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import { dagEvents } from "@dagwire/dag";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { PageHost, buildPage } from "./page-server.js";
import type { RefusalPage } from "./refusal-page/page.js";

type RefusalWindow = Window & { readonly refusalPage: RefusalPage };

describe.skipIf(!hasChromium())("[HS11] [AU6] a page in Chromium that may not connect is closed with the code", { timeout: 60_000 }, () => {
  const streams = createStreamServer(dagEvents, {
    path: "/streams/:stream",
    limits: { unknownStreamMs: 100 },
    authenticateToken: () => ({ refuse: true }),
    onWarning: () => undefined,
  });
  const other = new PageHost(() => Promise.resolve(undefined));
  let host: PageHost;
  let browser: Browser;
  let page: Page;
  let otherUrl: string;

  beforeAll(async () => {
    host = new PageHost(await buildPage("refusal-page/page.ts", "production"));
    streams.attach(host.server);
    streams.attach(other.server);
    await streams.open("run-1");
    otherUrl = await other.listen();
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(await host.listen());
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await streams.close({ deadlineMs: 500 });
    host.close();
    other.close();
  });

  const endOf = (url: string, token?: string): Promise<ConnectionStatus> =>
    page.evaluate(async ([address, given]) => (window as unknown as RefusalWindow).refusalPage.endOf(address ?? "", given), [url, token]);

  it("4404 for an unknown stream, at the first attempt", async () => {
    expect(await endOf("/streams/run-9")).toMatchObject({
      phase: "closed",
      attempt: 1,
      code: 4404,
      reason: 'no stream "run-9" is open: check its id, or open it first',
    });
  });

  it("4403 for an origin that the server does not list, at the first attempt", async () => {
    const status = await endOf(`${otherUrl}streams/run-1`);
    expect(status).toMatchObject({ phase: "closed", attempt: 1, code: 4403 });
    expect(JSON.stringify(status)).toContain("allowedOrigins");
  });

  it("4401 for a token that the server refuses, after the client has asked for another one", async () => {
    expect(await endOf("/streams/run-1", "wrong")).toMatchObject({ phase: "closed", attempt: 2, code: 4401 });
  });
});
