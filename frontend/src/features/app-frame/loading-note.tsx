/** Says above the app's pages that its demo data is not complete: how far it is, or that it has stopped. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Progress } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { App } from "@/lib/types";

interface Props {
  app: App;
}

export function LoadingNote({ app }: Props) {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const loading = app.loading;
  const before = useRef(loading);
  useEffect(() => {
    // The last rows are there: lists and boards that were opened meanwhile have only some of them.
    if (before.current && !loading) void client.invalidateQueries();
    before.current = loading;
  }, [client, loading]);
  if (!loading) return null;
  const count = { done: loading.done.toLocaleString(), total: loading.total.toLocaleString() };
  if (loading.state === "running")
    return (
      <Alert
        type="info"
        banner
        showIcon={false}
        title={t("loading.running", count)}
        action={
          <Progress
            percent={Math.floor((loading.done / Math.max(1, loading.total)) * 100)}
            size="small"
            style={{ width: 120 }}
            aria-label={t("loading.progress")}
          />
        }
      />
    );
  return (
    <Alert
      type="warning"
      banner
      title={t("loading.stopped", count)}
      action={app.can_manage && <Link to={`/apps/${app.key}/settings/package`}>{t("loading.see")}</Link>}
    />
  );
}
