/** `/apps/:app/flow-instances`: what runs in an app, what failed, what hangs, and what could not be sent. */
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import { Forbidden } from "@/ui/not-found";
import { Page, PageHeader } from "@/ui/page";
import { FailureList } from "./failure-list";
import { InstanceList } from "./instance-list";
import { OutboxList } from "./outbox-list";
import { useFailures } from "./operator-queries";
import { Tabs } from "@/ui/tabs";
import styles from "./instances.module.css";

const TABS = ["running", "failed", "stuck", "ended", "outbox"] as const;
type Tab = (typeof TABS)[number];

export function OperatorsPage() {
  const { t } = useTranslation("instances");
  const label = useLabel();
  const { app = "" } = useParams();
  const { data } = useApp(app);
  const [search, setSearch] = useSearchParams();
  const wanted = search.get("tab") as Tab;
  const tab: Tab = TABS.includes(wanted) ? wanted : "running";
  const failures = useFailures(app, data?.can_design ?? false);
  if (data && !data.can_design) return <Forbidden />;
  const failed = (failures.data?.items.length ?? 0) + (failures.data?.broken.length ?? 0);
  const content: Record<Tab, React.ReactNode> = {
    running: <InstanceList app={app} status="running" />,
    failed: <FailureList app={app} />,
    stuck: <InstanceList app={app} status="stuck" />,
    ended: <InstanceList app={app} status="ended" />,
    outbox: <OutboxList app={app} />,
  };
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={t("text")}
        crumbs={[{ label: label(data?.label), to: `/apps/${app}` }]}
      />
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(next) => setSearch(next === "running" ? {} : { tab: next }, { replace: true })}
        items={TABS.map((each) => ({
          key: each,
          label: (
            <>
              {t(`tab.${each}`)}
              {each === "failed" && failed > 0 && <span className={styles.badge}>{failed}</span>}
            </>
          ),
          children: content[each],
        }))}
      />
    </Page>
  );
}
