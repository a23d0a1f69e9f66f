/** One record of a shared view, with all fields that are shown. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { isEmpty } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { columnsOf, neededOf } from "@/lib/records/columns";
import { ErrorState } from "@/ui/error-state";
import { FieldServicesProvider, type FieldServices } from "@/ui/fields/services";
import { cellContent } from "@/ui/record-cells/cell-content";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import { ListSkeleton } from "@/ui/skeletons";
import { recordKey } from "../model/record-queries";
import type { PageAnswer } from "../model/row-source";
import { recordsPath } from "../model/use-rows";
import type { SharedView } from "./queries";
import styles from "./view-links.module.css";

interface Props {
  app: string;
  page: SharedView;
  id: string;
  services: FieldServices;
}

export function SharedRecord({ app, page, id, services }: Props) {
  const { t } = useTranslation("viewlinks");
  const label = useLabel();
  const around = useCellSurroundings(services);
  const { definition } = page.runtime;
  const specs = definition.fields.map((field) => ({ field: field.key }));
  const columns = columnsOf(specs, definition.fields, (field) => label(field.label));
  const found = useQuery({
    queryKey: [...recordKey(app, page.form), "shared", id],
    queryFn: () =>
      api.get<PageAnswer>(recordsPath(app, page.form), {
        query: { filter: `id = '${id}'`, ...neededOf(columns, definition) },
      }),
  });
  const row = found.data?.items[0];
  if (found.isPending) return <ListSkeleton rows={6} />;
  if (found.isError) return <ErrorState compact error={found.error} onRetry={() => void found.refetch()} />;
  if (!row) return <p>{t("public.gone_record")}</p>;
  return (
    <FieldServicesProvider value={services}>
      <h2 className={styles.recordTitle}>{row._title || around.words.untitled}</h2>
      <dl className={styles.facts}>
        {columns.map((column) => (
          <div key={column.key}>
            <dt>{column.label}</dt>
            <dd>{isEmpty(row[column.key]) ? "–" : cellContent(column, row, around)}</dd>
          </div>
        ))}
      </dl>
    </FieldServicesProvider>
  );
}
