/** `/apps/:app/forms/:form/bin`: deleted records, to be brought back. */
import { Button } from "antd";
import { Undo2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { usePhone } from "@/lib/use-media";
import { BackLink } from "@/ui/designer/back-link";
import { ErrorState } from "@/ui/error-state";
import { FieldServicesProvider } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { PageSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { Grid } from "./grid/grid";
import { useSelection } from "./grid/selection";
import { Listing } from "./listing";
import { columnsOf, listFields, neededOf, standardColumns } from "@/lib/records/columns";
import { toggled } from "./model/sort";
import type { ListedRuntime } from "./model/types";
import { restoreAll } from "./model/use-bulk";
import { useRowSource } from "./model/use-rows";
import { CardList } from "./phone/card-list";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import styles from "./records.module.css";
import tools from "./tools/tools.module.css";

export function BinPage() {
  const { app = "", form = "" } = useParams();
  const runtime = useFormRuntime(app, form);
  if (runtime.isPending) return <PageSkeleton />;
  if (runtime.isError) return <ErrorState error={runtime.error} onRetry={() => void runtime.refetch()} />;
  return <Bin app={app} form={form} runtime={runtime.data} />;
}

function Bin({ app, form, runtime }: { app: string; form: string; runtime: ListedRuntime }) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const phone = usePhone();
  const toast = useToast();
  const here = `/apps/${app}/forms/${form}`;
  const { definition } = runtime;
  const name = label(definition.label) || form;
  const title = t("bin.of", { form: name });
  usePageTitle(title, [{ label: name, to: here }]);
  const { services } = useFormSurroundings(app, form, definition.fields);
  const around = useCellSurroundings(services);
  const [sort, setSort] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const columns = useMemo(() => {
    const own = listFields(definition, (key) => t(`system.${key}`));
    const deleted = { key: "deleted_at", type: "datetime", label: t("system.deleted_at") } as Field;
    const specs = standardColumns(definition, own).slice(0, 6);
    const all = [...specs.slice(0, 1), { field: "deleted_at" }, ...specs.slice(1)];
    return columnsOf(all, [...own, deleted], (field) => label(field.label)).map((column) =>
      column.key === "deleted_at" ? { ...column, sortable: false } : column,
    );
  }, [definition, t, label]);
  const needed = useMemo(
    () =>
      neededOf(
        columns.filter((column) => column.key !== "deleted_at"),
        definition,
      ),
    [columns, definition],
  );
  const source = useRowSource({ app, form, filter: "", search: "", sort, ...needed, deleted: true });
  const selection = useSelection(source);
  const restore = async (ids: string[]) => {
    setBusy(true);
    try {
      await restoreAll(app, form, ids);
      toast.done(t("bin.restored", { count: ids.length }));
      selection.clear();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
      source.refresh();
    }
  };
  return (
    <FieldServicesProvider value={services}>
      <div className={styles.list}>
        {!phone && (
          <header className={styles.head}>
            <BackLink to={here} label={t("bin.back", { form: name })} />
            <h1 className={styles.name}>{title}</h1>
          </header>
        )}
        {selection.ids.length > 0 ? (
          <div className={tools.bulk} role="toolbar" aria-label={t("select.actions")}>
            <strong role="status">{t("select.count", { count: selection.ids.length })}</strong>
            <Button
              size="small"
              type="primary"
              icon={<Undo2 size={14} />}
              loading={busy}
              onClick={() => void restore(selection.ids)}
            >
              {t("bin.restore")}
            </Button>
          </div>
        ) : (
          <p className={styles.binHint}>{t("bin.hint")}</p>
        )}
        <Listing
          source={source}
          asked={false}
          onForget={() => undefined}
          empty={null}
          emptyTitle={t("bin.empty")}
          emptyText={t("bin.empty_text")}
        >
          {phone ? (
            <CardList
              label={title}
              source={source}
              columns={columns}
              around={around}
              hrefOf={null}
              onNew={null}
              action={(row) => (
                <Button icon={<Undo2 size={16} />} onClick={() => void restore([row.id])}>
                  {t("bin.restore")}
                </Button>
              )}
            />
          ) : (
            <Grid
              label={title}
              source={source}
              columns={columns}
              sort={sort}
              density="normal"
              selection={selection}
              around={around}
              openId={null}
              hrefOf={null}
              onOpen={() => undefined}
              onSort={(key, beside) => setSort(toggled(sort, key, beside))}
              onResize={() => undefined}
              onMove={() => undefined}
              onEscape={selection.clear}
            />
          )}
        </Listing>
      </div>
    </FieldServicesProvider>
  );
}
