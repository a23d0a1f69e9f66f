import {
  Accessibility,
  KeyboardSensor,
  PointerSensor,
  type DragEndEvent,
  type DragStartEvent,
} from "@dnd-kit/dom";
import { DragDropProvider, DragOverlay } from "@dnd-kit/react";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import {
  DragContext,
  DragStore,
  edgeAt,
  useDraggedItem,
  type DragItem,
  type Drop,
  type Edges,
} from "./drag-store";
import styles from "./drag.module.css";

interface Props {
  onDrop: (drop: Drop) => void;
  /** Refuses a landing while it is still in the air; without it every accepted kind may land. */
  canDrop?: (drop: Drop) => boolean;
  children: ReactNode;
}

interface Operation {
  source: { id: unknown; data?: unknown } | null;
  target: { id: unknown; data?: unknown; element?: Element } | null;
  position: { current: { x: number; y: number } };
}

export interface TargetData {
  edges: Edges;
  data?: unknown;
}

function dropOf(operation: Operation): Drop | null {
  const { source, target } = operation;
  if (!source || !target?.element || target.id === source.id) return null;
  const offer = target.data as TargetData;
  const edge = edgeAt(offer.edges, target.element.getBoundingClientRect(), operation.position.current);
  return { item: source.data as DragItem, target: { id: String(target.id), data: offer.data }, edge };
}

function Ghost() {
  const item = useDraggedItem();
  return (
    <DragOverlay dropAnimation={null} className={styles.overlay}>
      {item && <span className={styles.ghost}>{item.label}</span>}
    </DragOverlay>
  );
}

/** Enter is not among what picks up: on a thing to drag it does what a click does. */
const KEYS = {
  start: ["Space"],
  cancel: ["Escape"],
  end: ["Space", "Enter", "Tab"],
  up: ["ArrowUp"],
  down: ["ArrowDown"],
  left: ["ArrowLeft"],
  right: ["ArrowRight"],
};

/** Pointer (after 4 px), touch (after a short press), keyboard (Space, arrows, Space; Escape gives up). */
const SENSORS = [PointerSensor, KeyboardSensor.configure({ offset: 16, keyboardCodes: KEYS })];

/** One surface on which things are dragged. The caller moves its own data in `onDrop`; nothing moves by itself. */
export function DragArea({ onDrop, canDrop, children }: Props) {
  const { t } = useTranslation("common");
  const [store] = useState(() => new DragStore());
  const accessibility = useMemo(
    () =>
      Accessibility.configure({
        screenReaderInstructions: { draggable: t("drag.instructions") },
        announcements: {
          dragstart: ({ operation }: DragStartEvent) =>
            t("drag.start", { label: (operation.source?.data as DragItem | undefined)?.label ?? "" }),
          dragover: () => undefined,
          dragmove: () => undefined,
          dragend: ({ canceled }: DragEndEvent) => (canceled ? t("drag.cancelled") : t("drag.dropped")),
        },
      }),
    [t],
  );
  const track = (operation: Operation) => {
    const drop = dropOf(operation);
    const allowed = drop !== null && (canDrop?.(drop) ?? true);
    const item = (operation.source?.data as DragItem | undefined) ?? null;
    store.set(item, allowed ? { id: drop.target.id, edge: drop.edge } : null);
  };
  return (
    <DragContext value={store}>
      <DragDropProvider
        sensors={SENSORS}
        plugins={(defaults) => [...defaults.filter((plugin) => plugin !== Accessibility), accessibility]}
        onDragStart={({ operation }) => track(operation)}
        onDragMove={({ operation, to, by }) => {
          // The event comes before the position is taken over.
          const now = operation.position.current;
          const current = to ?? { x: now.x + (by?.x ?? 0), y: now.y + (by?.y ?? 0) };
          track({ source: operation.source, target: operation.target, position: { current } });
        }}
        onDragOver={({ operation }) => track(operation)}
        onDragEnd={({ operation, canceled }) => {
          const drop = canceled ? null : dropOf(operation);
          store.set(null, null);
          if (drop && (canDrop?.(drop) ?? true)) onDrop(drop);
        }}
      >
        {children}
        <Ghost />
      </DragDropProvider>
    </DragContext>
  );
}
