/** One list of a tab: a table on the desk, lines on the phone; more comes on request, the rest stands in the list. */
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";
import { isEmpty } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import type { ToldList } from "@/lib/profile/types";
import { columnsOf, listFields, neededOf, standardColumns, titleKey } from "@/lib/records/columns";
import { usePhone } from "@/lib/use-media";
import { NamedIcon } from "@/ui/app-icon";
import { ErrorState } from "@/ui/error-state";
import { apiServices } from "@/ui/fields/api-services";
import { useFieldServices } from "@/ui/fields/services";
import { cellContent } from "@/ui/record-cells/cell-content";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import { ListSkeleton } from "@/ui/skeletons";
import type { ListedRuntime, RecordRow } from "../model/types";
import { useRecordPlace } from "../record/place";
import styles from "./gathered.module.css";
import { useProfileList } from "./queries";

const STANDARD = 5;

interface Props {
  list: ToldList;
  record: RecordRow;
  runtime: ListedRuntime;
}

export function RelatedListView({ list, record, runtime }: Props) {
  const { t } = useTranslation("gathered");
  const label = useLabel();
  const phone = usePhone();
  const { app } = useRecordPlace();
  const navigate = useNavigate();
  const location = useLocation();
  const { zone } = useFieldServices();
  const { definition } = runtime;
  const services = useMemo(
    () => apiServices(app, list.form, zone, definition.fields),
    [app, list.form, zone, definition],
  );
  const around = useCellSurroundings(services);
  const columns = useMemo(() => {
    const fields = listFields(definition, (key) => t(`records:system.${key}`));
    const given = list.columns.map((field) => ({ field }));
    const specs = given.length > 0 ? given : standardColumns(definition, fields).slice(0, STANDARD);
    return columnsOf(specs, fields, (field) => label(field.label)).filter(({ key }) => key !== list.add);
  }, [definition, list, label, t]);
  const needed = neededOf(columns, definition);
  const rows = useProfileList(record.id, list.key, needed.fields, needed.expand);
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  const title = titleKey(definition);
  const name = label(list.label) || label(definition.label) || list.form;
  const here = `/apps/${app}/forms/${list.form}`;
  const link = (row: RecordRow) => (
    <Link to={`${here}/records/${row.id}`} className={styles.rowTitle}>
      {row._title || t("records:untitled")}
    </Link>
  );
  const others = columns.filter(({ key }) => key !== title);
  return (
    <section aria-label={name} className={styles.list}>
      <header className={styles.listHead}>
        <NamedIcon name={definition.icon ?? "table"} />
        <h3>{name}</h3>
        <span className={styles.count}>{list.count}</span>
        {list.add && runtime.ops.includes("create") && (
          <Button
            size="small"
            type="text"
            className={styles.add}
            icon={<Plus size={14} />}
            aria-label={t("add_to", { form: name, title: record._title || t("records:untitled") })}
            onClick={() =>
              void navigate(`${here}/new?set=${list.add}:${record.id}`, {
                state: { from: location.pathname + location.search },
              })
            }
          >
            {t("add")}
          </Button>
        )}
      </header>
      {rows.isPending && <ListSkeleton rows={Math.min(Math.max(list.count, 1), 4)} />}
      {rows.isError && <ErrorState error={rows.error} compact onRetry={() => void rows.refetch()} />}
      {rows.data && items.length === 0 && <p className={styles.faint}>{t("none")}</p>}
      {items.length > 0 && !phone && (
        <div className={styles.tableFrame}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{titleLabel(definition, title, label) || name}</th>
                {others.map((column) => (
                  <th key={column.key} scope="col" data-align={column.align}>
                    {column.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={row.id}>
                  <th scope="row">{link(row)}</th>
                  {others.map((column) => (
                    <td key={column.key} data-align={column.align}>
                      <div className={styles.cell}>{cellContent(column, row, around)}</div>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {items.length > 0 && phone && (
        <ul className={styles.cards}>
          {items.map((row) => (
            <li key={row.id}>
              {link(row)}
              <span className={styles.cardFacts}>
                {others
                  .filter((column) => !isEmpty(row[column.key]))
                  .slice(0, 3)
                  .map((column) => (
                    <span key={column.key} title={column.label}>
                      {cellContent(column, row, around)}
                    </span>
                  ))}
              </span>
            </li>
          ))}
        </ul>
      )}
      {items.length > 0 && (
        <p className={styles.listFoot}>
          {rows.hasNextPage && (
            <Button size="small" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
              {t("more")}
            </Button>
          )}
          <Link to={`${here}?filter=${encodeURIComponent(list.filter)}`}>{t("in_list")}</Link>
        </p>
      )}
    </section>
  );
}

function titleLabel(
  definition: ListedRuntime["definition"],
  title: string | null,
  label: ReturnType<typeof useLabel>,
): string {
  return label(definition.fields.find((field) => field.key === title)?.label);
}
