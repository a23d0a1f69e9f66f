/** The flow as a free graph: for what isn't made of blocks, and for whoever likes it. Loaded when it is wanted. */
import "@xyflow/react/dist/style.css";
import {
  Background,
  Controls,
  MarkerType,
  MiniMap,
  Panel,
  ReactFlow,
  useNodesState,
  type Connection,
  type Edge,
} from "@xyflow/react";
import { Button, Tooltip } from "antd";
import { LayoutDashboard } from "lucide-react";
import { useEffect, useMemo, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { edgesOf, nodesOf, type Point } from "@/lib/flow-design/definition";
import { addEdge, dropEdge } from "@/lib/flow-design/edit";
import { useDropTarget } from "@/ui/drag/use-drag";
import { useFlowDesigner } from "../model/context";
import { edgeWords } from "../model/edge-words";
import { usePlayedEdges } from "../model/played";
import { useNodeActs } from "../model/use-node-acts";
import type { Target } from "../tree/drops";
import { arrange, type Arrangement, type Place } from "./auto-layout";
import { GraphNode, type StepNode } from "./graph-node";
import { RoutedEdge } from "./routed-edge";
import styles from "./graph.module.css";

const TYPES = { step: GraphNode };
const LINES = { routed: RoutedEdge };

/** The graph's cards; those inside a sub-process are placed relative to it, as the library wants it. */
function useCards(places: Map<string, Place>): StepNode[] {
  const { definition, selection } = useFlowDesigner();
  return useMemo(() => {
    const nodes = nodesOf(definition);
    const cards = nodes.map((step): StepNode => {
      const place = places.get(step.id)!;
      const frame = nodes.some((one) => one.parent === step.id);
      const parent = step.parent ? places.get(step.parent) : undefined;
      return {
        id: step.id,
        type: "step",
        position: { x: place.x - (parent?.x ?? 0), y: place.y - (parent?.y ?? 0) },
        ...(parent ? { parentId: step.parent! } : {}),
        width: place.width,
        height: place.height,
        ...(frame ? { zIndex: -1 } : {}),
        selected: selection?.kind === "node" && selection.id === step.id,
        deletable: step.type !== "start",
        data: { step, frame },
      };
    });
    return cards.sort((a, b) => Number(!!a.parentId) - Number(!!b.parentId));
  }, [definition, places, selection]);
}

function useLines(routes: Arrangement["routes"]): Edge[] {
  const { definition, words, selection } = useFlowDesigner();
  const taken = usePlayedEdges();
  return useMemo(() => {
    const edges = edgesOf(definition).map((edge, at): Edge => {
      const { text, open } = edgeWords(definition, at, words);
      const plain = !edge.when && !edge.default && !edge.label && !open;
      return {
        id: `edge-${at}`,
        source: edge.from,
        target: edge.to,
        type: "routed",
        data: { points: routes.get(at) ?? null, open },
        label: plain ? undefined : text,
        selected: selection?.kind === "edge" && selection.edge === at,
        className: taken.has(at) ? styles.taken : undefined,
        markerEnd: { type: MarkerType.ArrowClosed },
      };
    });
    const attached = nodesOf(definition).flatMap((node): Edge[] =>
      node.type === "boundary"
        ? [
            {
              id: `on-${node.id}`,
              source: node.on,
              target: node.id,
              type: "straight",
              style: { strokeDasharray: "4 4" },
              selectable: false,
              deletable: false,
            },
          ]
        : [],
    );
    return [...edges, ...attached];
  }, [definition, words, selection, taken, routes]);
}

const edgeIndex = (id: string): number => Number(id.replace("edge-", ""));

export function GraphView() {
  const { t } = useTranslation("flowdesign");
  const { definition, apply, select, selection, structure, readOnly } = useFlowDesigner();
  const acts = useNodeActs();
  const arrangement = useMemo(() => arrange(definition), [definition]);
  const cards = useCards(arrangement.places);
  const lines = useLines(arrangement.routes);
  const [nodes, setNodes, onNodesChange] = useNodesState<StepNode>(cards);
  useEffect(() => setNodes(cards), [cards, setNodes]);
  const target: Target = { on: "canvas" };
  const { ref } = useDropTarget({
    id: "canvas",
    accept: ["flow-new"],
    edges: "inside",
    data: target,
    disabled: readOnly,
  });

  const keepPlaces = () => {
    const absolute = new Map<string, Point>();
    for (const card of nodes) {
      const parent = card.parentId ? absolute.get(card.parentId) : undefined;
      absolute.set(card.id, { x: card.position.x + (parent?.x ?? 0), y: card.position.y + (parent?.y ?? 0) });
    }
    const layout = Object.fromEntries(
      [...absolute].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]),
    );
    apply("arrange", (flow) => ({ ...flow, layout }));
  };
  const onKey = (event: KeyboardEvent): void => {
    const chosen = selection?.kind === "node" ? selection.id : null;
    const key = event.key.toLowerCase();
    if (readOnly || (event.target as HTMLElement).closest("input, textarea")) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      if (chosen) acts.remove(chosen);
      else if (selection?.kind === "edge") {
        const at = selection.edge;
        select(null);
        apply("remove edge", (flow) => dropEdge(flow, at));
      }
    } else if (!(event.ctrlKey || event.metaKey)) return;
    else if (key === "v") acts.paste();
    else if (key === "c" && chosen) acts.copy(chosen);
    else if (key === "x" && chosen) acts.cut(chosen);
    else if (key === "d" && chosen) acts.duplicate(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={ref} className={styles.canvas} role="region" aria-label={t("graph.label")}>
      <ReactFlow<StepNode>
        nodes={nodes}
        edges={lines}
        nodeTypes={TYPES}
        edgeTypes={LINES}
        onNodesChange={onNodesChange}
        onNodeDragStop={keepPlaces}
        onNodeClick={(_, node) => select({ kind: "node", id: node.id })}
        onEdgeClick={(_, edge) =>
          edge.id.startsWith("edge-") && select({ kind: "edge", edge: edgeIndex(edge.id) })
        }
        onPaneClick={() => select(null)}
        onKeyDown={onKey}
        onConnect={(made: Connection) =>
          apply("connect", (flow) => addEdge(flow, { from: made.source, to: made.target }))
        }
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        deleteKeyCode={null}
        minZoom={0.2}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
      >
        <Background gap={20} />
        <MiniMap pannable zoomable ariaLabel={t("graph.map")} />
        <Controls showInteractive={false} aria-label={t("graph.controls")} />
        <Panel position="top-left">{!structure && <p className={styles.note}>{t("graph.why")}</p>}</Panel>
        {!readOnly && (
          <Panel position="top-right">
            <Tooltip title={t("graph.arrange_help")}>
              <Button
                size="small"
                icon={<LayoutDashboard size={14} />}
                onClick={() => apply("arrange", ({ layout: _old, ...flow }) => flow)}
              >
                {t("graph.arrange")}
              </Button>
            </Tooltip>
          </Panel>
        )}
      </ReactFlow>
    </div>
  );
}
