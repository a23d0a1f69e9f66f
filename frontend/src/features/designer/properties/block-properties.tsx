/** Sections, tabs, lines and notes. */
import { Button, Input, Segmented } from "antd";
import { Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { LayoutItem } from "@/lib/form-runtime/definition";
import { isSection } from "@/lib/form-runtime/layout";
import { useLocale } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import { growing } from "@/lib/growing";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { Panel } from "@/ui/designer/panel";
import { layoutOf } from "../model/edit";
import { updateItem, updateSection, updateTabs } from "../model/edit-blocks";
import { useDesigner } from "../model/context";
import styles from "./properties.module.css";

function Columns({ value, onChange }: { value: number; onChange: (columns: number) => void }) {
  const { t } = useTranslation("designer");
  return (
    <Property label={t("layout.columns")}>
      <Segmented<number>
        block
        aria-label={t("layout.columns")}
        value={value}
        options={[1, 2, 3, 4]}
        onChange={onChange}
      />
    </Property>
  );
}

export function BlockProperties({ block: index }: { block: number }) {
  const { t } = useTranslation("designer");
  const id = useId();
  const { definition, apply } = useDesigner();
  const block = layoutOf(definition)[index];
  if (!block) return null;
  if (!isSection(block)) return <TabList index={index} />;
  const patch = (change: object) =>
    apply(`section:${index}`, (before) => updateSection(before, index, change));
  return (
    <Panel title={t("layout.section")}>
      <Property label={t("layout.title")} htmlFor={id} help={t("layout.title_help")}>
        <LabelInput
          id={id}
          value={block.section}
          onChange={(section) => patch({ section: section || null })}
        />
      </Property>
      <Columns value={block.columns ?? 2} onChange={(columns) => patch({ columns })} />
      <Toggle
        label={t("layout.collapsed")}
        value={!!block.collapsed}
        onChange={(on) => patch({ collapsed: on || undefined })}
      />
    </Panel>
  );
}

function TabList({ index }: { index: number }) {
  const { t } = useTranslation("designer");
  const { definition, apply, select } = useDesigner();
  const block = layoutOf(definition)[index];
  if (!block || isSection(block)) return null;
  return (
    <Panel title={t("layout.tabs")}>
      {block.tabs.map((tab, at) => (
        <div key={at} className={styles.keyLine}>
          <LabelInput
            value={tab.label}
            aria-label={t("layout.tab_name", { number: at + 1 })}
            onChange={(label) =>
              apply(`tab:${index}.${at}`, (before) =>
                updateTabs(before, index, (tabs) =>
                  tabs.map((each, place) => (place === at ? { ...each, label } : each)),
                ),
              )
            }
          />
          <Button onClick={() => select({ kind: "page", block: index, page: at })}>
            {t("layout.open_tab")}
          </Button>
        </div>
      ))}
    </Panel>
  );
}

export function PageProperties({ block: index, page }: { block: number; page: number }) {
  const { t } = useTranslation("designer");
  const id = useId();
  const { definition, apply, select } = useDesigner();
  const block = layoutOf(definition)[index];
  const tab = block && !isSection(block) ? block.tabs[page] : undefined;
  if (!block || isSection(block) || !tab) return null;
  const patch = (change: object) =>
    apply(`tab:${index}.${page}`, (before) =>
      updateTabs(before, index, (tabs) =>
        tabs.map((each, at) => (at === page ? { ...each, ...change } : each)),
      ),
    );
  const remove = () => {
    // The tab's fields go to its neighbour.
    apply("remove", (before) =>
      updateTabs(before, index, (tabs) => {
        const heir = page > 0 ? page - 1 : 1;
        return tabs
          .map((each, at) => (at === heir ? { ...each, items: [...each.items, ...tab.items] } : each))
          .filter((_, at) => at !== page);
      }),
    );
    select({ kind: "page", block: index, page: Math.max(page - 1, 0) });
  };
  return (
    <Panel title={t("layout.tab")}>
      <Property label={t("layout.title")} htmlFor={id}>
        <LabelInput id={id} value={tab.label} onChange={(label) => patch({ label })} />
      </Property>
      <Columns value={tab.columns ?? 2} onChange={(columns) => patch({ columns })} />
      <Button danger icon={<Trash2 size={14} />} disabled={block.tabs.length < 2} onClick={remove}>
        {t("layout.remove_tab")}
      </Button>
    </Panel>
  );
}

export function ItemProperties({
  place,
  item,
}: {
  place: { block: number; page: number; index: number };
  item: LayoutItem;
}) {
  const { t } = useTranslation("designer");
  const locale = useLocale();
  const id = useId();
  const { apply } = useDesigner();
  if (typeof item === "string" || "field" in item) return null;
  const act = `item:${place.block}.${place.page}.${place.index}`;
  const put = (next: LayoutItem) => apply(act, (before) => updateItem(before, place, next));
  return (
    <Panel title={t("note" in item ? "layout.note" : "layout.divider")}>
      {"divider" in item ? (
        <Property label={t("layout.title")} htmlFor={id}>
          <LabelInput id={id} value={item.divider} onChange={(divider) => put({ divider })} />
        </Property>
      ) : (
        <Property label={t("layout.text")} htmlFor={id} help={t("layout.text_help")}>
          <Input.TextArea
            id={id}
            styles={{ textarea: growing(4, 16) }}
            maxLength={4000}
            value={labelText(item.note, locale)}
            onChange={(event) =>
              put({
                note:
                  typeof item.note === "string"
                    ? event.target.value
                    : { ...item.note, [locale]: event.target.value },
              })
            }
          />
        </Property>
      )}
    </Panel>
  );
}
