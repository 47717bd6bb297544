import { expect, test } from "vitest";
import { ConnectLimiter } from "../../../../../runtime/server/http/connect-limiter.js";

const rate = { perSecond: 1, burst: 2 };

test("each IP address has a rate of its own, besides the rate of all clients", () => {
  const limiter = new ConnectLimiter({ perSecond: 1, burst: 3 }, rate, 0);
  const [one, other] = [{ remoteAddress: "192.0.2.1" }, { remoteAddress: "192.0.2.2" }];
  expect([limiter.admits(one, 0), limiter.admits(one, 0), limiter.admits(one, 0)]).toEqual([true, true, false]);
  expect([limiter.admits(other, 0), limiter.admits(other, 0)]).toEqual([true, false]);
});

test("without a rate per address the limiter never reads the address", () => {
  const limiter = new ConnectLimiter(rate, undefined, 0);
  let reads = 0;
  const socket = {
    get remoteAddress() {
      reads++;
      return "192.0.2.1";
    },
  };
  expect([limiter.admits(socket, 0), limiter.admits(socket, 0), limiter.admits(socket, 0), reads]).toEqual([true, true, false, 0]);
});
