/** The draft as a form that runs: every formula typed by the server, for the preview's live rules. */
import type { Field, FormDefinition, FormPrograms, FormRuntime } from "@/lib/form-runtime/definition";
import { fullRights } from "@/lib/form-runtime/field-index";
import { prepareRuntime } from "@/lib/form-runtime/prepare";
import type { Program } from "@/lib/formula/ast";
import { checkFormula } from "@/ui/formula-editor/formula-queries";

const AT_ONCE = 6;

/** Runs a few at a time: a large form has hundreds of formulas. */
async function all<T>(jobs: (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const queue = jobs.map((job, at) => ({ job, at }));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next.at] = await next.job();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

interface Wanted {
  text: string;
  scope: string;
  put: (program: Program) => void;
}

/** The formulas to type first, and (filled while they arrive) the values that rules set. */
function collect(definition: FormDefinition, programs: FormPrograms): { wanted: Wanted[]; sets: Wanted[] } {
  const wanted: Wanted[] = [];
  const sets: Wanted[] = [];
  const fieldsOf = (fields: Field[], subform?: string): void => {
    const scope = subform ? `row:${subform}` : "form";
    for (const field of fields) {
      const path = subform ? `${subform}.${field.key}` : field.key;
      if (field.type === "formula")
        wanted.push({ text: field.formula, scope, put: (program) => (programs.formulas[path] = program) });
      if (field.type === "lookup")
        wanted.push({
          text: `${field.link}.${field.field}`,
          scope,
          put: (program) => (programs.formulas[path] = program),
        });
      const value = field.default;
      if (typeof value === "object" && value !== null && "formula" in value)
        wanted.push({
          text: String(value.formula),
          scope,
          put: (program) => (programs.defaults[path] = program),
        });
      if (field.type === "subform") {
        fieldsOf(field.fields, path);
        clausesOf(field, path);
      }
    }
  };
  const clausesOf = (owner: Pick<FormDefinition, "rules" | "checks">, subform?: string): void => {
    const scope = subform ? `row:${subform}` : "form";
    for (const rule of owner.rules ?? []) {
      const { when, set, ...rest } = rule;
      wanted.push({
        text: when,
        scope,
        put: (program) => {
          const entry = {
            ...rest,
            when: program,
            ...(subform ? { subform } : {}),
            set: {} as Record<string, Program>,
          };
          programs.rules.push(entry);
          for (const [key, text] of Object.entries(set ?? {}))
            sets.push({ text, scope, put: (value) => (entry.set[key] = value) });
        },
      });
    }
    for (const check of owner.checks ?? [])
      wanted.push({
        text: check.assert,
        scope,
        put: (program) =>
          programs.checks.push({ ...check, assert: program, ...(subform ? { subform } : {}) }),
      });
  };
  fieldsOf(definition.fields);
  clausesOf(definition);
  return { wanted, sets };
}

/** A formula with a mistake is left out; the problems panel tells of it. */
export async function draftRuntime(
  app: string,
  form: string,
  definition: FormDefinition,
): Promise<FormRuntime> {
  const programs: FormPrograms = { formulas: {}, rules: [], checks: [], defaults: {} };
  const { wanted, sets } = collect(definition, programs);
  const run = async (list: Wanted[]): Promise<void> => {
    const texts = list.filter(({ text }) => text.trim() !== "");
    const answers = await all(
      texts.map(
        ({ text, scope }) =>
          () =>
            checkFormula({ app, form, definition, scope }, text),
      ),
    );
    answers.forEach((answer, at) => {
      if (answer.ast) texts[at]!.put(answer.ast);
    });
  };
  await run(wanted);
  await run(sets);
  return prepareRuntime({
    definition,
    version: 0,
    ops: ["create"],
    fields: fullRights(definition.fields),
    programs,
  });
}
