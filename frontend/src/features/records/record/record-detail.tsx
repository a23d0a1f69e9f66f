/** One record: read or edited in place, its relations; beside it what people say and what happened. */
import { Tabs } from "@/ui/tabs";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer } from "antd";
import { MessageSquare } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { Pending } from "@/lib/flow/types";
import { FLOW, useFlowActions } from "@/lib/flow/queries";
import { usePageTitle } from "@/lib/page-title";
import { useLabel } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { narrowed } from "@/lib/records/narrowed";
import { usePhone } from "@/lib/use-media";
import { RevealProvider } from "@/ui/fields/reveal";
import { FieldServicesProvider } from "@/ui/fields/services";
import { FlowButtons } from "@/ui/flow/flow-buttons";
import { PendingBanner } from "@/ui/flow/pending-banner";
import { RecordFlows } from "@/ui/flow/record-flows";
import { RecordView } from "@/ui/form-view/record-view";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { Around, type AroundTab } from "../around/around";
import { useWatched } from "../around/use-watched";
import { recordKey, useRelations } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { recordsPath } from "../model/use-rows";
import { ListSkeleton } from "@/ui/skeletons";
import { useGathered } from "../gathered/use-gathered";
import { useRecordPlace } from "./place";
import { RecordEdit } from "@/ui/record-edit/record-edit";
import { LockBanner } from "./lock";
import { RecordHead } from "./record-head";
import { Relations } from "./relations";
import { Sources } from "./sources";
import { SystemLine } from "./system-line";
import styles from "./record.module.css";
import { useEditKey } from "./use-edit-key";

const NONE: Pending[] = [];

interface Props {
  record: RecordRow;
  wide: boolean;
  /** What people say and what happened stands beside it; on the phone it comes from below. */
  around: boolean;
  onAround: (shown: boolean) => void;
  onWide: (() => void) | null;
  onClose: () => void;
}

export function RecordDetail({ record, wide, around: besideIt, onAround, onWide, onClose }: Props) {
  const { t } = useTranslation("records");
  useTranslation("flows");
  useTranslation("around");
  const label = useLabel();
  const client = useQueryClient();
  const place = useRecordPlace();
  const { app, form, runtime, source } = place;
  const phone = usePhone();
  const [editing, setEditing] = useState(false);
  const [chosenTab, setTab] = useState<string | null>(null);
  const [sheet, setSheet] = useState(false);
  const [beside, setBeside] = useState<AroundTab>("comments");
  const flows = useFlowActions(app, form, record.id);
  const pending = flows.data?.pending ?? NONE;
  const held = useMemo(
    () => new Set(pending.flatMap((one) => one.fields.map(({ field }) => field))),
    [pending],
  );
  const { services, context } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const mine = useMemo(() => narrowed(runtime, record), [runtime, record]);
  const relations = useRelations(app, form, !runtime.profile);
  const gathered = useGathered(record);
  const tab = chosenTab ?? gathered.tabs[0]?.key ?? "fields";
  const canUpdate = !!record._can?.update && runtime.ops.includes("update");
  const title = record._title || t("untitled");
  usePageTitle(title, [{ label: label(runtime.definition.label) || form, to: place.listPath }]);
  const stale = useWatched(app, form, record.id, editing);
  const { outside } = useMe();
  const shown = !outside && (phone ? sheet : besideIt);
  const toggle = () => (phone ? setSheet(!sheet) : onAround(!besideIt));
  const around = <Around record={record} tab={beside} onTab={setBeside} />;
  useEditKey(canUpdate && !editing ? () => setEditing(true) : null);

  const refreshed = async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: recordKey(app, form, record.id) }),
      // A change may wait for a flow now, and other buttons hold.
      client.invalidateQueries({ queryKey: FLOW }),
    ]);
    if (source.indexOf(record.id) < 0) return;
    const row = await api.get<RecordRow>(`${recordsPath(app, form)}/${record.id}`, {
      query: { expand: "*", can: false },
    });
    source.patch(row);
  };
  return (
    <FieldServicesProvider value={services}>
      <RevealProvider app={app} form={form} record={record.id} fields={runtime.reveal}>
        <RecordHead
          record={record}
          title={title}
          editing={editing}
          canUpdate={canUpdate}
          wide={wide}
          onWide={onWide}
          onEdit={() => setEditing(true)}
          onClose={onClose}
          extra={
            <FlowButtons
              app={app}
              form={form}
              ids={[record.id]}
              buttons={flows.data?.buttons ?? []}
              most={phone ? 0 : wide ? 3 : 1}
              narrow={phone}
            />
          }
          around={
            outside ? null : (
              <Button
                type="text"
                icon={<MessageSquare size={18} />}
                aria-label={t("around:open")}
                aria-pressed={shown}
                title={t("around:open")}
                onClick={toggle}
              />
            )
          }
        />
        <div className={styles.columns}>
          <div className={styles.scroll}>
            <LockBanner record={record} />
            {!editing && <Sources record={record} onDone={refreshed} />}
            {stale && <Alert className={styles.stale} type="warning" showIcon title={t("around:stale")} />}
            {!editing && gathered.head}
            {editing ? (
              <RecordEdit
                app={app}
                form={form}
                runtime={mine}
                record={record}
                onCancel={() => setEditing(false)}
                onSaved={() => {
                  setEditing(false);
                  void refreshed();
                }}
              />
            ) : gathered.loading ? (
              <ListSkeleton rows={8} />
            ) : (
              <Tabs
                className={styles.tabs}
                activeKey={tab}
                onChange={setTab}
                items={[
                  ...gathered.tabs,
                  {
                    key: "fields",
                    label: gathered.tabs.length > 0 ? t("record.own") : t("record.fields"),
                    children: (
                      <>
                        <PendingBanner
                          app={app}
                          form={form}
                          pending={pending}
                          onLook={() => setTab("flows")}
                        />
                        <RecordView runtime={runtime} record={record} context={context} held={held} />
                        <SystemLine record={record} />
                      </>
                    ),
                  },
                  ...(relations.length > 0
                    ? [
                        {
                          key: "related",
                          label: t("record.related"),
                          children: <Relations relations={relations} record={record} title={title} />,
                        },
                      ]
                    : []),
                  ...(outside
                    ? []
                    : [
                        {
                          key: "flows",
                          label: t("flows:record.tab"),
                          children: <RecordFlows app={app} form={form} id={record.id} />,
                        },
                      ]),
                ]}
              />
            )}
          </div>
          {shown && !phone && <aside className={styles.beside}>{around}</aside>}
        </div>
        {phone && (
          <Drawer
            open={sheet}
            placement="bottom"
            size="85%"
            title={t("around:label")}
            onClose={() => setSheet(false)}
            styles={{ body: { padding: 0 } }}
          >
            {around}
          </Drawer>
        )}
      </RevealProvider>
    </FieldServicesProvider>
  );
}
