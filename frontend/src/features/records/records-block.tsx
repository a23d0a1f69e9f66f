/** Records of a form inside a page of the app, drawn as one of its views. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { columnsOf, frozenFirst, listFields, standardColumns } from "@/lib/records/columns";
import { usePhone } from "@/lib/use-media";
import { ErrorState } from "@/ui/error-state";
import { FieldServicesProvider, type FieldServices } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { PressProvider } from "@/ui/press/press-provider";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import { ListSkeleton } from "@/ui/skeletons";
import { Grid } from "./grid/grid";
import { useSelection } from "./grid/selection";
import { useSheet } from "./grid/sheet/use-sheet";
import { Listing } from "./listing";
import { toggled } from "./model/sort";
import type { ListedRuntime, RecordRow, ViewLook } from "./model/types";
import { useListNeeds } from "./model/use-list-needs";
import { useRowSource } from "./model/use-rows";
import { lookOf, viewsOf } from "./model/views";
import { CardList } from "./phone/card-list";
import { drawnHere, ViewBody } from "./views/view-body";

interface Props {
  app: string;
  form: string;
  view: string | null;
}

export function RecordsBlock(props: Props) {
  // Loaded here, not in the middle of a click.
  useTranslation("records");
  useTranslation("flows");
  useTranslation("views");
  const runtime = useFormRuntime(props.app, props.form);
  if (runtime.isPending) return <ListSkeleton rows={4} />;
  if (runtime.isError)
    return <ErrorState compact error={runtime.error} onRetry={() => void runtime.refetch()} />;
  return <Drawn key={`${props.form}/${props.view}`} {...props} runtime={runtime.data} />;
}

/** The view as it is stored; what a person changes here (the order, the look) lasts as long as the page is open. */
function useStoredView(runtime: ListedRuntime, wanted: string | null) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const views = useMemo(() => viewsOf(runtime, t("view.everything")), [runtime, t]);
  const view = views.find((each) => each.key === wanted) ?? views[0]!;
  const fields = useMemo(() => listFields(runtime.definition, (key) => t(`system.${key}`)), [runtime, t]);
  const columns = useMemo(() => {
    const specs = view.columns.length > 0 ? view.columns : standardColumns(runtime.definition, fields);
    return frozenFirst(columnsOf(specs, fields, (field) => label(field.label)));
  }, [view, runtime, fields, label]);
  const [sort, setSort] = useState(view.sort);
  const [look, setOwnLook] = useState(view.look);
  const setLook = (change: Partial<ViewLook>) => setOwnLook(lookOf({ ...look, ...change }));
  return { view, fields, columns, sort, setSort, look, setLook, filter: view.filter ?? "" };
}

function Drawn({ app, form, view, runtime }: Props & { runtime: ListedRuntime }) {
  const navigate = useNavigate();
  const { services } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const here = `/apps/${app}/forms/${form}`;
  const preset = (values: Record<string, string> = {}) => {
    const query = new URLSearchParams(
      Object.entries(values).map(([key, value]) => ["set", `${key}:${value}`]),
    );
    void navigate(`${here}/new?${query.toString()}`);
  };
  return (
    <DrawnView
      app={app}
      form={form}
      view={view}
      runtime={runtime}
      services={services}
      search=""
      pressable
      hrefOf={(id, key) => `${here}/records/${id}?view=${encodeURIComponent(key)}`}
      onOpen={(id, key) => void navigate(`${here}/records/${id}?view=${encodeURIComponent(key)}`)}
      onNew={runtime.ops.includes("create") ? preset : null}
    />
  );
}

interface DrawnProps extends Props {
  runtime: ListedRuntime;
  services: FieldServices;
  search: string;
  /** Buttons of the form are drawn; not for strangers. */
  pressable?: boolean;
  hrefOf: (id: string, view: string) => string;
  onOpen: (id: string, view: string) => void;
  onNew: ((preset?: Record<string, string>) => void) | null;
}

/** One view of a form without the tools of a list; also what strangers see of one that was shared by link. */
export function DrawnView({
  app,
  form,
  view: wanted,
  runtime,
  services,
  search,
  pressable = false,
  hrefOf,
  onOpen,
  onNew,
}: DrawnProps) {
  const label = useLabel();
  const phone = usePhone();
  const { view, fields, columns, sort, setSort, look, setLook, filter } = useStoredView(runtime, wanted);
  const around = useCellSurroundings(services);
  const { colourOf, reads, needed } = useListNeeds(runtime, columns, view.key, services.zone);
  const source = useRowSource({ app, form, filter, search, sort, ...needed });
  const selection = useSelection(source);
  const sheet = useSheet({ app, form, runtime, source, columns, needed, services });
  const name = label(runtime.definition.label) || form;
  const open = (row: { id: string }) => onOpen(row.id, view.key);
  const same = {
    label: name,
    source,
    columns,
    around,
    hrefOf: (row: { id: string }) => hrefOf(row.id, view.key),
    colourOf,
  };
  const drawn = (
    <FieldServicesProvider value={services}>
      {drawnHere({ look }) ? (
        <ViewBody
          {...same}
          app={app}
          form={form}
          runtime={runtime}
          look={look}
          setLook={setLook}
          fields={fields}
          filter={filter}
          search={search}
          sort={sort}
          openId={null}
          onOpen={open}
          onNew={onNew}
          coloursRead={reads}
        />
      ) : (
        <Listing source={source} asked={false} onForget={() => undefined} empty={null}>
          {phone ? (
            <CardList {...same} onNew={null} />
          ) : (
            <Grid
              {...same}
              sort={sort}
              density={look.row_height ?? "compact"}
              selection={selection}
              openId={null}
              onOpen={(row: RecordRow) => open(row)}
              onSort={(key, beside) => setSort(toggled(sort, key, beside))}
              onResize={() => undefined}
              onMove={() => undefined}
              sheet={runtime.ops.includes("update") ? sheet : null}
              onFind={() => undefined}
              onEscape={() => selection.clear()}
            />
          )}
        </Listing>
      )}
    </FieldServicesProvider>
  );
  if (!pressable) return drawn;
  return (
    <PressProvider
      app={app}
      form={form}
      runtime={runtime}
      zone={services.zone}
      onDone={() => source.refresh()}
    >
      {drawn}
    </PressProvider>
  );
}
