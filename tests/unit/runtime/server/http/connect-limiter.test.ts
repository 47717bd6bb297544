import { expect, test } from "vitest";
import { addressKey } from "../../../../../runtime/server/http/address-key.js";
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

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::ffff:127.0.0.1", "127.0.0.1"],
  ["0:0:0:0:0:FFFF:7f00:1", "127.0.0.1"],
  ["::ffff:7f00:1", "127.0.0.1"],
  ["2001:db8:1:2::1", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2"],
  ["2001:db8::5", "2001:db8:0:0"],
  ["2001:db8::1:2:3:4:5", "2001:db8:0:1"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
  ["1::", "1:0:0:0"],
  ["::1.2.3.4", "0:0:0:0"],
  ["", ""],
  ["a pipe", "a pipe"],
])("the address %s counts as %s", (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test("the addresses of one IPv6 network share a rate, and another network has its own", () => {
  const limiter = new ConnectLimiter({ perSecond: 9, burst: 9 }, { perSecond: 1, burst: 1 }, 0);
  const addresses = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "::ffff:10.0.0.1", "10.0.0.1"];
  expect(addresses.map((remoteAddress) => limiter.admits({ remoteAddress }, 0))).toEqual([true, false, true, true, false]);
});
