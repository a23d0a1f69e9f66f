/** A formula being written: labels shown, keys stored; live type and mistakes; help for the function at hand. */
import type { EditorView } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { elementKind, isListType, type FormulaType } from "@/lib/formula/ast";
import type * as CodeMirror from "./codemirror";
import { FormulaHelp } from "./formula-help";
import { useFormulaCheck, useFormulaFunctions, type FormulaPlace } from "./formula-queries";
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

function useTypeName(): (type: FormulaType) => string {
  const { t } = useTranslation("form");
  return (type) => {
    const name = t(`formula.type.${elementKind(type)}`);
    return isListType(type) ? t("formula.list_of", { type: name }) : name;
  };
}

export function FormulaEditor({ id, label, place, value, onChange, small = false, hint }: Props) {
  const { t } = useTranslation("form");
  const locale = useLocale();
  const typeName = useTypeName();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const module = useRef<Module | null>(null);
  const latest = useRef({ onChange, value });
  const [ready, setReady] = useState(false);
  const [cursor, setCursor] = useState(0);
  const check = useFormulaCheck(place, value);
  const functions = useFormulaFunctions();
  useEffect(() => {
    latest.current = { onChange, value };
  });

  useEffect(() => {
    let gone = false;
    void import("./codemirror").then((loaded) => {
      if (gone || !host.current) return;
      module.current = loaded;
      view.current = loaded.createEditor({
        parent: host.current,
        text: latest.current.value,
        label,
        id,
        hint: hint ?? t("formula.hint"),
        onChange: (text) => latest.current.onChange(text),
        onCursor: setCursor,
      });
      setReady(true);
    });
    return () => {
      gone = true;
      view.current?.destroy();
      view.current = null;
    };
    // The editor is made once; texts from outside are put into it below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value, ready]);

  const names = check.data?.names;
  const words = useMemo(
    () => ({
      names: names ?? [],
      functions: functions.data ?? [],
      doc: (entry: { doc: Record<string, string> }) => entry.doc[locale] ?? "",
      typeName: (entry: { type: FormulaType }) => typeName(entry.type),
    }),
    // typeName changes with the language only.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [names, functions.data, locale],
  );
  useEffect(() => {
    if (view.current && module.current) module.current.tellVocabulary(view.current, words);
  }, [words, ready]);

  const blank = value.trim() === "";
  const problems = check.data && check.current && !blank ? check.data.problems : [];
  useEffect(() => {
    if (view.current && module.current && check.current) module.current.showProblems(view.current, problems);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [check.data, check.current, ready]);

  const around = functionAround(value, cursor);
  return (
    <div className={styles.editor} data-small={small || undefined}>
      <div ref={host} className={styles.box} data-invalid={problems.length > 0 || undefined} />
      <div className={styles.status} aria-live="polite">
        {problems[0] ? (
          <span className={styles.problem}>{problems[0].message}</span>
        ) : !blank && check.data?.ok && check.data.type !== null && check.current ? (
          <span className={styles.good}>{t("formula.gives", { type: typeName(check.data.type) })}</span>
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
