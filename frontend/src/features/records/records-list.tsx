/** The list itself: views, tools, grid or cards, bulk actions, and the opened record. */
import { Button, type InputRef } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { usePageTitle, type Crumb } from "@/lib/page-title";
import { listLabel } from "@/lib/navigation";
import { useApp } from "@/lib/queries/apps";
import { usePhone } from "@/lib/use-media";
import { FieldServicesProvider } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { Grid } from "./grid/grid";
import { useSelection } from "./grid/selection";
import { useSheet } from "./grid/sheet/use-sheet";
import { ListHead, ListMenu } from "./list-head";
import { CardList, ExportDialog, FindBar } from "./later-parts";
import { Listing } from "./listing";
import { dragColumn } from "@/lib/records/columns";
import { toggled } from "./model/sort";
import type { ListedRuntime } from "./model/types";
import { useGridState } from "./model/use-grid-state";
import { useListNeeds } from "./model/use-list-needs";
import { useLiveList } from "./model/use-live-list";
import { useRowSource } from "./model/use-rows";
import { PressProvider } from "@/ui/press/press-provider";
import type { RecordPlace } from "./record/place";
import { bulkPath, BulkTools } from "./tools/bulk-tools";
import { ExportButton } from "./tools/export-button";
import { useSchedulesDrawer } from "./scheduled/use-schedules-drawer";
import { Toolbar } from "./tools/toolbar";
import { ViewTabs } from "./tools/view-tabs";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import { holdsFiles } from "@/lib/form-runtime/kinds";
import { useFindKey, usePageKeys } from "./use-page-keys";
import { drawnHere, ViewBody } from "./views/view-body";
import styles from "./records.module.css";

interface Props {
  app: string;
  form: string;
  runtime: ListedRuntime;
}

export function RecordsList({ app, form, runtime }: Props) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const phone = usePhone();
  const navigate = useNavigate();
  const location = useLocation();
  const { id: openId = null } = useParams();
  const { data: appData } = useApp(app);
  const canDesign = appData?.can_design ?? false;
  const name = label(listLabel(appData, form)) || label(runtime.definition.label) || form;
  const here = `/apps/${app}/forms/${form}`;
  const state = useGridState(app, form, runtime);
  const { services } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const around = useCellSurroundings(services);
  const { colourOf, reads, needed } = useListNeeds(runtime, state.columns, state.view.key, services.zone);
  const { filter, search, sort } = state;
  const source = useRowSource({ app, form, filter, search, sort, ...needed });
  const selection = useSelection(source);
  const sheet = useSheet({ app, form, runtime, source, columns: state.columns, needed, services });
  useLiveList(app, form, source, sheet.editing !== null);
  const [finding, setFinding] = useState(false);
  const [exporting, setExporting] = useState(false);
  const searchBox = useRef<InputRef>(null);
  const may = (op: string) => runtime.ops.includes(op);
  const from = here + location.search;
  const add = may("create") ? () => void navigate(`${here}/new`, { state: { from } }) : null;
  const hrefOf = (row: { id: string }) => `${here}/records/${row.id}${location.search}`;
  const open = (row: { id: string }) => void navigate(hrefOf(row), { replace: openId !== null && !phone });
  const close = () => void navigate(from);
  usePageKeys({ onNew: openId === null ? add : null, onSearch: () => searchBox.current?.focus() });
  useFindKey(phone || drawnHere(state) ? null : () => setFinding(true));
  const resize = (key: string, width: number) =>
    state.setColumns(state.specs.map((spec) => (spec.field === key ? { ...spec, width } : spec)));
  const place: RecordPlace = { app, form, runtime, source, listPath: from, search: location.search };
  const onExport = may("export") ? () => setExporting(true) : null;
  const bulk = bulkPath(app, form, { filter, search });
  const [onSchedule, schedules] = useSchedulesDrawer({ app, form, runtime, canDesign, view: state.view.key });
  const menu = { app, form, here, may, canDesign, onExport, onSchedule, bulk };
  const asked = filter !== "" || search !== "";
  const preset = (values: Record<string, string> = {}) => {
    const pairs = Object.entries(values).map(([key, value]) => ["set", `${key}:${value}`]);
    const query = new URLSearchParams(pairs);
    void navigate(`${here}/new?${query.toString()}`, { state: { from } });
  };
  return (
    <FieldServicesProvider value={services}>
      <PressProvider
        app={app}
        form={form}
        runtime={runtime}
        zone={services.zone}
        onDone={() => source.refresh()}
      >
        <div className={styles.list} data-tour="list" data-record={(openId !== null && !phone) || undefined}>
          <ListHead {...menu} name={name} icon={runtime.definition.icon} onNew={add} />
          <div className={styles.views} data-tour="views">
            <ViewTabs app={app} form={form} state={state} canDesign={canDesign} />
          </div>
          {selection.ids.length > 0 ? (
            <BulkTools
              app={app}
              form={form}
              runtime={runtime}
              selection={selection}
              source={source}
              question={{ filter, search }}
              onExport={menu.onExport}
            />
          ) : (
            <Toolbar
              app={app}
              form={form}
              state={state}
              canDesign={canDesign}
              count={source.count}
              searchRef={searchBox}
              onRefresh={() => source.refresh()}
              extra={
                phone ? <ListMenu {...menu} /> : menu.onExport && <ExportButton onClick={menu.onExport} />
              }
            />
          )}
          {finding && !phone && !drawnHere(state) && (
            <FindBar
              sheet={sheet}
              question={{ app, form, filter, search, sort }}
              onClose={() => setFinding(false)}
            />
          )}
          {drawnHere(state) ? (
            <ViewBody
              app={app}
              form={form}
              label={name}
              runtime={runtime}
              look={state.look}
              setLook={state.setLook}
              fields={state.fields}
              columns={state.columns}
              filter={filter}
              setFilter={state.setFilter}
              search={search}
              sort={sort}
              around={around}
              openId={openId}
              hrefOf={hrefOf}
              onOpen={open}
              onNew={may("create") ? preset : null}
              source={source}
              colourOf={colourOf}
              coloursRead={reads}
            />
          ) : (
            <Listing
              source={source}
              asked={asked}
              onForget={() => {
                state.setSearch("");
                state.setFilter("");
              }}
              empty={
                <>
                  {add && (
                    <Button type="primary" onClick={add}>
                      {t("new")}
                    </Button>
                  )}
                  {may("import") && (
                    <Button onClick={() => void navigate(`/apps/${app}/import?form=${form}`)}>
                      {t("import")}
                    </Button>
                  )}
                </>
              }
            >
              {phone ? (
                <CardList
                  label={name}
                  source={source}
                  columns={state.columns}
                  around={around}
                  hrefOf={hrefOf}
                  colourOf={colourOf}
                  onNew={add}
                />
              ) : (
                <Grid
                  label={name}
                  source={source}
                  columns={state.columns}
                  sort={sort}
                  density={state.density}
                  selection={selection}
                  around={around}
                  colourOf={colourOf}
                  openId={openId}
                  hrefOf={hrefOf}
                  onOpen={open}
                  onSort={(key, beside) => state.setSort(toggled(sort, key, beside))}
                  onResize={resize}
                  onMove={(moved, target, edge) =>
                    state.setColumns(dragColumn(state.specs, state.columns, moved, target, edge))
                  }
                  sheet={sheet}
                  onFind={() => setFinding(true)}
                  onEscape={() => (selection.ids.length > 0 ? selection.clear() : openId !== null && close())}
                />
              )}
            </Listing>
          )}
          {schedules}
          {exporting && (
            <ExportDialog
              question={{
                app,
                form,
                filter,
                search,
                sort,
                columns: state.columns
                  .filter((column) => column.field.type !== "button")
                  .map((column) => column.key),
                files: runtime.definition.fields.some((field) => holdsFiles(field.type)),
              }}
              ids={selection.ids}
              count={source.count}
              open
              onClose={() => setExporting(false)}
            />
          )}
        </div>
        {openId === null && (
          <ListTitle title={name} crumbs={[{ label: label(appData?.label), to: `/apps/${app}` }]} />
        )}
        <Outlet context={place} />
      </PressProvider>
    </FieldServicesProvider>
  );
}

/** Names the page while no record stands open; coming back from one names it again. */
function ListTitle({ title, crumbs }: { title: string; crumbs: Crumb[] }) {
  usePageTitle(title, crumbs);
  return null;
}
