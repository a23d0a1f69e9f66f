/** Brings the designer's state together for all its parts. */
import { useMemo, useState, type ReactNode } from "react";
import { useDraft } from "@/lib/draft/use-draft";
import type { FlowDefinition } from "@/lib/flow-design/definition";
import { readStructure } from "@/lib/flow-design/structure";
import { layoutTree } from "@/lib/flow-design/tree-layout";
import { FieldServicesProvider } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { useCatalog } from "./model/catalog";
import { FlowDesignerProvider, type FlowDesigner, type Played } from "./model/context";
import { outgoing } from "./model/outgoing";
import { draftKey, flowPath } from "./model/queries";
import type { FlowDraft, FlowTab, FlowView, Selection } from "./model/types";
import { useWords } from "./model/words";

interface Props {
  app: string;
  flow: string;
  loaded: FlowDraft;
  readOnly: boolean;
  children: ReactNode;
}

const NO_FIELDS: never[] = [];

export function FlowDesignerState({ app, flow, loaded, readOnly, children }: Props) {
  const draft = useDraft<FlowDefinition, FlowDraft>(
    `${flowPath(app, flow)}/draft`,
    draftKey(app, flow),
    loaded,
    outgoing,
  );
  const { definition } = draft;
  const [selection, select] = useState<Selection>(null);
  const [tab, setTab] = useState<FlowTab>("design");
  const [wanted, setView] = useState<FlowView>("tree");
  const [played, setPlayed] = useState<Played | null>(null);
  const [trying, setTrying] = useState(false);
  const catalog = useCatalog(app, definition);
  const words = useWords(definition, catalog);
  const { nodes, edges } = definition;
  const structure = useMemo(() => readStructure({ ...definition, nodes, edges }), [definition, nodes, edges]);
  const drawing = useMemo(
    () => (structure ? layoutTree(definition, structure) : null),
    [structure, definition],
  );
  const fields = (definition.form ? catalog.definition(definition.form)?.fields : null) ?? NO_FIELDS;
  const { services } = useFormSurroundings(app, definition.form ?? "", fields);
  const view: FlowView = structure ? wanted : "graph";
  const designer = useMemo<FlowDesigner>(
    () => ({
      app,
      flow,
      definition,
      draft,
      apply: (act, change) => {
        if (!readOnly) draft.apply(act, change);
      },
      selection,
      select,
      tab,
      setTab,
      view,
      setView,
      structure,
      drawing,
      problems: draft.server.problems,
      words,
      played,
      setPlayed,
      trying,
      setTrying: (on) => {
        setTrying(on);
        if (!on) setPlayed(null);
      },
      readOnly,
    }),
    [app, flow, definition, draft, selection, tab, view, structure, drawing, words, played, trying, readOnly],
  );
  return (
    <FieldServicesProvider value={services}>
      <FlowDesignerProvider value={designer}>{children}</FlowDesignerProvider>
    </FieldServicesProvider>
  );
}
