// @vitest-environment jsdom
/** What keeps a form of hundreds of fields and rows quick, and its draft true. */
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Field, FormRuntime } from "@/lib/form-runtime/definition";
import { keptDraft } from "@/lib/form-runtime/drafts";
import { fullRights } from "@/lib/form-runtime/field-index";
import type { FieldServices } from "@/ui/fields/services";
import { useLiveForm } from "./use-live-form";
import { useRowBlocks } from "./use-row-blocks";

const fields = [{ key: "name", type: "text", label: "Name" } as Field];
const runtime: FormRuntime = {
  definition: { schema_version: 1, key: "f", label: "f", fields },
  version: 1,
  ops: ["create"],
  fields: fullRights(fields),
  programs: { formulas: {}, rules: [], checks: [], defaults: {} },
};
const context = { user: { id: "me" }, zone: "Asia/Shanghai", now: () => new Date() };

describe("the draft of a form", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const open = (draw = () => 0) =>
    renderHook(() => {
      draw();
      const services = {} as FieldServices;
      return useLiveForm({ runtime, context, services, record: null, version: 0, draftKey: "draft" });
    });
  const type = (engine: ReturnType<typeof open>["result"], value: string) =>
    act(() => {
      engine.current.engine.set("name", value);
    });

  it("is kept when the typing rests, draws nothing anew for a key, and goes when all is taken back", () => {
    let drawn = 0;
    const { result } = open(() => (drawn += 1));
    type(result, "a");
    const before = drawn;
    type(result, "ab");
    expect(drawn).toBe(before);
    expect(keptDraft("draft", 0)).toBeNull();
    act(() => void vi.advanceTimersByTime(1000));
    expect(keptDraft("draft", 0)?.values).toEqual({ name: "ab" });
    type(result, "");
    expect(result.current.dirty).toBe(false);
    expect(keptDraft("draft", 0)).toBeNull();
  });

  it("does not come back after the form was saved", () => {
    const { result } = open();
    type(result, "a");
    act(() => result.current.settle());
    act(() => void vi.advanceTimersByTime(1000));
    expect(keptDraft("draft", 0)).toBeNull();
  });
});

describe("rows by blocks", () => {
  let tell: IntersectionObserverCallback = () => undefined;
  beforeEach(() => {
    vi.stubGlobal(
      "IntersectionObserver",
      class {
        observe = vi.fn();
        unobserve = vi.fn();
        constructor(callback: IntersectionObserverCallback) {
          tell = callback;
        }
      },
    );
  });
  afterEach(() => void vi.unstubAllGlobals());
  const seen = (block: number, isIntersecting: boolean, height: number) => {
    const target = document.createElement("div");
    target.dataset.block = String(block);
    return { target, isIntersecting, boundingClientRect: { height } } as unknown as IntersectionObserverEntry;
  };

  it("draws those near the screen and the row somebody works in; the others keep their height", () => {
    const rows = Array.from({ length: 95 }, (_, at) => ({ id: `r${at}` }));
    const { result } = renderHook(() => useRowBlocks(rows, "r94", 30));
    act(() => tell([seen(0, false, 400), seen(5, true, 300)], {} as IntersectionObserver));
    const { blocks } = result.current;
    expect(blocks.map(({ rows: own }) => own.length)).toEqual([...Array<number>(9).fill(10), 5]);
    expect(blocks.flatMap(({ drawn, number }) => (drawn ? number : []))).toEqual([1, 2, 3, 5, 9]);
    expect([blocks[0]!.height, blocks[8]!.height, blocks[9]!.height]).toEqual([400, 300, 150]);
  });

  it("draws a short list whole", () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({ id: `r${at}` }));
    const { result } = renderHook(() => useRowBlocks(rows, null, 30));
    expect(result.current.blocks).toMatchObject([{ from: 0, drawn: true }]);
  });
});
