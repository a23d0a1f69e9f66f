/** The columns of a section or tab, with the fields in them. */
import { useTranslation } from "react-i18next";
import type { SectionBlock, TabPage } from "@/lib/form-runtime/definition";
import { itemKey, itemSpan } from "@/lib/form-runtime/layout";
import { useDropTarget } from "@/ui/drag/use-drag";
import { fieldAt } from "../model/edit";
import { useDesigner } from "../model/context";
import styles from "./canvas.module.css";
import type { Target } from "./drops";
import { FieldCard } from "./field-card";
import { OrnamentCard } from "./ornament-card";

export function PageGrid({
  page,
  block,
  index,
}: {
  page: SectionBlock | TabPage;
  block: number;
  index: number;
}) {
  const { t } = useTranslation("designer");
  const { definition } = useDesigner();
  const columns = page.columns ?? 2;
  const target: Target = { on: "page", block, page: index, count: page.items.length };
  const { ref, edge } = useDropTarget({
    id: `page-${block}-${index}`,
    accept: ["field"],
    edges: "inside",
    depth: 2,
    data: target,
  });
  return (
    <div ref={ref} className={styles.grid} data-columns={columns} data-over={edge ?? undefined}>
      {page.items.map((item, at) => {
        const key = itemKey(item);
        const place = { block, page: index, index: at };
        if (key === null) return <OrnamentCard key={`ornament-${at}`} item={item} place={place} />;
        const field = fieldAt(definition, key);
        const span = Math.min(itemSpan(item), columns);
        // Beside each other: the line stands left or right. A field over the whole width: above or below.
        const edges = columns > 1 && span < columns ? "row" : "list";
        return field ? (
          <FieldCard
            key={definition.fields.indexOf(field)}
            field={field}
            place={place}
            span={span}
            edges={edges}
          />
        ) : null;
      })}
      {page.items.length === 0 && <p className={styles.gridEmpty}>{t("canvas.drop_here")}</p>}
    </div>
  );
}
