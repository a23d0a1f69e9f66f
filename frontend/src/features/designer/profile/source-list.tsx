/** Figures, lists or kinds below each other: put in order, opened, taken away; what leads here is proposed to add. */
import { Button, Dropdown } from "antd";
import { ChevronDown, ChevronRight, Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Source } from "@/lib/profile/types";
import type { Label } from "@/lib/types";
import { NamedIcon } from "@/ui/app-icon";
import { RemoveButton } from "@/ui/remove-button";
import { Ordered } from "./ordered";
import type { Definitions, Way } from "./paths";
import styles from "./profile.module.css";
import { sourcesOf } from "./proposals";

type Keyed = Source & { key: string; label?: Label; icon?: string | null };

interface Props<T extends Keyed> {
  items: T[];
  forms: Definitions;
  ways: Way[];
  most: number;
  addLabel: string;
  make: (form: string, paths: string[]) => T;
  onChange: (items: T[]) => void;
  children: (item: T, put: (item: T) => void) => ReactNode;
}

export function SourceList<T extends Keyed>(props: Props<T>) {
  const { items, forms, ways, most, addLabel, make, onChange, children } = props;
  const { t } = useTranslation("profiledesign");
  const label = useLabel();
  const [open, setOpen] = useState<string | null>(null);
  const formName = (key: string) => label(forms.get(key)?.label) || key;
  const nameOf = (item: T) => label(item.label) || formName(item.form);
  const proposals = sourcesOf(ways);
  const add = (form: string) => {
    const found = proposals.find((each) => each.form === form);
    if (!found) return;
    const made = make(form, found.paths);
    onChange([...items, made]);
    setOpen(made.key);
  };
  return (
    <>
      <Ordered items={items} idOf={({ key }) => key} nameOf={nameOf} onChange={onChange}>
        {(item) => {
          const opened = open === item.key;
          return (
            <>
              <div className={styles.lineHead}>
                <button
                  type="button"
                  className={styles.lineName}
                  aria-expanded={opened}
                  onClick={() => setOpen(opened ? null : item.key)}
                >
                  {opened ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
                  <NamedIcon name={item.icon ?? forms.get(item.form)?.icon ?? "table"} />
                  {nameOf(item)}
                  {label(item.label) && label(item.label) !== formName(item.form) && (
                    <span className={styles.faint}>{formName(item.form)}</span>
                  )}
                </button>
                <RemoveButton
                  label={t("remove_it", { name: nameOf(item) })}
                  onClick={() => onChange(items.filter(({ key }) => key !== item.key))}
                />
              </div>
              {opened &&
                children(item, (next) =>
                  onChange(items.map((each) => (each.key === item.key ? next : each))),
                )}
            </>
          );
        }}
      </Ordered>
      {items.length < most && (
        <Dropdown
          trigger={["click"]}
          disabled={proposals.length === 0}
          menu={{
            items: proposals.map(({ form }) => ({
              key: form,
              label: formName(form),
              icon: <NamedIcon name={forms.get(form)?.icon ?? "table"} />,
            })),
            onClick: ({ key }) => add(key),
          }}
        >
          <Button size="small" icon={<Plus size={14} />}>
            {addLabel}
          </Button>
        </Dropdown>
      )}
      {proposals.length === 0 && <p className={styles.faint}>{t("no_links")}</p>}
    </>
  );
}
