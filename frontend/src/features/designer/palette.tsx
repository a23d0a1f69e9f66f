/** What can be put on the canvas: by drag, by click, by Enter. */
import { Input } from "antd";
import { Heading, Minus, PanelTop, Search, StickyNote } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldType } from "@/lib/form-runtime/definition";
import { matchesText } from "@/lib/pinyin";
import { useDragItem } from "@/ui/drag/use-drag";
import type { Dragged } from "./canvas/drops";
import { FieldIcon } from "./field-icons";
import { PALETTE } from "./model/new-field";
import { useAdd } from "./model/use-add";
import styles from "./designer.module.css";

export function Palette() {
  const { t } = useTranslation("designer");
  const [search, setSearch] = useState("");
  const add = useAdd();
  const found = PALETTE.map((group) => ({
    ...group,
    types: group.types.filter((type) => matchesText(search, t(`type.${type}`), type)),
  })).filter((group) => group.types.length > 0);
  return (
    <nav className={styles.palette} aria-label={t("palette.title")}>
      <Input
        className={styles.paletteSearch}
        prefix={<Search size={14} aria-hidden />}
        placeholder={t("palette.search")}
        aria-label={t("palette.search")}
        allowClear
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.map((group) => (
        <section key={group.key} aria-label={t(`group.${group.key}`)}>
          <h2 className={styles.paletteGroup}>{t(`group.${group.key}`)}</h2>
          <div className={styles.paletteGrid}>
            {group.types.map((type) => (
              <Entry
                key={type}
                id={`new-${type}`}
                label={t(`type.${type}`)}
                icon={<FieldIcon type={type} />}
                data={{ what: "type", type }}
                onClick={() => add.field(type)}
              />
            ))}
          </div>
        </section>
      ))}
      {found.length === 0 && <p className={styles.faint}>{t("palette.none")}</p>}
      {search === "" && <Layouts />}
    </nav>
  );
}

function Layouts() {
  const { t } = useTranslation("designer");
  const add = useAdd();
  const section = { section: t("layout.section_name"), columns: 2, items: [] };
  const tabs = {
    tabs: [1, 2].map((number) => ({ label: t("layout.tab_name", { number }), columns: 2, items: [] })),
  };
  return (
    <section aria-label={t("group.layout")}>
      <h2 className={styles.paletteGroup}>{t("group.layout")}</h2>
      <div className={styles.paletteGrid}>
        <Entry
          id="new-section"
          label={t("layout.section")}
          icon={<Heading size={16} aria-hidden />}
          data={{ what: "newBlock", block: section }}
          onClick={() => add.block(section)}
        />
        <Entry
          id="new-tabs"
          label={t("layout.tabs")}
          icon={<PanelTop size={16} aria-hidden />}
          data={{ what: "newBlock", block: tabs }}
          onClick={() => add.block(tabs)}
        />
        <Entry
          id="new-divider"
          label={t("layout.divider")}
          icon={<Minus size={16} aria-hidden />}
          data={{ what: "ornament", item: { divider: "" } }}
          onClick={() => add.item({ divider: "" })}
        />
        <Entry
          id="new-note"
          label={t("layout.note")}
          icon={<StickyNote size={16} aria-hidden />}
          data={{ what: "ornament", item: { note: t("layout.note_text") } }}
          onClick={() => add.item({ note: t("layout.note_text") })}
        />
      </div>
    </section>
  );
}

interface EntryProps {
  id: string;
  label: string;
  icon: ReactNode;
  data: Dragged;
  onClick: () => void;
}

function Entry({ id, label, icon, data, onClick }: EntryProps) {
  const { ref, dragging } = useDragItem({
    id,
    kind: data.what === "newBlock" ? "block" : "field",
    label,
    data,
  });
  return (
    <button
      ref={ref}
      type="button"
      className={styles.entry}
      data-type={data.what === "type" ? (data.type satisfies FieldType) : undefined}
      data-dragging={dragging || undefined}
      onClick={onClick}
    >
      {icon}
      <span>{label}</span>
    </button>
  );
}
