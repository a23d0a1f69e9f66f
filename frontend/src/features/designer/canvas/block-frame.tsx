/** A section or a group of tabs on the canvas. */
import { Button } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LayoutBlock } from "@/lib/form-runtime/definition";
import { isSection } from "@/lib/form-runtime/layout";
import { useLabel } from "@/lib/i18n";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { removeBlock, updateTabs } from "../model/edit-blocks";
import { useDesigner } from "../model/context";
import styles from "./canvas.module.css";
import type { Dragged, Target } from "./drops";
import { Tabs } from "@/ui/tabs";
import { PageGrid } from "./page-grid";

export function BlockFrame({ block, index }: { block: LayoutBlock; index: number }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { selection, select, apply } = useDesigner();
  const section = isSection(block);
  const title = section ? label(block.section) : t("layout.tabs");
  const name = title || t("layout.section_plain");
  const drag = useDragItem({
    id: `block-${index}`,
    kind: "block",
    label: name,
    data: { what: "block", block: index } satisfies Dragged,
  });
  const target: Target = { on: "block", block: index };
  const drop = useDropTarget({
    id: `block-target-${index}`,
    accept: ["block"],
    edges: "list",
    data: target,
    depth: 1,
  });
  const selected = selection?.kind === "block" && selection.block === index;
  const setRefs = (element: HTMLElement | null) => {
    drag.ref(element);
    drop.ref(element);
  };
  return (
    <section
      ref={setRefs}
      className={styles.block}
      data-selected={selected || undefined}
      data-dragging={drag.dragging || undefined}
    >
      <DropLine edge={drop.edge} />
      <header className={styles.blockHead}>
        <DragHandle handleRef={drag.handleRef} label={name} />
        <button
          type="button"
          className={title && section ? styles.blockTitle : styles.blockTitlePlain}
          aria-pressed={selected}
          onClick={() => select({ kind: "block", block: index })}
        >
          {name}
        </button>
        <Button
          className={styles.blockTool}
          type="text"
          size="small"
          icon={<Trash2 size={14} />}
          aria-label={t("canvas.remove_block", { name })}
          title={t("canvas.remove_block_hint")}
          onClick={() => {
            apply("remove", (before) => removeBlock(before, index));
            select(null);
          }}
        />
      </header>
      {section ? <PageGrid page={block} block={index} index={0} /> : <TabPages block={block} index={index} />}
    </section>
  );
}

function TabPages({ block, index }: { block: Extract<LayoutBlock, { tabs: unknown }>; index: number }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { apply, select, selection } = useDesigner();
  const [open, setOpen] = useState("0");
  const active =
    selection && "page" in selection && selection.block === index ? String(selection.page) : open;
  const addTab = () => {
    const count = block.tabs.length;
    const fresh = { label: t("layout.tab_name", { number: count + 1 }), columns: 2, items: [] };
    apply("add", (before) => updateTabs(before, index, (tabs) => [...tabs, fresh]));
    setOpen(String(count));
    select({ kind: "page", block: index, page: count });
  };
  return (
    <Tabs
      size="small"
      activeKey={block.tabs[Number(active)] ? active : "0"}
      onChange={(key) => {
        setOpen(key);
        select({ kind: "page", block: index, page: Number(key) });
      }}
      tabBarExtraContent={
        <Button type="text" size="small" icon={<Plus size={14} />} onClick={addTab}>
          {t("layout.add_tab")}
        </Button>
      }
      items={block.tabs.map((tab, at) => ({
        key: String(at),
        label: label(tab.label) || t("layout.tab_name", { number: at + 1 }),
        children: <PageGrid page={tab} block={index} index={at} />,
      }))}
    />
  );
}
