/**
 * What a form has to work out, once per published version: formulas, rules and checks as *steps*,
 * in an order in which every step comes after those it reads from.
 *
 * A *topic* is something a step can read: a field (`amount`), a column of a subform (`lines.qty`).
 * A step of a row that reads a column of its own row is run for that row only.
 */
import { refsOf, type Program } from "@/lib/formula/ast";
import { compile, type Evaluate } from "@/lib/formula/compile";
import type { CheckProgram, Field, FormDefinition, FormPrograms, RuleProgram } from "./definition";
import { aroundOf } from "./inner-rows";
import { leavesOf } from "./plan-leaves";
import { readings, topicIn, type Reading, type Subforms } from "./readings";

interface StepBase {
  /** The subform whose rows the step speaks of, or null for the record. */
  row: string | null;
  reads: Reading[];
  writes: string[];
}
export interface FormulaStep extends StepBase {
  kind: "formula";
  field: string;
  /** Null when the page can't compute it: then the server does, on saving. */
  evaluate: Evaluate | null;
}
export interface RuleStep extends StepBase {
  kind: "rule";
  rule: RuleProgram;
  when: Evaluate | null;
  sets: { field: string; evaluate: Evaluate | null }[];
  /** All columns of the rule's subform: what a look of the whole row touches. */
  columns: string[];
}
export interface CheckStep extends StepBase {
  kind: "check";
  check: CheckProgram;
  assert: Evaluate | null;
}
export type Step = FormulaStep | RuleStep | CheckStep;

export interface Plan {
  steps: Step[];
  /** topic → indexes of the steps that read it */
  readers: Map<string, { step: number; own: boolean }[]>;
  /** topic of a link field → fields of its target that some step reads through it */
  through: Map<string, Set<string>>;
  /** topics of the formula fields that the page can work out */
  computable: Set<string>;
  /** topic of a formula of rows that no step reads → its step: it can wait until somebody looks */
  leaves: Map<string, number>;
}

/** Columns the server fills in; known here only for a record that exists. */
const SYSTEM = new Set(["owner", "created_at", "created_by", "updated_at", "updated_by"]);

const programsOf = (step: Step, programs: FormPrograms): Program[] => {
  if (step.kind === "rule") return [step.rule.when, ...Object.values(step.rule.set ?? {})];
  if (step.kind === "check") return [step.check.assert];
  const program = programs.formulas[topicIn(step.row)(step.field)];
  return program ? [program] : [];
};

function ruleStep(rule: RuleProgram, subforms: Subforms): RuleStep {
  const row = rule.subform ?? null;
  const sets = Object.entries(rule.set ?? {});
  return {
    kind: "rule",
    row,
    rule,
    columns: (row && subforms.get(row)) || [],
    when: compile(rule.when),
    sets: sets.map(([field, program]) => ({ field, evaluate: compile(program) })),
    reads: readings([rule.when, ...sets.map(([, program]) => program)], row, subforms),
    writes: [...(rule.show ?? []), ...(rule.hide ?? []), ...sets.map(([key]) => key)].map(topicIn(row)),
  };
}

function formulaStep(path: string, program: Program, subforms: Subforms): FormulaStep {
  const row = aroundOf(path);
  const reads = readings([program], row, subforms);
  return {
    kind: "formula",
    row,
    field: row ? path.slice(row.length + 1) : path,
    evaluate: compile(program),
    reads,
    writes: [path],
  };
}

function checkStep(check: CheckProgram, subforms: Subforms): CheckStep {
  const row = check.subform ?? null;
  const reads = readings([check.assert], row, subforms);
  return { kind: "check", row, check, assert: compile(check.assert), reads, writes: [] };
}

/** Steps ordered so that writers come before readers; a circle keeps its written order. */
function ordered(steps: Step[]): Step[] {
  const writers = new Map<string, Step[]>();
  for (const step of steps)
    for (const topic of step.writes) writers.set(topic, [...(writers.get(topic) ?? []), step]);
  const done = new Set<Step>();
  const result: Step[] = [];
  const visit = (step: Step): void => {
    if (done.has(step)) return;
    done.add(step);
    for (const { topic } of step.reads) for (const writer of writers.get(topic) ?? []) visit(writer);
    result.push(step);
  };
  steps.forEach(visit);
  return result;
}

/** The parts of a path as the record sees them: `qty` in a row of `lines` is `lines.qty`. */
function fullPath(path: string[], row: string | null): string[] {
  if (row !== null && path[0] === "parent") return fullPath(path.slice(1), aroundOf(row));
  const names = path[0] === "row" ? path.slice(1) : path;
  return row === null ? names : [...row.split("."), ...names];
}

/** How many names lead to a link: of the record, of a row, of a row inside a row. */
const LENGTHS = [1, 2, 3];

/** Whether a path goes on behind a second link: the page has the record behind the first one only. */
const goesFar = (path: string[], row: string | null, links: Set<string>): boolean => {
  const full = fullPath(path, row);
  return LENGTHS.some((length) => full.length > length + 1 && links.has(full.slice(0, length).join(".")));
};

/** Fields of other records that the steps read through a link, by the link's topic. */
function linkReads(steps: Step[], programs: FormPrograms, links: Set<string>): Map<string, Set<string>> {
  const through = new Map<string, Set<string>>();
  for (const step of steps)
    for (const path of programsOf(step, programs).flatMap(refsOf)) {
      const full = fullPath(path, step.row);
      for (const length of LENGTHS) {
        const topic = full.slice(0, length).join(".");
        const target = full[length];
        if (target && links.has(topic)) through.set(topic, (through.get(topic) ?? new Set()).add(target));
      }
    }
  return through;
}

/** Formulas whose functions and fields the page has; one that reads another that isn't, isn't either. */
function computableTopics(
  steps: Step[],
  definition: FormDefinition,
  programs: FormPrograms,
  links: Set<string>,
): Set<string> {
  const known = new Map<string, string>();
  for (const { field, topic } of allFields(definition.fields)) known.set(topic, field.type);
  const computable = new Set<string>();
  for (const step of steps) {
    if (step.kind !== "formula" || !step.evaluate) continue;
    const paths = programsOf(step, programs).flatMap(refsOf);
    if (paths.some((path) => goesFar(path, step.row, links))) continue;
    const reachable = ({ topic }: Reading): boolean => {
      const type = known.get(topic);
      if (type === undefined) return SYSTEM.has(topic);
      return type === "formula" ? computable.has(topic) : type !== "series";
    };
    if (step.reads.every(reachable)) computable.add(topicIn(step.row)(step.field));
  }
  return computable;
}

/** Fields and columns with their topics. */
const allFields = (fields: Field[], row: string | null = null): { field: Field; topic: string }[] =>
  fields.flatMap((field) => {
    const topic = topicIn(row)(field.key);
    return [{ field, topic }, ...(field.type === "subform" ? allFields(field.fields, topic) : [])];
  });

export function makePlan(definition: FormDefinition, programs: FormPrograms): Plan {
  const subforms = new Map<string, string[]>();
  const links = new Set<string>();
  for (const { field, topic } of allFields(definition.fields)) {
    if (field.type === "link") links.add(topic);
    if (field.type === "subform")
      subforms.set(
        topic,
        field.fields.map(({ key }) => key),
      );
  }
  const steps = ordered([
    ...Object.entries(programs.formulas).map(([path, program]) => formulaStep(path, program, subforms)),
    ...programs.rules.map((rule) => ruleStep(rule, subforms)),
    ...programs.checks.map((check) => checkStep(check, subforms)),
  ]);
  const readers: Plan["readers"] = new Map();
  steps.forEach((step, index) => {
    for (const { topic, own } of step.reads)
      readers.set(topic, [...(readers.get(topic) ?? []), { step: index, own }]);
  });
  const through = linkReads(steps, programs, links);
  const computable = computableTopics(steps, definition, programs, links);
  for (const step of steps)
    if (step.kind === "formula" && !computable.has(topicIn(step.row)(step.field))) step.evaluate = null;
  return { steps, readers, through, computable, leaves: leavesOf(steps, readers, programs, subforms) };
}
