/** The parts of a definition beside its fields: rules, checks, unique sets, test cases. Types only. */
import type { Program } from "@/lib/formula/ast";
import type { Label } from "@/lib/types";

export interface Rule {
  id: string;
  label?: Label;
  when: string;
  show?: string[];
  hide?: string[];
  require?: string[];
  readonly?: string[];
  set?: Record<string, string>;
  /** Field → the options that are left. */
  options?: Record<string, string[]>;
  /** Field (or `*`: the whole row) → how it looks. */
  style?: Record<string, Look>;
}

/** Names of the option palette, fit for both appearances. */
export interface Look {
  color?: string | null;
  background?: string | null;
  bold?: boolean;
}

export interface Check {
  id: string;
  assert: string;
  level: "block" | "warn";
  message: Label;
  fields?: string[];
}

export interface UniqueSet {
  fields: string[];
  normalise?: boolean;
  message?: Label | null;
}

/** A test case of the form (engines/form/case.py); only what is named in `expect` is looked at. */
export interface TestCase {
  name: string;
  given?: Record<string, unknown>;
  record?: Record<string, unknown> | null;
  linked?: Record<string, Record<string, Record<string, unknown>>>;
  user?: { id?: string; name?: string; department?: string | null; roles?: string[] };
  day?: string;
  expect?: {
    values?: Record<string, unknown>;
    visible?: Record<string, boolean>;
    required?: Record<string, boolean>;
    readonly?: Record<string, boolean>;
    problems?: string[] | null;
  };
}

/** Rules and checks as the server compiled them: every condition is a typed tree. */
export interface RuleProgram {
  id?: string;
  /** Whose rows the rule speaks of; absent for the record itself. */
  subform?: string;
  when: Program;
  show?: string[];
  hide?: string[];
  require?: string[];
  readonly?: string[];
  set?: Record<string, Program>;
  options?: Record<string, string[]>;
  style?: Record<string, Look>;
}

export interface CheckProgram {
  id?: string;
  subform?: string;
  assert: Program;
  level: "block" | "warn";
  message: Label;
  fields?: string[];
}
