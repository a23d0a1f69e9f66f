/** A form as it comes from the server, made ready for the live engine. */
import { loadFunctions } from "@/lib/formula/load";
import type { FormRuntime } from "./definition";

/** Makes sure that everything the form's formulas need is there before the engine compiles them. */
export async function prepareRuntime(runtime: FormRuntime): Promise<FormRuntime> {
  const { formulas, rules, checks, defaults } = runtime.programs;
  await loadFunctions([
    ...Object.values(formulas),
    ...Object.values(defaults),
    ...rules.flatMap((rule) => [rule.when, ...Object.values(rule.set ?? {})]),
    ...checks.map((check) => check.assert),
    ...Object.values(runtime.buttons ?? {}).map((button) => button.when),
  ]);
  return runtime;
}
