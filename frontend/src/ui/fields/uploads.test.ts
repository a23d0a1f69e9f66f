import { expect, test } from "vitest";
import { Uploads } from "./uploads";

test("saving waits for every file on its way, also for one that was chosen meanwhile", async () => {
  const uploads = new Uploads();
  const order: string[] = [];
  let second: (arrived: boolean) => void = () => undefined;
  let first: (arrived: boolean) => void = () => undefined;
  uploads.add(new Promise<boolean>((resolve) => (first = resolve)));
  const waiting = uploads.arrived().then((good) => order.push(`saved ${good}`));
  uploads.add(new Promise<boolean>((resolve) => (second = resolve)));
  order.push("first");
  first(true);
  await Promise.resolve();
  order.push("second");
  second(true);
  await waiting;
  expect(order).toEqual(["first", "second", "saved true"]);
});

test("a file that did not arrive stops the saving once, not for ever", async () => {
  const uploads = new Uploads();
  uploads.add(Promise.resolve(false));
  expect(await uploads.arrived()).toBe(false);
  expect(await uploads.arrived()).toBe(true);
});
