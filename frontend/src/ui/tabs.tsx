/** antd's tabs, whose button «more» stood inside the list of tabs, where assistive technology expects nothing but tabs. */
import { Tabs as AntdTabs, type TabsProps, type TabsRef } from "antd";
import { useEffect, useRef } from "react";

export function Tabs(props: TabsProps) {
  const own = useRef<TabsRef>(null);
  useEffect(() => {
    const bar = own.current?.nativeElement?.querySelector(":scope > .ant-tabs-nav");
    const list = bar?.querySelector(":scope > .ant-tabs-nav-wrap > .ant-tabs-nav-list");
    if (!bar || !list) return;
    bar.removeAttribute("role");
    bar.removeAttribute("aria-orientation");
    list.setAttribute("role", "tablist");
  });
  return <AntdTabs {...props} ref={own} />;
}
