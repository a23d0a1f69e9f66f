/** `/apps/:app/pages/:page/design`: a page of the app, put together by drag. */
import { Button } from "antd";
import { MonitorSmartphone } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useDraft } from "@/lib/draft/use-draft";
import { useLabel } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { pageApi, pageDraftKey, useLoadPage, type PageDefinition, type PageDraft } from "@/lib/pages";
import { useApp } from "@/lib/queries/apps";
import { step } from "@/lib/report/board";
import { usePhone } from "@/lib/use-media";
import { DesignerBar } from "@/ui/designer/designer-bar";
import { GridDragProvider } from "@/ui/designer/grid-drag";
import { Versions } from "@/ui/designer/versions";
import { Columns, OtherTab, Workspace } from "@/ui/designer/workspace";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { useUndoToast } from "@/ui/use-toast";
import { BlockPalette } from "./block-palette";
import { Canvas } from "./canvas";
import { PageDesignerProvider, usePageDesigner, type DesignTab, type PageDesigner } from "./context";
import {
  addBlock,
  blockOf,
  blocksOf,
  changeBlock,
  filled,
  freeKey,
  isFinished,
  newBlock,
  placesOf,
  putBlock,
  removeBlock,
  SIZES,
} from "./model";
import { PagePanel } from "./page-panel";
import { PublishDialog } from "./publish-dialog";

export function PageDesignerPage() {
  const { app = "", page = "" } = useParams();
  const { t } = useTranslation("pages");
  useTranslation("form");
  useTranslation("records");
  useTranslation("dashboards");
  const label = useLabel();
  const phone = usePhone();
  const draft = useLoadPage(app, page);
  const name = draft.data ? label(draft.data.definition.label) || page : "";
  usePageTitle(name ? t("page_title", { name }) : "");
  if (draft.isPending) return <PageSkeleton />;
  if (draft.isError) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />;
  if (phone)
    return <OnPhone app={app} page={page} name={name} published={draft.data.published_version > 0} />;
  return <Opened key={`${app}/${page}`} app={app} page={page} loaded={draft.data} />;
}

function OnPhone({
  app,
  page,
  name,
  published,
}: Record<"app" | "page" | "name", string> & { published: boolean }) {
  const { t } = useTranslation("pages");
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<MonitorSmartphone size={28} />}
      title={t("phone.title", { name })}
      text={t("phone.text")}
      actions={
        <>
          {published && (
            <Button type="primary" onClick={() => void navigate(`/apps/${app}/pages/${page}`)}>
              {t("phone.look")}
            </Button>
          )}
          <Button onClick={() => void navigate(`/apps/${app}/pages`)}>{t("phone.back")}</Button>
        </>
      }
    />
  );
}

/** Blocks that point to nothing yet stay on the screen only. */
function outgoing(definition: PageDefinition): PageDefinition {
  const blocks = blocksOf(definition).filter(isFinished);
  const known = new Set(blocks.map((block) => block.key));
  return { ...definition, blocks, grid: placesOf(definition).filter((place) => known.has(place.tile)) };
}

function Opened({ app, page, loaded }: { app: string; page: string; loaded: PageDraft }) {
  const { t } = useTranslation("pages");
  const label = useLabel();
  const undo = useUndoToast();
  const draft = useDraft<PageDefinition, PageDraft>(
    `${pageApi(app, page)}/draft`,
    pageDraftKey(app, page),
    loaded,
    outgoing,
  );
  const [chosen, select] = useState<string | null>(null);
  const [tab, setTab] = useState<DesignTab>("design");
  const forms = useApp(app).data?.forms;
  const { definition, apply } = draft;
  const designer = useMemo<PageDesigner>(() => {
    const open = (forms ?? []).filter((form) => !form.deleted && form.version > 0);
    const nameOf: PageDesigner["nameOf"] = (block) =>
      label(block.label) ||
      ("form" in block ? label(open.find((form) => form.key === block.form)?.label) : "") ||
      t(`block.${block.type}`);
    return {
      app,
      page,
      definition,
      draft,
      selected: blockOf(definition, chosen),
      select,
      tab,
      setTab,
      nameOf,
      add: (type, box) => {
        const block = newBlock(type, freeKey(definition, type), open[0]?.key ?? "");
        apply("add", (before) => addBlock(before, block, box));
        select(block.key);
      },
      put: (key, box, act) => apply(`${act}:${key}`, (before) => putBlock(before, key, box)),
      remove: (key) => {
        const block = blockOf(definition, key);
        apply("remove", (before) => removeBlock(before, key));
        select(null);
        if (block) undo(t("removed", { name: nameOf(block) }), async () => draft.undo());
      },
      change: (act, change) =>
        apply(act, (before) =>
          chosen ? changeBlock(before, chosen, change) : (filled({ ...before, ...change }) as PageDefinition),
        ),
    };
  }, [app, page, definition, draft, apply, chosen, tab, forms, label, t, undo]);
  return (
    <PageDesignerProvider value={designer}>
      <Shell />
    </PageDesignerProvider>
  );
}

function Shell() {
  const { t } = useTranslation("pages");
  const label = useLabel();
  const { app, page, definition, draft, tab, setTab, add, put } = usePageDesigner();
  const { published_version: version, problems } = draft.server;
  return (
    <Workspace
      draft={draft}
      head={(publish) => (
        <DesignerBar
          back={version > 0 ? `/apps/${app}/pages/${page}` : `/apps/${app}/pages`}
          name={label(definition.label) || page}
          draft={draft}
          version={version}
          tab={tab}
          tabs={(["design", "versions"] as const).map((value) => ({ value, label: t(`tab.${value}`) }))}
          onTab={setTab}
          errors={problems.length}
          onPublish={publish}
        />
      )}
      publish={(dialog) => <PublishDialog {...dialog} />}
    >
      {tab === "design" ? (
        <GridDragProvider
          places={placesOf(definition)}
          sizeOf={(type) => SIZES[type as keyof typeof SIZES]}
          onAdd={(type, box) => add(type as keyof typeof SIZES, box)}
          onPut={put}
        >
          <Columns palette={<BlockPalette />} panel={<PagePanel />} panelName={t("panel")}>
            <Canvas
              onStep={(key, x, y) => {
                const box = step(placesOf(definition), key, x, y);
                if (box) put(key, box, "move");
              }}
            />
          </Columns>
        </GridDragProvider>
      ) : (
        <OtherTab>
          <Versions
            path={pageApi(app, page)}
            draft={draft}
            published={version}
            text={t("versions_text")}
            noneText={t("versions_none")}
          />
        </OtherTab>
      )}
    </Workspace>
  );
}
