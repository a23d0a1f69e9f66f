// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { expect, it, vi } from "vitest";
import { startI18n } from "@/lib/i18n";
import { AntdRoot } from "./antd-root";

const mounted = vi.fn();

function Child() {
  useEffect(() => {
    mounted();
  }, []);
  return <p>page</p>;
}

it("what is on the page stays what it is when antd's texts arrive", async () => {
  window.matchMedia = () =>
    ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never;
  await startI18n();
  render(
    <AntdRoot>
      <Child />
    </AntdRoot>,
  );
  await Promise.all([import("antd/es/locale/en_US"), import("antd/es/locale/zh_CN")]);
  await new Promise((done) => setTimeout(done, 200));
  expect(screen.getByText("page")).toBeTruthy();
  expect(mounted).toHaveBeenCalledTimes(1);
});
