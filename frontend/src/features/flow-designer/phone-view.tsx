/** On a phone the flow is shown, step by step, and not changed. */
import { useTranslation } from "react-i18next";
import { layoutOutline, type OutlineRow } from "@/lib/flow-design/outline";
import { BackLink } from "@/ui/designer/back-link";
import { NodeIcon } from "@/ui/flow-drawing/node-look";
import styles from "./phone-view.module.css";
import { useFlowDesigner } from "./model/context";
import { edgeWords } from "./model/edge-words";
import { summaryOf } from "./nodes/registry";
import { ProblemsPanel } from "./panels/problems-panel";
import { triggerSentence } from "./triggers/registry";

export function PhoneView() {
  const { t } = useTranslation("flowdesign");
  const { app, definition, words, structure } = useFlowDesigner();
  const rows = structure ? layoutOutline(structure) : [];
  return (
    <div className={styles.phone}>
      <header className={styles.phoneHead}>
        <BackLink to={`/apps/${app}/flows`} />
        <h1>{words.label(definition.label) || definition.key}</h1>
      </header>
      <p className={styles.phoneNote}>{t("phone.text")}</p>
      <p className={styles.phoneTrigger}>{triggerSentence(definition, words)}</p>
      <ol className={styles.outline}>
        {rows.map((row, at) => (
          <Row key={at} row={row} />
        ))}
      </ol>
      {!structure && <p className={styles.phoneNote}>{t("phone.graph")}</p>}
      <ProblemsPanel />
    </div>
  );
}

function Row({ row }: { row: OutlineRow }) {
  const { t } = useTranslation("flowdesign");
  const { definition, words } = useFlowDesigner();
  const inset = { marginInlineStart: Math.min(row.depth, 6) * 16 };
  if (row.kind === "edge")
    return (
      <li className={styles.outlineEdge} style={inset}>
        {edgeWords(definition, row.edge, words).text}
      </li>
    );
  if (row.kind === "jump")
    return (
      <li className={styles.outlineEdge} style={inset}>
        {t("tree.back_to", { name: words.node(row.to) })}
      </li>
    );
  const summary = summaryOf(row.node, words);
  return (
    <li className={styles.outlineCard} style={inset}>
      <NodeIcon type={row.node.type} />
      <span>
        <strong>{words.nodeName(row.node)}</strong>
        {summary && <small>{summary}</small>}
      </span>
    </li>
  );
}
