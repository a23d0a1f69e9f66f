/** A formula being written: labels shown, keys stored; live type and mistakes; help for the function at hand. */
import type { EditorView } from "@codemirror/view";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { elementKind, isListType, type FormulaType } from "@/lib/formula/ast";
import type * as CodeMirror from "./codemirror";
import { FormulaHelp } from "./formula-help";
import {
  useFormulaCheck,
  useFormulaFunctions,
  type FormulaPlace,
  type FormulaProblem,
} from "./formula-queries";
import { functionAround } from "./tokens";
import styles from "./formula-editor.module.css";

type Module = Pick<typeof CodeMirror, "createEditor" | "tellVocabulary" | "showProblems" | "insertText">;

interface Props {
  id?: string;
  label: string;
  place: FormulaPlace;
  value: string;
  onChange: (text: string) => void;
  /** One line to begin with (conditions, filters). */
  small?: boolean;
  hint?: string;
}

const NONE: FormulaProblem[] = [];

function useTypeName(): (type: FormulaType) => string {
  const { t } = useTranslation("form");
  return useCallback(
    (type) => {
      const name = t(`formula.type.${elementKind(type)}`);
      return isListType(type) ? t("formula.list_of", { type: name }) : name;
    },
    [t],
  );
}

export function FormulaEditor({ id, label, place, value, onChange, small = false, hint }: Props) {
  const { t } = useTranslation("form");
  const locale = useLocale();
  const typeName = useTypeName();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const module = useRef<Module | null>(null);
  const [ready, setReady] = useState(false);
  const [cursor, setCursor] = useState(0);
  const { data: checked, current } = useFormulaCheck(place, value);
  const functions = useFormulaFunctions();
  // The editor is made once; texts from outside are put into it below.
  const tell = useEffectEvent((text: string) => onChange(text));
  const create = useEffectEvent((loaded: Module, parent: HTMLElement) =>
    loaded.createEditor({
      parent,
      text: value,
      label,
      id,
      hint: hint ?? t("formula.hint"),
      onChange: tell,
      onCursor: setCursor,
    }),
  );
  useEffect(() => {
    let gone = false;
    void import("./codemirror").then((loaded) => {
      if (gone || !host.current) return;
      module.current = loaded;
      view.current = create(loaded, host.current);
      setReady(true);
    });
    return () => {
      gone = true;
      view.current?.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value, ready]);

  const names = checked?.names;
  const words = useMemo(
    () => ({
      names: names ?? [],
      functions: functions.data ?? [],
      doc: (entry: { doc: Record<string, string> }) => entry.doc[locale] ?? "",
      typeName: (entry: { type: FormulaType }) => typeName(entry.type),
      around: t("formula.around"),
    }),
    [names, functions.data, locale, typeName, t],
  );
  useEffect(() => {
    if (view.current && module.current) module.current.tellVocabulary(view.current, words);
  }, [words, ready]);

  const blank = value.trim() === "";
  const problems = checked && current && !blank ? checked.problems : NONE;
  useEffect(() => {
    if (view.current && module.current && current) module.current.showProblems(view.current, problems);
  }, [problems, current, ready]);

  const around = functionAround(value, cursor);
  return (
    <div className={styles.editor} data-small={small || undefined}>
      <div ref={host} className={styles.box} data-invalid={problems.length > 0 || undefined} />
      <div className={styles.status} aria-live="polite">
        {problems[0] ? (
          <span className={styles.problem}>{problems[0].message}</span>
        ) : !blank && checked?.ok && checked.type !== null && current ? (
          <span className={styles.good}>{t("formula.gives", { type: typeName(checked.type) })}</span>
        ) : (
          <span>{blank ? t("formula.empty") : t("formula.checking")}</span>
        )}
      </div>
      <FormulaHelp
        current={around}
        functions={functions.data ?? []}
        names={names ?? []}
        typeName={typeName}
        small={small}
        onInsert={(text, back) => {
          if (view.current && module.current) module.current.insertText(view.current, text, back);
        }}
      />
    </div>
  );
}
