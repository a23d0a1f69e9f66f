/** A formula of a flow: an editor that knows the names there are at this place. */
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import type { FlowPlace } from "@/ui/formula-editor/formula-queries";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";

export interface Place {
  place: FlowPlace["flow"]["place"];
  node?: string;
  form?: string;
  app?: string;
  over?: string;
  rows?: string;
}

/** The place as the formula editor asks the server about it. */
export function usePlace(place: Place, expect?: FlowPlace["expect"]): FlowPlace {
  const { app, definition } = useFlowDesigner();
  return { app, flow: { definition, ...place }, ...(expect === undefined ? {} : { expect }) };
}

interface Props {
  label: string;
  help?: string;
  at: Place;
  expect?: FlowPlace["expect"];
  value: string;
  hint?: string;
  onChange: (text: string) => void;
}

export function FormulaProperty({ label, help, at, expect, value, hint, onChange }: Props) {
  const place = usePlace(at, expect);
  return (
    <Property label={label} help={help}>
      <FormulaEditor small label={label} place={place} value={value} hint={hint} onChange={onChange} />
    </Property>
  );
}
