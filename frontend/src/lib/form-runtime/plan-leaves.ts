/** What of a plan can wait until somebody looks. */
import type { FormPrograms } from "./definition";
import { aroundOf } from "./inner-rows";
import type { Plan, Step } from "./plan";
import { readings, topicIn, type Subforms } from "./readings";

/** Formulas of rows that nothing reads: no step, and no default of a row still to come. */
export function leavesOf(
  steps: Step[],
  readers: Plan["readers"],
  { defaults }: FormPrograms,
  subforms: Subforms,
): Plan["leaves"] {
  const asked = new Set(
    Object.entries(defaults).flatMap(([path, program]) =>
      readings([program], aroundOf(path), subforms).map(({ topic }) => topic),
    ),
  );
  const leaves: Plan["leaves"] = new Map();
  steps.forEach((step, index) => {
    const topic = step.kind === "formula" && step.row ? topicIn(step.row)(step.field) : null;
    if (topic && !readers.has(topic) && !asked.has(topic)) leaves.set(topic, index);
  });
  return leaves;
}
