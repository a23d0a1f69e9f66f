import { Outlet } from "react-router";
import { AntdRoot } from "./antd-root";

/** Our look for pages that stand outside the product's frame. */
export function Themed() {
  return (
    <AntdRoot>
      <Outlet />
    </AntdRoot>
  );
}
