/** The blocks of a template, one below the other: added, moved, changed, taken away. */
import { Button, Dropdown } from "antd";
import {
  ArrowDown,
  ArrowUp,
  Columns2,
  FileText,
  Image,
  LayoutList,
  Minus,
  MoveVertical,
  PenLine,
  Plus,
  QrCode,
  Scissors,
  Table2,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BlockType, PrintBlock, RowBlock } from "@/lib/printing/types";
import { Card } from "@/ui/designer/card";
import { useDesigner } from "../model/context";
import { BlockForm, BlockWhen } from "./block-form";
import { Size } from "./block-parts";
import { INNER_BLOCKS, newBlock } from "./new-print";
import styles from "./prints.module.css";

const ICONS: Record<BlockType, LucideIcon> = {
  text: FileText,
  fields: LayoutList,
  lines: Table2,
  image: Image,
  code: QrCode,
  row: Columns2,
  sign: PenLine,
  line: Minus,
  space: MoveVertical,
  break: Scissors,
};

interface Props {
  blocks: PrintBlock[];
  types: BlockType[];
  onChange: (blocks: PrintBlock[]) => void;
}

function swapped(blocks: PrintBlock[], at: number, by: -1 | 1): PrintBlock[] {
  const [one, other] = [blocks[at], blocks[at + by]];
  if (!one || !other) return blocks;
  return blocks.map((block, place) => (place === at ? other : place === at + by ? one : block));
}

export function BlockList({ blocks, types, onChange }: Props) {
  const { t } = useTranslation("prints");
  const { definition } = useDesigner();
  const put = (at: number, block: PrintBlock) =>
    onChange(blocks.map((each, place) => (place === at ? block : each)));
  return (
    <div className={styles.blocks}>
      {blocks.map((block, at) => {
        const name = t(`block.${block.type}`);
        const Icon = ICONS[block.type];
        return (
          <Card
            key={at}
            name={name}
            icon={<Icon size={16} />}
            removeLabel={t("remove_block", { name })}
            onRemove={() => onChange(blocks.filter((_, place) => place !== at))}
            head={
              <>
                <strong className={styles.grow}>{name}</strong>
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUp size={14} />}
                  disabled={at === 0}
                  aria-label={t("up", { name })}
                  onClick={() => onChange(swapped(blocks, at, -1))}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowDown size={14} />}
                  disabled={at === blocks.length - 1}
                  aria-label={t("down", { name })}
                  onClick={() => onChange(swapped(blocks, at, 1))}
                />
              </>
            }
          >
            <div className={styles.body}>
              {block.type === "row" ? (
                <RowForm block={block} onChange={(next) => put(at, next)} />
              ) : (
                <BlockForm block={block} onChange={(next) => put(at, next)} />
              )}
              {block.type !== "break" && <BlockWhen block={block} onChange={(next) => put(at, next)} />}
            </div>
          </Card>
        );
      })}
      <Dropdown
        trigger={["click"]}
        menu={{
          items: types.map((type) => {
            const Icon = ICONS[type];
            return { key: type, label: t(`block.${type}`), icon: <Icon size={16} /> };
          }),
          onClick: ({ key }) => onChange([...blocks, newBlock(key as BlockType, definition)]),
        }}
      >
        <Button icon={<Plus size={16} />}>{t("add_block")}</Button>
      </Dropdown>
    </div>
  );
}

function RowForm({ block, onChange }: { block: RowBlock; onChange: (block: RowBlock) => void }) {
  const { t } = useTranslation("prints");
  const put = (at: number, change: Partial<RowBlock["cells"][number]>) =>
    onChange({
      ...block,
      cells: block.cells.map((cell, place) => (place === at ? { ...cell, ...change } : cell)),
    });
  return (
    <>
      {block.cells.map((cell, at) => (
        <fieldset key={at} className={styles.cell}>
          <legend>{t("cell", { number: at + 1 })}</legend>
          <Size
            label={t("share")}
            unit=""
            max={100}
            value={cell.width ?? 1}
            onChange={(width) => put(at, { width })}
          />
          <BlockList
            blocks={cell.blocks ?? []}
            types={INNER_BLOCKS}
            onChange={(blocks) => put(at, { blocks })}
          />
        </fieldset>
      ))}
      {block.cells.length < 4 && (
        <Button
          size="small"
          icon={<Plus size={14} />}
          onClick={() => onChange({ ...block, cells: [...block.cells, { blocks: [] }] })}
        >
          {t("add_cell")}
        </Button>
      )}
    </>
  );
}
