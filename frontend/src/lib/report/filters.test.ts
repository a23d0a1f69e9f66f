import { describe, expect, it } from "vitest";
import { isChanged, readFilters, valueOf, withValue, writeFilters, type FilterView } from "./filters";

const source: FilterView = {
  key: "source",
  label: "Source",
  type: "select",
  options: null,
  target: null,
  default: ["fair"],
};

describe("the filter bar", () => {
  it("takes the default until something is set", () => {
    expect(valueOf(source, {})).toEqual(["fair"]);
    expect(valueOf(source, { source: null })).toBeNull();
    expect(isChanged(source, {})).toBe(false);
  });

  it("keeps only what differs from the defaults", () => {
    expect(withValue(source, {}, ["web"])).toEqual({ source: ["web"] });
    expect(withValue(source, { source: ["web"] }, ["fair"])).toEqual({});
    expect(withValue(source, {}, [])).toEqual({ source: null });
    expect(isChanged(source, { source: null })).toBe(true);
  });

  it("takes a number without ends for nothing", () => {
    const amount: FilterView = { ...source, key: "amount", type: "number", default: null };
    expect(withValue(amount, { amount: { min: 1 } }, { min: null, max: undefined })).toEqual({});
  });

  it("stands in the address, so that a link shows the same page", () => {
    const written = writeFilters(new URLSearchParams("tab=1"), { source: ["web", null] });
    expect(readFilters(new URLSearchParams(written.toString()))).toEqual({ source: ["web", null] });
    expect(written.get("tab")).toBe("1");
    expect(writeFilters(written, {}).toString()).toBe("tab=1");
  });

  it("is not upset by an address cut in half", () => {
    expect(readFilters(new URLSearchParams('filters={"a":'))).toEqual({});
    expect(readFilters(new URLSearchParams("filters=[1]"))).toEqual({});
  });
});
