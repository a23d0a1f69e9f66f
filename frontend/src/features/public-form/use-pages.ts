/** The pages of a public form: only those with something on them, forward only when nothing is wrong. */
import { useCallback, useState } from "react";
import { ApiProblem } from "@/lib/api";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { OpenForm } from "@/lib/public-form/types";
import type { Label } from "@/lib/types";
import { useOfForm } from "@/ui/form-view/engine-context";
import { focusPlace } from "@/ui/form-view/place-id";

export interface Pages {
  at: number;
  count: number;
  isLast: boolean;
  label: Label;
  /** The fields of the page at hand; undefined: the whole form. */
  only: readonly string[] | undefined;
  next: () => void;
  back: () => void;
  /** Shows what is wrong on this page (or, `anywhere`, on the first page where something is). */
  mayLeave: (anywhere: boolean) => boolean;
  /** Goes to the page of what the server refused. */
  showRefused: (error: unknown) => void;
}

/** `lines/‹id›/qty` stands where `lines` stands. */
const placeOf = (path: string): string => path.split("/")[0] ?? path;

export function usePages(form: OpenForm, engine: FormEngine): Pages {
  const [wanted, setWanted] = useState(0);
  const isShown = (page: OpenForm["pages"][number]) => page.fields.some((key) => engine.isVisible(key));
  useOfForm(engine, () => form.pages.map(isShown).join());
  const shown = form.pages.filter(isShown);
  const at = Math.min(wanted, Math.max(shown.length - 1, 0));
  const page = shown[at];

  const go = useCallback((to: number) => {
    setWanted(to);
    window.scrollTo({ top: 0 });
  }, []);
  const reveal = (keys: readonly string[] | null): boolean => {
    const wrong = engine
      .issues()
      .filter(({ path, issue }) => issue.level === "block" && (!keys || keys.includes(placeOf(path))));
    const [first] = wrong;
    if (!first) return true;
    for (const { path } of wrong) engine.touch(path);
    const target = shown.findIndex((each) => each.fields.includes(placeOf(first.path)));
    if (target >= 0 && target !== at) go(target);
    requestAnimationFrame(() => focusPlace(first.path, engine));
    return false;
  };
  return {
    at,
    count: shown.length,
    isLast: at >= shown.length - 1,
    label: page?.label ?? "",
    only: page?.fields,
    next: () => {
      if (reveal(page?.fields ?? null)) go(at + 1);
    },
    back: () => go(at - 1),
    mayLeave: (anywhere) => reveal(anywhere ? null : (page?.fields ?? null)),
    showRefused: (error) => {
      const field = error instanceof ApiProblem ? error.errors[0]?.field : undefined;
      const target = shown.findIndex((each) => field !== undefined && each.fields.includes(field));
      if (target >= 0) go(target);
    },
  };
}
