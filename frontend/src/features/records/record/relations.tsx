/** Records of other forms that point to this one, and the way to add another. */
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";
import { isEmpty } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { NamedIcon } from "@/ui/app-icon";
import { ErrorState } from "@/ui/error-state";
import { apiServices } from "@/ui/fields/api-services";
import { useFieldServices } from "@/ui/fields/services";
import { ListSkeleton } from "@/ui/skeletons";
import { cellContent } from "@/ui/record-cells/cell-content";
import { columnsOf, isMany, listFields, neededOf, standardColumns } from "@/lib/records/columns";
import { useRelated, type Relation } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { viewsOf } from "../model/views";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import { useRecordPlace } from "./place";
import styles from "./record.module.css";

const FACTS = 3;

interface Props {
  relations: Relation[];
  record: RecordRow;
  title: string;
}

export function Relations({ relations, record, title }: Props) {
  const { form } = useRecordPlace();
  return (
    <div className={styles.relations}>
      {relations.map((relation) => (
        <RelationList
          key={`${relation.form}.${relation.field.key}`}
          relation={relation}
          record={record}
          title={title}
          twice={relation.form === form || relations.filter((each) => each.form === relation.form).length > 1}
        />
      ))}
    </div>
  );
}

function RelationList(props: { relation: Relation; record: RecordRow; title: string; twice: boolean }) {
  const { relation, record, title, twice } = props;
  const { t } = useTranslation("records");
  const label = useLabel();
  const navigate = useNavigate();
  const location = useLocation();
  const { app } = useRecordPlace();
  const { form, field, runtime } = relation;
  const { definition } = runtime;
  const { zone } = useFieldServices();
  const services = useMemo(
    () => apiServices(app, form, zone, definition.fields),
    [app, form, zone, definition],
  );
  const around = useCellSurroundings(services);
  const columns = useMemo(() => {
    const fields = listFields(definition, (key) => key);
    const view = viewsOf(runtime, "")[0];
    const specs = view && view.columns.length > 0 ? view.columns : standardColumns(definition, fields);
    return columnsOf(specs, fields, (each) => label(each.label)).filter((column) => column.key !== field.key);
  }, [runtime, definition, field.key, label]);
  const shown = columns.slice(0, FACTS + 1);
  const needed = neededOf(shown, definition);
  const related = useRelated(app, relation, record.id, needed.fields, needed.expand);
  const name = label(definition.label) || form;
  const here = `/apps/${app}/forms/${form}`;
  const add = () =>
    void navigate(`${here}/new?set=${field.key}:${record.id}`, {
      state: { from: location.pathname + location.search },
    });
  const filter = isMany(field) ? `'${record.id}' in ${field.key}` : `${field.key} = '${record.id}'`;
  return (
    <section aria-label={name}>
      <header className={styles.relationHead}>
        <NamedIcon name={definition.icon ?? "table"} />
        <h3>{twice ? t("related.by", { form: name, field: label(field.label) }) : name}</h3>
        {related.data && <span className={styles.badge}>{related.data.count}</span>}
        {runtime.ops.includes("create") && runtime.fields[field.key] === "write" && (
          <Button
            size="small"
            type="text"
            icon={<Plus size={14} />}
            aria-label={t("related.add_to", { form: name, title })}
            onClick={add}
          >
            {t("related.add")}
          </Button>
        )}
      </header>
      {related.isPending && <ListSkeleton rows={2} />}
      {related.isError && <ErrorState error={related.error} compact onRetry={() => void related.refetch()} />}
      {related.data?.items.length === 0 && <p className={styles.none}>{t("related.none")}</p>}
      <ul className={styles.relationList}>
        {related.data?.items.map((row) => (
          <li key={row.id}>
            <Link to={`${here}/records/${row.id}`} className={styles.relationTitle}>
              {row._title || t("untitled")}
            </Link>
            <span className={styles.relationFacts}>
              {shown
                .slice(1)
                .filter((column) => !isEmpty(row[column.key]))
                .map((column) => (
                  <span key={column.key} title={column.label}>
                    {cellContent(column, row, around)}
                  </span>
                ))}
            </span>
          </li>
        ))}
      </ul>
      {related.data?.next && (
        <Link className={styles.all} to={`${here}?filter=${encodeURIComponent(filter)}`}>
          {t("related.all", { count: related.data.count })}
        </Link>
      )}
    </section>
  );
}
