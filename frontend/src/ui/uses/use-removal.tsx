/** A dashboard, a flow or a page goes at once, unless something shows it: then that is told first. */
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { Use } from "@/lib/uses";
import { UsesList } from "./uses-list";

export function useRemoval(app: string, kind: "dashboard" | "flow" | "page") {
  const { modal } = App.useApp();
  const { t } = useTranslation(["uses", "common"]);
  return async (key: string, name: string, remove: () => void) => {
    const { items } = await api.get<{ items: Use[] }>(`/apps/${app}/uses`, { query: { kind, key } });
    if (items.length === 0) {
      remove();
      return;
    }
    modal.confirm({
      title: t("uses:removal.title", { name }),
      icon: null,
      content: (
        <>
          <p>{t("uses:removal.text")}</p>
          <UsesList app={app} uses={items} />
        </>
      ),
      okText: t("uses:removal.do"),
      okButtonProps: { danger: true },
      cancelText: t("common:action.cancel"),
      onOk: remove,
    });
  };
}
