import { Button, Input } from "antd";
import { Plus, Search, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useApps } from "@/lib/queries/apps";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader } from "@/ui/page";
import { CardsSkeleton } from "@/ui/skeletons";
import { AppCardLink } from "./app-card-link";
import styles from "./workbench.module.css";

/** Forms, uploads and progress travel only when somebody makes an app. */
const NewAppDialog = lazy(async () => ({ default: (await import("./new-app-dialog")).NewAppDialog }));

export function WorkbenchPage() {
  const { t } = useTranslation("workbench");
  const label = useLabel();
  const apps = useApps();
  const me = useMe();
  const [search, setSearch] = useState("");
  const [creating, setCreating] = useState(false);
  const [everOpened, setEverOpened] = useState(false);
  const start = () => {
    setEverOpened(true);
    setCreating(true);
  };
  const wanted = search.trim().toLowerCase();
  const shown = apps.data?.filter(
    (app) => label(app.label).toLowerCase().includes(wanted) || app.key.includes(wanted),
  );
  if (me.outside && apps.data?.length === 1) return <Navigate to={`/apps/${apps.data[0]?.key}`} replace />;
  const create = me.outside ? null : (
    <Button type="primary" icon={<Plus size={16} />} onClick={start}>
      {t("new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title={t("title")}
        actions={
          <>
            <Input
              className={styles.search}
              prefix={<Search size={16} aria-hidden />}
              placeholder={t("search")}
              aria-label={t("search")}
              allowClear
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
            {create}
          </>
        }
      />
      {apps.isError && !apps.data && <ErrorState error={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.isPending && <CardsSkeleton />}
      {apps.data?.length === 0 && (
        <EmptyState
          title={t(me.outside ? "empty_outside" : "empty")}
          text={me.outside ? undefined : t("empty_text")}
          actions={create}
        />
      )}
      {shown && apps.data && apps.data.length > 0 && shown.length === 0 && (
        <EmptyState compact title={t("no_match", { search })} />
      )}
      {shown && shown.length > 0 && (
        <ul className={styles.grid}>
          {shown.map((app) => (
            <li key={app.key}>
              <AppCardLink app={app} />
            </li>
          ))}
        </ul>
      )}
      {!me.outside && (
        <p className={styles.foot}>
          <Link to="/bin" className={styles.bin}>
            <Trash2 size={16} aria-hidden />
            {t("bin.title")}
          </Link>
        </p>
      )}
      {everOpened && (
        <Suspense fallback={null}>
          <NewAppDialog open={creating} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </Page>
  );
}
