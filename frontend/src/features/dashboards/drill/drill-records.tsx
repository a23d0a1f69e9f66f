/** The records behind a number, with the cells of the form's own list. */
import { Button } from "antd";
import { ExternalLink } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { columnsOf, listFields, titleKey } from "@/lib/records/columns";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import type { DrillAnswer } from "@/lib/report/queries";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { FieldServicesProvider } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { cellContent } from "@/ui/record-cells/cell-content";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./drill.module.css";

type Records = Extract<DrillAnswer, { kind: "records" }>;

interface Props {
  app: string;
  answer: Records;
  offset: number;
  onPage: (offset: number) => void;
  onOpen: (id: string) => void;
}

export function DrillRecords(props: Props) {
  const { app, answer } = props;
  const runtime = useFormRuntime(app, answer.form);
  if (runtime.isPending) return <ListSkeleton rows={8} />;
  if (runtime.isError)
    return <ErrorState compact error={runtime.error} onRetry={() => void runtime.refetch()} />;
  return <List {...props} runtime={runtime.data} />;
}

function List({ app, answer, runtime, offset, onPage, onOpen }: Props & { runtime: FormRuntime }) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  const { definition } = runtime;
  const { services } = useFormSurroundings(app, answer.form, definition.fields, runtime.user);
  const around = useCellSurroundings(services);
  const { items, next } = answer.page;
  const wanted = answer.fields.join();
  const columns = useMemo(() => {
    const title = titleKey(definition);
    const keys = [...(title ? [title] : []), ...wanted.split(",").filter((key) => key && key !== title)];
    const fields = listFields(definition, (key) => t(`records:system.${key}`));
    return columnsOf(
      keys.map((field) => ({ field })),
      fields,
      (field) => label(field.label),
    );
    // The words change with the language only, and the page is drawn anew then.
  }, [definition, wanted, label, t]);
  if (items.length === 0) return <EmptyState compact title={t("drill.none")} />;
  const href = `/apps/${app}/forms/${answer.form}?filter=${encodeURIComponent(answer.filter)}`;
  return (
    <FieldServicesProvider value={services}>
      <div className={styles.scroll}>
        <table className={styles.records} aria-label={label(definition.label) || answer.form}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" data-align={column.align}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((row) => (
              <tr key={row.id}>
                {columns.map((column, at) => (
                  <td key={column.key} data-align={column.align}>
                    {at === 0 ? (
                      <button type="button" className={styles.open} onClick={() => onOpen(row.id)}>
                        {row._title || t("drill.untitled")}
                      </button>
                    ) : (
                      <span className={styles.cell}>{cellContent(column, row, around)}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <footer className={styles.foot}>
        <Link to={href} className={styles.link}>
          <ExternalLink size={14} aria-hidden /> {t("drill.in_form")}
        </Link>
        <span>{t("drill.range", { from: offset + 1, to: offset + items.length, of: answer.count })}</span>
        <Button
          size="small"
          disabled={offset === 0}
          onClick={() => onPage(Math.max(0, offset - items.length))}
        >
          {t("drill.before")}
        </Button>
        <Button size="small" disabled={next === null} onClick={() => next !== null && onPage(next)}>
          {t("drill.next")}
        </Button>
      </footer>
    </FieldServicesProvider>
  );
}
