// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { App, Form, Input } from "antd";
import { afterEach, expect, it, vi } from "vitest";
import { startI18n } from "@/lib/i18n";
import { FormDrawer } from "./form-drawer";
import { SavingDrawer } from "./saving-drawer";

afterEach(cleanup);

function Named({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<{ name: string }>();
  return (
    <FormDrawer
      open
      title="A"
      form={form}
      initial={{ name: "" }}
      submit="Create"
      onClose={onClose}
      onSubmit={async () => {}}
    >
      <Form.Item name="name" label="Name">
        <Input />
      </Form.Item>
    </FormDrawer>
  );
}

function Saved({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <SavingDrawer
      title="B"
      values={{ name }}
      save="Save"
      error={null}
      ready
      busy={false}
      done={false}
      onSave={() => {}}
      onClose={onClose}
    >
      {name}
    </SavingDrawer>
  );
}

const beside = () => fireEvent.click(document.querySelector(".ant-drawer-mask")!);
const escape = () =>
  fireEvent.keyDown(document.querySelector(".ant-drawer")!, { key: "Escape", keyCode: 27 });

it("a click beside a drawer closes it only while nothing was typed; its buttons always do", async () => {
  window.matchMedia = () =>
    ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never;
  await startI18n();
  const closed = vi.fn();
  const drawn = render(<Named onClose={closed} />, { wrapper: App });
  beside();
  expect(closed).toHaveBeenCalledTimes(1);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "ERP" } });
  beside();
  escape();
  expect(closed).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(closed).toHaveBeenCalledTimes(2);
  drawn.unmount();

  const own = render(<Saved name="" onClose={closed} />, { wrapper: App });
  beside();
  expect(closed).toHaveBeenCalledTimes(3);
  own.rerender(<Saved name="ERP" onClose={closed} />);
  beside();
  expect(closed).toHaveBeenCalledTimes(3);
});
