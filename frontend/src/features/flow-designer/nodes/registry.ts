/** All types of steps: one line per type. */
import type { FlowNode, NodeType } from "@/lib/flow-design/definition";
import type { Words } from "../model/words";
import { address } from "./address";
import { analyse } from "./analyse";
import { approval } from "./approval";
import { assign } from "./assign";
import { boundary } from "./boundary";
import { branch } from "./branch";
import { call } from "./call";
import { cc } from "./cc";
import { create } from "./create";
import { end } from "./end";
import { fill } from "./fill";
import { find } from "./find";
import { http } from "./http";
import type { NodeKind } from "./kind";
import { notify } from "./notify";
import { script } from "./script";
import { send } from "./send";
import { start } from "./start";
import { subprocess } from "./subprocess";
import { update } from "./update";
import { wait } from "./wait";

const KINDS: { [T in NodeType]: NodeKind<Extract<FlowNode, { type: T }>> } = {
  start,
  end,
  approval,
  fill,
  cc,
  branch,
  create,
  update,
  find,
  assign,
  notify,
  wait,
  http,
  script,
  analyse,
  call,
  subprocess,
  boundary,
  send,
  address,
};

export const kindOfNode = (type: NodeType): NodeKind<FlowNode> =>
  KINDS[type] as unknown as NodeKind<FlowNode>;

export const summaryOf = (node: FlowNode, words: Words): string => kindOfNode(node.type).summary(node, words);
