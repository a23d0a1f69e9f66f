/** A way on the canvas: around cards, as the layout has found it; straight on where cards were moved by hand. */
import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type Edge, type EdgeProps } from "@xyflow/react";
import type { Point } from "@/lib/flow-design/definition";
import styles from "./graph.module.css";

export type RoutedLine = Edge<{ points: Point[] | null; open: boolean }, "routed">;

const BEND = 10;

/** A line through points with its corners rounded. */
function rounded(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const parts = [`M${first.x},${first.y}`];
  rest.forEach((point, at) => {
    const next = rest[at + 1];
    if (!next) return parts.push(`L${point.x},${point.y}`);
    const before = points[at]!;
    const towards = (other: Point): Point => {
      const length = Math.hypot(other.x - point.x, other.y - point.y) || 1;
      const share = Math.min(BEND, length / 2) / length;
      return { x: point.x + (other.x - point.x) * share, y: point.y + (other.y - point.y) * share };
    };
    const into = towards(before);
    const out = towards(next);
    return parts.push(`L${into.x},${into.y} Q${point.x},${point.y} ${out.x},${out.y}`);
  });
  return parts.join(" ");
}

export function RoutedEdge(props: EdgeProps<RoutedLine>) {
  const { id, data, label, markerEnd, sourceX, sourceY, targetX, targetY } = props;
  const inner = (data?.points ?? []).slice(1, -1);
  const [plain, middleX, middleY] = getSmoothStepPath(props);
  const points = [{ x: sourceX, y: sourceY }, ...inner, { x: targetX, y: targetY }];
  const path = inner.length > 1 ? rounded(points) : plain;
  const middle = inner.length > 1 ? inner[Math.floor((inner.length - 1) / 2)]! : { x: middleX, y: middleY };
  return (
    <>
      <BaseEdge id={id} path={path} markerEnd={markerEnd} interactionWidth={20} />
      {label && (
        <EdgeLabelRenderer>
          <span
            className={styles.label}
            data-open={data?.open || undefined}
            style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
