import { Button, Dropdown } from "antd";
import { ChartColumn, FolderPlus, LayoutTemplate, Link2, Plus, Redo2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { record, redo, startHistory, undo, type History } from "@/lib/draft/history";
import { placedDashboards, placedPages, unplacedForms } from "@/lib/navigation";
import { usePages } from "@/lib/pages";
import { usePatchApp } from "@/lib/queries/apps";
import { useDashboards } from "@/lib/report/queries";
import type { Nav } from "@/lib/types";
import { DragArea } from "@/ui/drag/drag-area";
import { EmptyState } from "@/ui/empty-state";
import { Section } from "@/ui/page";
import { useToast } from "@/ui/use-toast";
import { add, adjust, place, toNavigation, toRows, type Row } from "./nav-edit";
import { NavRow } from "./nav-row";
import { NavNameDialog, type NavNaming } from "./nav-name-dialog";
import { NavSettingsDialog } from "./nav-settings-dialog";
import { SaveBar } from "./save-bar";
import { useSettingsApp } from "./settings-layout";
import styles from "./settings.module.css";

/** What everybody sees at the side of the app, arranged by drag, by keyboard or by the arrow buttons. */
export function NavigationPage() {
  const { t } = useTranslation("settings");
  const app = useSettingsApp();
  const label = useLabel();
  const toast = useToast();
  const patch = usePatchApp(app.key);
  const [history, setHistory] = useState<History<Row[] | null>>(() => startHistory<Row[] | null>(null));
  const draft = history.present.definition;
  const setDraft = (next: Row[] | null) =>
    setHistory((before) => (next ? record(before, next, "arrange", 0) : startHistory<Row[] | null>(null)));
  const [adjusting, setAdjusting] = useState<{ row: Row; name: string } | null>(null);
  const [stored, setStored] = useState(() => ({ version: app.version, rows: toRows(app.navigation) }));
  const [naming, setNaming] = useState<NavNaming | null>(null);
  if (stored.version !== app.version) setStored({ version: app.version, rows: toRows(app.navigation) });
  const rows = draft ?? stored.rows;
  const missing = unplacedForms({ ...app, navigation: toNavigation(rows) });
  const placed = placedDashboards(toNavigation(rows));
  const dashboards = (useDashboards(app.key).data ?? []).filter(
    (card) => !card.deleted && !placed.includes(card.key),
  );
  const inside = placedPages(toNavigation(rows));
  const pages = (usePages(app.key).data ?? []).filter((card) => !inside.includes(card.key));
  const append = (item: Nav) => setDraft(add(rows, item));
  return (
    <div className={styles.narrow}>
      <Section title={t("navigation.title")} text={t("navigation.text")}>
        <div className={styles.toolbar}>
          <Dropdown
            trigger={["click"]}
            disabled={missing.length === 0}
            menu={{
              items: missing.map((form) => ({ key: form.key, label: label(form.label) })),
              onClick: ({ key }) => append({ form: key }),
            }}
          >
            <Button icon={<Plus size={16} />}>{t("navigation.add_form")}</Button>
          </Dropdown>
          {dashboards.length > 0 && (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: dashboards.map((card) => ({ key: card.key, label: label(card.label) || card.key })),
                onClick: ({ key }) => append({ dashboard: key }),
              }}
            >
              <Button icon={<ChartColumn size={16} />}>{t("navigation.add_dashboard")}</Button>
            </Dropdown>
          )}
          {pages.length > 0 && (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: pages.map((card) => ({ key: card.key, label: label(card.label) || card.key })),
                onClick: ({ key }) => append({ page: key }),
              }}
            >
              <Button icon={<LayoutTemplate size={16} />}>{t("navigation.add_page")}</Button>
            </Dropdown>
          )}
          <Button icon={<FolderPlus size={16} />} onClick={() => setNaming({ kind: "group" })}>
            {t("navigation.add_group")}
          </Button>
          <Button icon={<Link2 size={16} />} onClick={() => setNaming({ kind: "link" })}>
            {t("navigation.add_link")}
          </Button>
          <Button
            type="text"
            icon={<Undo2 size={16} />}
            aria-label={t("navigation.undo")}
            title={t("navigation.undo")}
            disabled={history.past.length === 0}
            onClick={() => setHistory(undo)}
          />
          <Button
            type="text"
            icon={<Redo2 size={16} />}
            aria-label={t("navigation.redo")}
            title={t("navigation.redo")}
            disabled={history.future.length === 0}
            onClick={() => setHistory(redo)}
          />
        </div>
        {rows.length === 0 ? (
          <EmptyState compact title={t("navigation.empty")} text={t("navigation.empty_text")} />
        ) : (
          <DragArea onDrop={({ item, target, edge }) => setDraft(place(rows, item.id, target.id, edge))}>
            <ul className={styles.list}>
              {rows.map((row) => (
                <NavRow
                  key={row.id}
                  row={row}
                  app={app}
                  rows={rows}
                  onChange={setDraft}
                  onRename={() => setNaming({ kind: "rename", row })}
                  onSettings={(name) => setAdjusting({ row, name })}
                />
              ))}
            </ul>
          </DragArea>
        )}
      </Section>
      <NavNameDialog naming={naming} rows={rows} onClose={() => setNaming(null)} onChange={setDraft} />
      {adjusting && (
        <NavSettingsDialog
          app={app.key}
          {...adjusting}
          onClose={() => setAdjusting(null)}
          onSave={(change) => setDraft(adjust(rows, adjusting.row.id, change))}
        />
      )}
      {draft && (
        <SaveBar
          busy={patch.isPending}
          onDiscard={() => setDraft(null)}
          onSave={() =>
            patch.mutate(
              { navigation: toNavigation(draft), version: app.version },
              {
                onSuccess: () => {
                  setDraft(null);
                  toast.done(t("saved"));
                },
                onError: toast.failed,
              },
            )
          }
        />
      )}
    </div>
  );
}
