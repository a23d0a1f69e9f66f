/** The flow's own variables, for choosing from. */
import { useFlowDesigner } from "../model/context";

export function useVariableOptions(): { value: string; label: string }[] {
  const { definition, words } = useFlowDesigner();
  return (definition.variables ?? []).map((variable) => ({
    value: variable.key,
    label: words.label(variable.label) || variable.key,
  }));
}
