/** The filters of a dashboard, and what was clicked, each with the way to undo it. */
import { Button, Drawer, Tag } from "antd";
import { ListFilter, MousePointerClick } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { isChanged, valueOf, withValue, type FilterValues, type FilterView } from "@/lib/report/filters";
import { usePhone } from "@/lib/use-media";
import styles from "./filter-bar.module.css";
import { FilterControl } from "./filter-control";

export interface Chip {
  key: string;
  /** Which tile was clicked, and on what. */
  text: string;
  onClear: () => void;
}

interface Props {
  app: string;
  filters: FilterView[];
  values: FilterValues;
  onChange: (values: FilterValues) => void;
  chips?: Chip[];
}

function Controls({ app, filters, values, onChange }: Props) {
  const label = useLabel();
  const id = useId();
  return filters.map((filter) => {
    const name = label(filter.label) || filter.key;
    return (
      <div key={filter.key} className={styles.control} role="group" aria-labelledby={`${id}-${filter.key}`}>
        <span id={`${id}-${filter.key}`} className={styles.label}>
          {name}
        </span>
        <FilterControl
          app={app}
          filter={filter}
          name={name}
          value={valueOf(filter, values)}
          onChange={(value) => onChange(withValue(filter, values, value))}
        />
      </div>
    );
  });
}

function Chips({ chips }: { chips: Chip[] }) {
  const { t } = useTranslation("charts");
  return (
    <ul className={styles.chips} aria-label={t("filter.clicked")}>
      {chips.map((chip) => (
        <li key={chip.key}>
          <Tag
            color="blue"
            icon={<MousePointerClick size={12} aria-hidden />}
            closable
            closeIcon={
              <button
                type="button"
                className={styles.clear}
                aria-label={t("filter.clear", { name: chip.text })}
              >
                ×
              </button>
            }
            onClose={(event) => {
              event.preventDefault();
              chip.onClear();
            }}
          >
            {chip.text}
          </Tag>
        </li>
      ))}
    </ul>
  );
}

export function FilterBar(props: Props) {
  const { t } = useTranslation("charts");
  const { filters, values, onChange, chips = [] } = props;
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const changed = filters.filter((filter) => isChanged(filter, values)).length;
  if (filters.length === 0 && chips.length === 0) return null;
  const reset = changed > 0 && (
    <Button type="text" onClick={() => onChange({})}>
      {t("filter.reset")}
    </Button>
  );
  if (!phone)
    return (
      <section className={styles.bar} aria-label={t("filter.title")}>
        <Controls {...props} />
        {reset}
        {chips.length > 0 && <Chips chips={chips} />}
      </section>
    );
  return (
    <section className={styles.bar} aria-label={t("filter.title")}>
      {filters.length > 0 && (
        <Button icon={<ListFilter size={16} />} onClick={() => setOpen(true)}>
          {changed > 0 ? t("filter.open_count", { count: changed }) : t("filter.title")}
        </Button>
      )}
      {chips.length > 0 && <Chips chips={chips} />}
      <Drawer
        open={open}
        placement="bottom"
        size="80%"
        title={t("filter.title")}
        closable={{ "aria-label": t("close") }}
        extra={reset}
        onClose={() => setOpen(false)}
        footer={
          <Button type="primary" block onClick={() => setOpen(false)}>
            {t("filter.done")}
          </Button>
        }
      >
        <div className={styles.stack}>
          <Controls {...props} />
        </div>
      </Drawer>
    </section>
  );
}
