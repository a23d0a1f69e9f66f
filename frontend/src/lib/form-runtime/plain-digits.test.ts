import DecimalJs from "decimal.js";
import { expect, it } from "vitest";
import { fixed, moved } from "./plain-digits";

const WRITTEN = [0, 1, -1, 0.1, 0.5, 1.5, 2.5, -2.5, 0.05, 0.005, 1.005, 9.995, 99.995, -0.001, 999_999.5];
const LONG = [1e21, 1.5e300, 5e-324, 1e-7, 1.25e-7, 0.1 + 0.2];
/** The same in every run. */
const drawn = Array.from({ length: 400 }, (_, at) => {
  const size = 10 ** ((at % 25) - 12);
  return (at % 2 ? -1 : 1) * ((at * 7919) % 10_007) * size * 1.000_37;
});

it("writes and moves numbers exactly as decimal arithmetic does", () => {
  for (const value of [...WRITTEN, ...LONG, ...drawn]) {
    const exact = new DecimalJs(value);
    expect(fixed(value, null)).toBe(exact.toFixed());
    for (const decimals of [0, 1, 2, 4, 8]) expect(fixed(value, decimals)).toBe(exact.toFixed(decimals));
    expect(moved(value, 2)).toBe(exact.times(100).toNumber());
    expect(moved(value, -2)).toBe(exact.div(100).toNumber());
  }
});
