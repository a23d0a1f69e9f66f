import { describe, expect, it } from "vitest";
import { countdown, deadlineOf, nextTick } from "./due";

const now = Date.parse("2026-11-22T08:00:00Z");
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const said = (minutes: number) =>
  countdown(at(minutes), now)
    ?.parts.map((part) => `${part.count}${part.unit[0]}`)
    .join(" ");

describe("a countdown", () => {
  it("names the two largest units", () => {
    expect(said(2 * 1440 + 3 * 60 + 59)).toBe("2d 3h");
    expect(said(1440)).toBe("1d");
    expect(said(135)).toBe("2h 15m");
    expect(said(1)).toBe("1m");
  });

  it("rounds what is left up and what has passed down", () => {
    expect(countdown(new Date(now + 1000).toISOString(), now)?.parts).toEqual([{ unit: "minute", count: 1 }]);
    expect(countdown(new Date(now - 1000).toISOString(), now)?.parts).toEqual([{ unit: "minute", count: 0 }]);
    expect(said(-90)).toBe("1h 30m");
  });

  it("presses in the last four hours and behind the deadline", () => {
    expect(countdown(at(241), now)?.pressure).toBe("calm");
    expect(countdown(at(240), now)?.pressure).toBe("soon");
    expect(countdown(at(0), now)?.pressure).toBe("late");
    expect(countdown(at(-1), now)?.pressure).toBe("late");
  });

  it("is nothing without a deadline", () => {
    expect(countdown(null, now)).toBeNull();
    expect(countdown("not a date", now)).toBeNull();
  });

  it("is looked at more often the nearer it comes", () => {
    expect(nextTick(at(30), now)).toBeLessThan(nextTick(at(300), now));
    expect(nextTick(at(300), now)).toBeLessThan(nextTick(at(3000), now));
  });
});

describe("the countdown of an instance", () => {
  const one = (due_at: string | null, paused = false) => ({ due_at, paused });

  it("is to the first deadline of who has it", () => {
    expect(deadlineOf([one(at(9)), one(at(5)), one(null)])).toEqual({ dueAt: at(5), paused: false });
    expect(deadlineOf([])).toEqual({ dueAt: null, paused: false });
  });

  it("stands still only when nothing else counts", () => {
    expect(deadlineOf([one(null, true), one(null)])).toEqual({ dueAt: null, paused: true });
    expect(deadlineOf([one(null, true), one(at(5))])).toEqual({ dueAt: at(5), paused: false });
  });
});
