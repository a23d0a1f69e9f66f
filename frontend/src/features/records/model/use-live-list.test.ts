// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { watchedList } from "@/lib/flow/watched";
import type { RowSource } from "./row-source";
import { useLiveList } from "./use-live-list";

afterEach(() => void vi.useRealTimers());

it("a list that changes all the time is renewed all the while, but never while a cell is written", () => {
  vi.useFakeTimers();
  const refresh = vi.fn();
  const source = { refresh } as unknown as RowSource;
  const { rerender } = renderHook(({ held }) => useLiveList("crm", "deal", source, held), {
    initialProps: { held: false },
  });
  const tenSeconds = () => {
    for (let at = 0; at < 10; at += 1) {
      watchedList()?.onNews();
      vi.advanceTimersByTime(1_000);
    }
  };
  tenSeconds();
  expect(refresh).toHaveBeenCalledTimes(5);
  rerender({ held: true });
  tenSeconds();
  expect(refresh).toHaveBeenCalledTimes(5);
  rerender({ held: false });
  expect(refresh).toHaveBeenCalledTimes(6);
});
