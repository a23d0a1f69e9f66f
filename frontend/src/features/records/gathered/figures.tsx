/** Numbers over what leads to the record. */
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { ToldFigure } from "@/lib/profile/types";
import { columnsOf, listFields } from "@/lib/records/columns";
import { NamedIcon } from "@/ui/app-icon";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import tagStyles from "@/ui/fields/option-tag.module.css";
import type { ListedRuntime } from "../model/types";
import styles from "./gathered.module.css";
import { useRuntimes } from "./queries";

interface Props {
  figures: ToldFigure[];
  around: CellSurroundings;
}

export function Figures({ figures, around }: Props) {
  // A count is a number; only what is summed has a unit to know of.
  const runtimes = useRuntimes(figures.filter(({ field }) => field !== null).map(({ form }) => form));
  const { t } = useTranslation("gathered");
  const label = useLabel();
  return (
    <dl className={styles.figures}>
      {figures.map((figure) => (
        <div
          key={figure.key}
          className={`${styles.figure} ${figure.color && figure.value ? tagStyles.look : ""}`}
          data-colour={figure.value ? (figure.color ?? undefined) : undefined}
        >
          <dt>
            {figure.icon && <NamedIcon name={figure.icon} size={14} />}
            {label(figure.label) || figure.key}
          </dt>
          <dd>
            {figure.denied ? (
              <span className={styles.faint}>{t("denied")}</span>
            ) : (
              shown(figure, runtimes, around, label)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function shown(
  figure: ToldFigure,
  runtimes: Map<string, ListedRuntime>,
  around: CellSurroundings,
  label: ReturnType<typeof useLabel>,
) {
  if (figure.value === null) return "–";
  const definition = runtimes.get(figure.form)?.definition;
  if (figure.fn === "count" || !definition || !figure.field) return String(figure.value);
  const [column] = columnsOf(
    [{ field: figure.field }],
    listFields(definition, (key) => key),
    (field) => label(field.label),
  );
  if (!column) return String(figure.value);
  return cellContent(column, { id: "", version: 0, [figure.field]: figure.value } as never, around);
}
