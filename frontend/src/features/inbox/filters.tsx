/** Search, app, flow and deadline; the three lists fold into one drawer on the phone. */
import { Badge, Button, Drawer, Popover, Select, type InputRef } from "antd";
import { ListFilter } from "lucide-react";
import { useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { SearchBox } from "@/ui/search-box";
import type { TaskFilter } from "@/lib/flow/queries";
import type { Due, InstanceRow, TaskRow } from "@/lib/flow/types";
import { useLabel } from "@/lib/i18n";
import { useApps } from "@/lib/queries/apps";
import { usePhone } from "@/lib/use-media";
import { DUES } from "./inbox-state";
import styles from "./inbox.module.css";

interface Props {
  filter: TaskFilter;
  rows: (TaskRow | InstanceRow)[];
  onChange: (patch: Partial<TaskFilter>) => void;
  searchRef: Ref<InputRef>;
}

export function Filters({ filter, rows, onChange, searchRef }: Props) {
  const { t } = useTranslation("inbox");
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const narrowed = [filter.app, filter.flow, filter.due].filter(Boolean).length;
  const lists = <Lists filter={filter} rows={rows} onChange={onChange} />;
  const button = (
    <Button
      type="text"
      icon={<ListFilter size={16} />}
      aria-label={narrowed > 0 ? t("filter.label_used", { count: narrowed }) : t("filter.label")}
      className={narrowed > 0 ? styles.inUse : undefined}
      onClick={phone ? () => setOpen(true) : undefined}
    >
      {narrowed > 0 && <Badge count={narrowed} size="small" color="var(--dg-accent)" />}
    </Button>
  );
  return (
    <div className={styles.filters} role="search">
      <SearchBox label={t("search")} text={filter.q} onSearch={(q) => onChange({ q })} inputRef={searchRef} />
      {phone ? (
        <>
          {button}
          <Drawer
            open={open}
            title={t("filter.label")}
            placement="bottom"
            size="auto"
            destroyOnHidden
            closable={{ "aria-label": t("action.close") }}
            onClose={() => setOpen(false)}
          >
            {lists}
          </Drawer>
        </>
      ) : (
        <Popover trigger="click" placement="bottomRight" destroyOnHidden content={lists} arrow={false}>
          {button}
        </Popover>
      )}
    </div>
  );
}

function Lists({ filter, rows, onChange }: Omit<Props, "searchRef">) {
  const { t } = useTranslation("inbox");
  const label = useLabel();
  const apps = useApps();
  const flows = new Map(
    rows
      .filter((row) => filter.app === "" || row.app.key === filter.app)
      .map((row) => [row.flow.key, row.flow.label]),
  );
  if (filter.flow && !flows.has(filter.flow)) flows.set(filter.flow, filter.flow);
  return (
    <div className={styles.filterPanel}>
      <label className={styles.filterField}>
        {t("filter.app")}
        <Select
          aria-label={t("filter.app")}
          value={filter.app}
          onChange={(app: string) => onChange({ app, flow: "" })}
          options={[
            { value: "", label: t("filter.all_apps") },
            ...(apps.data ?? []).map((app) => ({ value: app.key, label: label(app.label) })),
          ]}
        />
      </label>
      <label className={styles.filterField}>
        {t("filter.flow")}
        <Select
          aria-label={t("filter.flow")}
          value={filter.flow}
          onChange={(flow: string) => onChange({ flow })}
          options={[
            { value: "", label: t("filter.all_flows") },
            ...[...flows].map(([value, name]) => ({ value, label: name })),
          ]}
        />
      </label>
      <label className={styles.filterField}>
        {t("filter.due")}
        <Select
          aria-label={t("filter.due")}
          value={filter.due}
          onChange={(due: Due | "") => onChange({ due })}
          options={[
            { value: "", label: t("filter.any_due") },
            ...DUES.map((due) => ({ value: due, label: t(`filter.due_${due}`) })),
          ]}
        />
      </label>
      <Button onClick={() => onChange({ app: "", flow: "", due: "" })}>{t("filter.clear")}</Button>
    </div>
  );
}
