import type { StartNode } from "@/lib/flow-design/definition";
import type { NodeKind } from "./kind";

export const start: NodeKind<StartNode> = { summary: () => "" };
