/** Everything that changes what a list shows: search, filter, order, columns, height of rows, export. */
import { Badge, Button, Popover, Segmented, type InputRef } from "antd";
import { ArrowDownUp, Columns3, ListFilter, RefreshCw, Rows3, Settings2 } from "lucide-react";
import { useState, type ReactNode, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { SearchBox } from "@/ui/search-box";
import { usePhone } from "@/lib/use-media";
import { conditionsOf } from "../model/filter-texts";
import type { Density } from "../model/types";
import type { GridState } from "../model/use-grid-state";
import { later } from "@/ui/later";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./tools.module.css";

const WAITING = (
  <div className={styles.waiting}>
    <ListSkeleton rows={3} />
  </div>
);
const FilterPanel = later(async () => (await import("./filter-panel")).FilterPanel, WAITING);
const SortPanel = later(async () => (await import("./sort-panel")).SortPanel, WAITING);
const ColumnsPanel = later(async () => (await import("./columns-panel")).ColumnsPanel, WAITING);
const LookPanel = later(async () => (await import("../views/look-panel")).LookPanel, WAITING);

interface Props {
  app: string;
  form: string;
  state: GridState;
  canDesign: boolean;
  count: number | null;
  searchRef: Ref<InputRef>;
  onRefresh: () => void;
  /** Export and what else belongs to the right. */
  extra: ReactNode;
}

export function Toolbar({ app, form, state, canDesign, count, searchRef, onRefresh, extra }: Props) {
  const { t } = useTranslation("records");
  const phone = usePhone();
  const conditions = state.filter === "" ? 0 : (conditionsOf(state.filter)?.parts.length ?? 1);
  const densities: Density[] = ["compact", "normal", "tall"];
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t("toolbar")}>
      <SearchBox
        className={styles.search}
        label={t("search")}
        text={state.search}
        onSearch={state.setSearch}
        inputRef={searchRef}
      />
      <Panel
        icon={<ListFilter size={16} />}
        label={t("filter.label")}
        count={conditions}
        content={
          <FilterPanel
            key={state.view.key}
            app={app}
            form={form}
            fields={state.fields}
            filter={state.filter}
            canDesign={canDesign}
            onChange={state.setFilter}
          />
        }
      />
      <Panel
        icon={<ArrowDownUp size={16} />}
        label={t("sort.label")}
        count={state.sort.length}
        content={<SortPanel fields={state.fields} sort={state.sort} onChange={state.setSort} />}
      />
      <Panel
        icon={<Settings2 size={16} />}
        label={t("view.look")}
        count={0}
        content={<LookPanel look={state.look} setLook={state.setLook} fields={state.fields} form={form} />}
      />
      {!phone && (
        <>
          <Panel
            icon={<Columns3 size={16} />}
            label={t("columns.label")}
            count={0}
            content={<ColumnsPanel fields={state.fields} specs={state.specs} onChange={state.setColumns} />}
          />
          {state.look.type === "grid" && !state.look.groups?.length && (
            <Panel
              icon={<Rows3 size={16} />}
              label={t("density.label")}
              count={0}
              content={
                <Segmented<Density>
                  value={state.density}
                  options={densities.map((each) => ({ value: each, label: t(`density.${each}`) }))}
                  onChange={state.setDensity}
                />
              }
            />
          )}
        </>
      )}
      <span className={styles.count} role="status">
        {count === null ? "" : t("count", { count })}
      </span>
      {/* On the phone the list renews itself, and the width belongs to the search. */}
      {!phone && (
        <Button
          type="text"
          icon={<RefreshCw size={16} />}
          aria-label={t("action.refresh")}
          title={t("action.refresh")}
          onClick={onRefresh}
        />
      )}
      {extra}
    </div>
  );
}

const PhonePanel = later(async () => (await import("./phone-panel")).PhonePanel);

interface PanelProps {
  icon: ReactNode;
  label: string;
  count: number;
  content: ReactNode;
}

/** Below its button on the desk, from the lower edge of the screen on the phone. */
function Panel({ icon, label, count, content }: PanelProps) {
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const button = (
    <Button
      type="text"
      icon={icon}
      // Where the name is written the button reads itself.
      aria-label={!phone ? undefined : count > 0 ? `${label} ${count}` : label}
      className={count > 0 ? styles.inUse : undefined}
      onClick={phone ? () => setOpen(true) : undefined}
    >
      {!phone && label}
      {count > 0 && <Badge count={count} size="small" color="var(--dg-accent)" />}
    </Button>
  );
  if (!phone)
    return (
      <Popover trigger="click" placement="bottomLeft" destroyOnHidden content={content} arrow={false}>
        {button}
      </Popover>
    );
  return (
    <>
      {button}
      {open && (
        <PhonePanel title={label} onClose={() => setOpen(false)}>
          {content}
        </PhonePanel>
      )}
    </>
  );
}
