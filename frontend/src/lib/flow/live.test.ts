import { describe, expect, it } from "vitest";
import { LiveStream, POLL_MS, type Source, type Topic } from "./live";

class Line implements Source {
  readyState = 0;
  closed = false;
  private readonly listeners = new Map<string, (event: { data?: string }) => void>();
  addEventListener(type: string, listener: (event: { data?: string }) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(type: string, data?: object): void {
    this.listeners.get(type)?.(data ? { data: JSON.stringify(data) } : {});
  }
}

function world() {
  const lines: Line[] = [];
  const waiting: { ms: number; run: () => void; over: boolean }[] = [];
  const heard: Topic[] = [];
  const stream = new LiveStream(
    {
      open: () => {
        const line = new Line();
        lines.push(line);
        return line;
      },
      later: (ms, run) => {
        const entry = { ms, run, over: false };
        waiting.push(entry);
        return () => {
          entry.over = true;
        };
      },
    },
    (topic) => heard.push(topic),
  );
  const pass = (ms: number) => {
    for (const entry of [...waiting]) {
      if (entry.over || entry.ms !== ms) continue;
      entry.over = true;
      entry.run();
    }
  };
  return { stream, lines, heard, pass, last: () => lines.at(-1)! };
}

describe("the live stream", () => {
  it("tells a change, but not where things stand at first", () => {
    const { stream, heard, last } = world();
    stream.start();
    last().say("open");
    last().say("change", { topic: "tasks", stamp: 7 });
    expect(heard).toEqual([]);
    last().say("change", { topic: "tasks", stamp: 8 });
    expect(heard).toEqual(["tasks"]);
  });

  it("notices after a break what happened meanwhile", () => {
    const { stream, heard, lines, pass, last } = world();
    stream.start();
    last().say("change", { topic: "tasks", stamp: 7 });
    last().readyState = 2;
    last().say("error");
    pass(2_000);
    expect(lines).toHaveLength(2);
    last().say("change", { topic: "tasks", stamp: 9 });
    expect(heard).toEqual(["tasks"]);
  });

  it("asks by itself while there is no stream, and stops when there is one", () => {
    const { stream, heard, pass, last } = world();
    stream.start();
    last().readyState = 2;
    last().say("error");
    pass(POLL_MS);
    expect(heard).toEqual(["notifications", "tasks", "record", "comments", "around", "list"]);
    pass(2_000);
    last().say("open");
    pass(POLL_MS);
    expect(heard).toHaveLength(6);
  });

  it("begins anew when another record stands open: its numbers are not those of the one before", () => {
    const { stream, heard, lines, last } = world();
    stream.start();
    last().say("change", { topic: "record", stamp: 7 });
    last().say("change", { topic: "tasks", stamp: 1 });
    stream.renew();
    expect(lines).toHaveLength(2);
    last().say("change", { topic: "record", stamp: 90 });
    expect(heard).toEqual([]);
    last().say("change", { topic: "record", stamp: 91 });
    last().say("change", { topic: "tasks", stamp: 2 });
    expect(heard).toEqual(["record", "tasks"]);
  });

  it("waits longer each time it is refused", () => {
    const { stream, lines, pass, last } = world();
    stream.start();
    for (const wait of [2_000, 5_000, 15_000, 60_000, 60_000]) {
      last().readyState = 2;
      last().say("error");
      const before = lines.length;
      pass(wait);
      expect(lines).toHaveLength(before + 1);
    }
  });

  it("says nothing once it is stopped", () => {
    const { stream, heard, pass, last, lines } = world();
    stream.start();
    last().readyState = 2;
    last().say("error");
    stream.stop();
    pass(POLL_MS);
    pass(2_000);
    expect(heard).toEqual([]);
    expect(lines).toHaveLength(1);
  });

  it("shrugs at what it doesn't understand", () => {
    const { stream, heard, last } = world();
    stream.start();
    last().say("change", { topic: "weather", stamp: 1 });
    last().say("change");
    expect(heard).toEqual([]);
  });
});
