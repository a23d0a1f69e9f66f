/** The flow as it was drawn, coloured by what has happened: read only. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FlowDefinition, FlowNode, NodeType } from "@/lib/flow-design/definition";
import type { Box, Chip } from "@/lib/flow-design/drawing";
import { readStructure } from "@/lib/flow-design/structure";
import { layoutTree } from "@/lib/flow-design/tree-layout";
import { layoutLayers } from "@/lib/flow/layers";
import type { DrawnNode, WholeInstance } from "@/lib/flow/types";
import { useLabel } from "@/lib/i18n";
import { CardFace } from "@/ui/flow-drawing/card-face";
import { DrawingView, placed } from "@/ui/flow-drawing/drawing-view";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./instances.module.css";

const STATES = ["done", "current", "failed", "skipped", "untouched"] as const;

export function InstanceGraph({ graph }: { graph: NonNullable<WholeInstance["graph"]> }) {
  const { t } = useTranslation("flows");
  const label = useLabel();
  const byId = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node])), [graph]);
  const drawing = useMemo(() => {
    const flow: FlowDefinition = {
      schema_version: 1,
      key: "drawn",
      trigger: { on: "call" },
      nodes: graph.nodes as unknown as FlowNode[],
      edges: graph.edges,
    };
    const structure = readStructure(flow);
    return structure ? layoutTree(flow, structure) : layoutLayers(graph);
  }, [graph]);
  const taken = useMemo(
    () => new Set(graph.edges.flatMap((edge, at) => (edge.taken > 0 ? [at] : []))),
    [graph],
  );
  const states = STATES.filter((state) => graph.nodes.some((node) => node.state === state));
  const chip = (one: Chip) => {
    const edge = graph.edges[one.edge];
    const text = label(edge?.label) || edge?.words || (edge?.default ? t("graph.default") : "");
    if (!text) return null;
    return (
      <span
        className={styles.chip}
        data-kind={one.kind}
        data-on={taken.has(one.edge) || undefined}
        style={placed(one)}
        title={text}
      >
        {text}
      </span>
    );
  };
  return (
    <>
      <ul className={styles.legend} aria-label={t("graph.legend")}>
        {states.map((state) => (
          <li key={state} data-state={state}>
            {t(`graph.state.${state}`)}
          </li>
        ))}
      </ul>
      <ScrollRegion className={styles.canvas} label={t("graph.label")}>
        <DrawingView
          drawing={drawing}
          taken={taken}
          chip={chip}
          box={(box) => <Card box={box} node={byId.get(box.id)} />}
        />
      </ScrollRegion>
    </>
  );
}

function Card({ box, node }: { box: Box; node: DrawnNode | undefined }) {
  const { t } = useTranslation("flows");
  const label = useLabel();
  if (!node) return null;
  const name = label(node.label) || t(`graph.type.${node.type}`);
  if (box.kind === "join")
    return (
      <span className={styles.join} data-state={node.state} style={placed(box)}>
        {t("graph.join")}
      </span>
    );
  const facts = [
    t(`graph.state.${node.state}`),
    node.visits > 1 ? t("graph.visits", { count: node.visits }) : "",
    node.people.map((who) => who.name).join(t("record.comma")),
  ].filter(Boolean);
  return (
    <div className={styles.card} data-kind={box.kind} data-state={node.state} style={placed(box)}>
      <CardFace
        type={node.type as NodeType}
        title={name}
        summary={box.kind === "card" ? facts.join(" · ") : undefined}
      />
      {box.kind !== "card" && <span className="dg-sr-only">{facts.join(" · ")}</span>}
    </div>
  );
}
