/** The right column: the selected block's properties, or the page's own. */
import { Input } from "antd";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFlowStarts } from "@/lib/flow/queries";
import { useLabel } from "@/lib/i18n";
import type { Block } from "@/lib/pages";
import { tilesOf } from "@/lib/report/definition";
import { useDashboard, useDashboards } from "@/lib/report/queries";
import type { Audience } from "@/lib/types";
import { Panel } from "@/ui/designer/panel";
import { ProblemLines } from "@/ui/designer/problem-lines";
import { IconPicker } from "@/ui/icon-picker";
import { LabelInput } from "@/ui/label-input";
import { AudienceFields } from "@/ui/pages/audience-fields";
import { Property } from "@/ui/property/property";
import { BlockIcon } from "./block-palette";
import { Choice } from "./choice";
import { usePageDesigner } from "./context";
import { FormTarget } from "./form-target";
import { TextProperty } from "./text-property";

export function PagePanel() {
  const { t } = useTranslation("pages");
  const { selected, definition, draft } = usePageDesigner();
  const wrong = draft.server.problems.filter((problem) => problem.block === (selected?.key ?? null));
  return selected ? (
    <Panel icon={<BlockIcon type={selected.type} />} title={t(`block.${selected.type}`)}>
      <ProblemLines problems={wrong} />
      <BlockProperties key={selected.key} block={selected} />
      <ForWhom value={selected} />
    </Panel>
  ) : (
    <Panel title={t("page")}>
      <ProblemLines problems={wrong} />
      <Words name="label" text={t("name")} value={definition.label} />
      <Words name="description" text={t("description")} value={definition.description} />
      <IconProperty value={definition.icon} />
      <ForWhom value={definition} />
    </Panel>
  );
}

function ForWhom({ value }: { value: Audience }) {
  const { app, change } = usePageDesigner();
  return <AudienceFields app={app} value={value} onChange={(next) => change("audience:", { ...next })} />;
}

function Words({ name, text, value }: { name: string; text: string; value: Block["label"] | null }) {
  const { change } = usePageDesigner();
  const id = useId();
  return (
    <Property label={text} htmlFor={id}>
      <LabelInput id={id} value={value} onChange={(label) => change(`${name}:`, { [name]: label })} />
    </Property>
  );
}

function IconProperty({ value }: { value: string | null | undefined }) {
  const { t } = useTranslation("pages");
  const { change } = usePageDesigner();
  return (
    <Property label={t("icon")}>
      <IconPicker value={value ?? null} onChange={(icon) => change("icon", { icon })} />
    </Property>
  );
}

function BlockProperties({ block }: { block: Block }) {
  const { t } = useTranslation("pages");
  const name = block.type !== "text" && <Words name="label" text={t("name")} value={block.label} />;
  return (
    <>
      {block.type !== "tile" && block.type !== "dashboard" && name}
      <Target block={block} />
      {(block.type === "link" || block.type === "button") && (
        <Words name="text" text={t("subtext")} value={block.text} />
      )}
      {(block.type === "link" || block.type === "button" || block.type === "number") && (
        <IconProperty value={block.icon} />
      )}
    </>
  );
}

function Target({ block }: { block: Block }): ReactNode {
  switch (block.type) {
    case "list":
    case "form":
    case "number":
      return <FormTarget block={block} />;
    case "dashboard":
    case "tile":
      return <DashboardTarget block={block} />;
    case "link":
      return <LinkTarget value={block.link} />;
    case "text":
      return <TextProperty block={block} />;
    case "button":
      return <FlowTarget value={block.flow} />;
  }
}

function DashboardTarget({ block }: { block: Extract<Block, { dashboard: string }> }) {
  const { t } = useTranslation("pages");
  const { app } = usePageDesigner();
  const label = useLabel();
  const cards = (useDashboards(app).data ?? []).filter((card) => card.version > 0 && !card.deleted);
  const options = cards.map((card) => ({ value: card.key, label: label(card.label) || card.key }));
  return (
    <>
      <Choice
        label={t("dashboard")}
        name="dashboard"
        value={block.dashboard}
        options={options}
        help={options.length === 0 ? t("no_dashboards") : undefined}
        also={block.type === "tile" ? { tile: "" } : {}}
      />
      {block.type === "tile" && block.dashboard !== "" && (
        <TileTarget dashboard={block.dashboard} value={block.tile} />
      )}
    </>
  );
}

function TileTarget({ dashboard, value }: { dashboard: string; value: string }) {
  const { t } = useTranslation("pages");
  const { app } = usePageDesigner();
  const label = useLabel();
  const view = useDashboard(app, dashboard);
  const tiles = view.data ? tilesOf(view.data.definition) : [];
  return (
    <Choice
      label={t("tile")}
      name="tile"
      value={value}
      options={tiles.map((tile) => ({ value: tile.key, label: label(tile.label) || tile.key }))}
    />
  );
}

function LinkTarget({ value }: { value: string }) {
  const { t } = useTranslation("pages");
  const { change } = usePageDesigner();
  const id = useId();
  return (
    <Property label={t("address")} htmlFor={id} help={t("address_help")}>
      <Input
        id={id}
        inputMode="url"
        value={value}
        maxLength={2000}
        onChange={(event) => change("link:", { link: event.target.value.trim() })}
      />
    </Property>
  );
}

function FlowTarget({ value }: { value: string }) {
  const { t } = useTranslation("pages");
  const { app } = usePageDesigner();
  const starts = useFlowStarts(app, null).data?.links ?? [];
  return (
    <Choice
      label={t("flow")}
      name="flow"
      value={value}
      options={starts.map((link) => ({ value: link.flow, label: link.label }))}
      help={t(starts.length === 0 ? "no_flows" : "flow_help")}
    />
  );
}
