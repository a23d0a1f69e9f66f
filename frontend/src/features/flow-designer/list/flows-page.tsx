/** `/apps/:app/flows`: all flows of an app. */
import { Button, Input } from "antd";
import { Plus, Search, Timer, Workflow } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { useApp } from "@/lib/queries/apps";
import { DeletedList, DrawnList } from "@/ui/designer/drawn-list";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Forbidden } from "@/ui/not-found";
import { Page, PageHeader } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useFlowActs, useFlows } from "../model/queries";
import type { FlowCard } from "../model/types";
import { FlowRow } from "./flow-row";
import styles from "./list.module.css";
import { NewFlowDialog } from "./new-flow-dialog";
import { SavingsDialog } from "./savings-dialog";

export function FlowsPage() {
  const { t } = useTranslation("flowdesign");
  const { app: key = "" } = useParams();
  const label = useLabel();
  const app = useApp(key).data;
  const flows = useFlows(key);
  const [search, setSearch] = useState("");
  const [creating, setCreating] = useState(false);
  const [saving, setSaving] = useState(false);
  if (!app) return null;
  if (!app.can_design) return <Forbidden />;
  const all = (flows.data ?? []).filter((flow) => !flow.deleted);
  const found = all.filter((flow) => matchesText(search, label(flow.label), flow.key));
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
      {t("list.new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title={t("list.title")}
        description={t("list.text")}
        crumbs={[{ label: label(app.label), to: `/apps/${key}` }]}
        actions={
          <>
            {all.length > 0 && (
              <Input
                className={styles.search}
                prefix={<Search size={14} aria-hidden />}
                allowClear
                placeholder={t("list.search")}
                aria-label={t("list.search")}
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            )}
            {all.length > 0 && (
              <Button icon={<Timer size={16} />} onClick={() => setSaving(true)}>
                {t("savings.button")}
              </Button>
            )}
            {all.length > 0 && add}
          </>
        }
      />
      {saving && <SavingsDialog app={key} onClose={() => setSaving(false)} />}
      {flows.isPending && <ListSkeleton />}
      {flows.isError && <ErrorState error={flows.error} onRetry={() => void flows.refetch()} />}
      {flows.data && all.length === 0 && (
        <EmptyState
          icon={<Workflow size={28} />}
          title={t("list.empty")}
          text={t("list.empty_text")}
          actions={add}
        />
      )}
      {all.length > 0 && found.length === 0 && <EmptyState compact title={t("list.none")} />}
      {found.length > 0 && (
        <DrawnList name={t("list.title")}>
          {found.map((flow) => (
            <FlowRow key={flow.key} app={app} flow={flow} />
          ))}
        </DrawnList>
      )}
      <Bin app={key} flows={(flows.data ?? []).filter((flow) => flow.deleted)} />
      {creating && <NewFlowDialog app={app} onClose={() => setCreating(false)} />}
    </Page>
  );
}

/** What was thrown away can come back; running instances of it go on meanwhile. */
function Bin({ app, flows }: { app: string; flows: FlowCard[] }) {
  const label = useLabel();
  const toast = useToast();
  const { restore } = useFlowActs(app);
  return (
    <DeletedList
      deleted={flows.map((flow) => ({ key: flow.key, name: label(flow.label) || flow.key }))}
      restoring={restore.isPending ? restore.variables : null}
      onRestore={(key) => restore.mutate(key, { onError: toast.failed })}
    />
  );
}
