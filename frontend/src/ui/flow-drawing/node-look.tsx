/** The sign and the colour of each kind of step, the same wherever flows are drawn. */
import {
  BellRing,
  BookUser,
  Braces,
  ChartScatter,
  CirclePlay,
  CircleStop,
  Clock3,
  FilePlus2,
  FileSearch,
  GitBranch,
  Globe,
  Hourglass,
  Layers,
  Link2,
  PencilLine,
  RefreshCw,
  Send,
  SquareCheckBig,
  UserRoundCheck,
  Workflow,
  type LucideIcon,
} from "lucide-react";
import type { NodeType } from "@/lib/flow-design/definition";
import styles from "./flow-drawing.module.css";

export type Tone = "people" | "data" | "logic" | "time" | "message" | "outside" | "plain";

const LOOKS: Record<NodeType, { icon: LucideIcon; tone: Tone }> = {
  start: { icon: CirclePlay, tone: "plain" },
  end: { icon: CircleStop, tone: "plain" },
  approval: { icon: SquareCheckBig, tone: "people" },
  fill: { icon: PencilLine, tone: "people" },
  cc: { icon: BookUser, tone: "people" },
  assign: { icon: UserRoundCheck, tone: "people" },
  branch: { icon: GitBranch, tone: "logic" },
  create: { icon: FilePlus2, tone: "data" },
  update: { icon: RefreshCw, tone: "data" },
  find: { icon: FileSearch, tone: "data" },
  notify: { icon: BellRing, tone: "message" },
  send: { icon: Send, tone: "message" },
  wait: { icon: Hourglass, tone: "time" },
  boundary: { icon: Clock3, tone: "time" },
  http: { icon: Globe, tone: "outside" },
  script: { icon: Braces, tone: "outside" },
  analyse: { icon: ChartScatter, tone: "data" },
  call: { icon: Workflow, tone: "logic" },
  address: { icon: Link2, tone: "message" },
  subprocess: { icon: Layers, tone: "logic" },
};

export function NodeIcon({ type, size = 16 }: { type: NodeType; size?: number }) {
  const { icon: Icon, tone } = LOOKS[type];
  return (
    <span className={styles.icon} data-tone={tone} style={{ width: size + 10, height: size + 10 }}>
      <Icon size={size} aria-hidden />
    </span>
  );
}
