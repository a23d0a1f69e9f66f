/** CodeMirror's side of the formula editor: labels as chips, completion, squiggles. Loaded lazily. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type Completion,
  type CompletionContext,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState, RangeSetBuilder, StateEffect, StateField, Prec } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  placeholder,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import { initials } from "@/lib/pinyin";
import type { FormulaFunction, FormulaName, FormulaProblem } from "./formula-queries";
import { tokensOf } from "./tokens";

export interface Vocabulary {
  names: FormulaName[];
  functions: FormulaFunction[];
  doc: (entry: FormulaFunction) => string;
  typeName: (entry: FormulaName) => string;
  /** What `parent.…` belongs to: the record around the one that is spoken of. */
  around: string;
}

const setVocabulary = StateEffect.define<Vocabulary>();
const EMPTY: Vocabulary = { names: [], functions: [], doc: () => "", typeName: () => "", around: "" };
const vocabulary = StateField.define<Vocabulary>({
  create: () => EMPTY,
  update: (value, transaction) =>
    transaction.effects.reduce((now, effect) => (effect.is(setVocabulary) ? effect.value : now), value),
});

class LabelChip extends WidgetType {
  constructor(
    readonly key: string,
    readonly label: string,
  ) {
    super();
  }
  override eq(other: LabelChip): boolean {
    return other.key === this.key && other.label === this.label;
  }
  override toDOM(): HTMLElement {
    const chip = document.createElement("span");
    chip.className = "dg-formula-chip";
    chip.textContent = this.label;
    chip.title = this.key;
    return chip;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

/** A column or a field behind a link is called with what it belongs to: «产品明细.金额», «本条.客户». */
export function fullLabels({ names, around }: Pick<Vocabulary, "names" | "around">): Map<string, string> {
  const own = new Map([["parent", around], ...names.map(({ name, label }) => [name, label] as const)]);
  return new Map(
    names.map(({ name, label }) => {
      const head = name.includes(".") ? own.get(name.slice(0, name.lastIndexOf("."))) : undefined;
      return [name, head ? `${head}.${label}` : label];
    }),
  );
}

function decorate(view: EditorView): DecorationSet {
  const labels = fullLabels(view.state.field(vocabulary));
  const builder = new RangeSetBuilder<Decoration>();
  const cursor = view.hasFocus ? view.state.selection.main.head : -1;
  for (const token of tokensOf(view.state.doc.toString())) {
    const label = token.kind === "path" ? labels.get(token.text) : undefined;
    // While the cursor is in it, a name is text: it can be typed on.
    const open = cursor > token.from && cursor <= token.to;
    if (label && !open)
      builder.add(token.from, token.to, Decoration.replace({ widget: new LabelChip(token.text, label) }));
    else builder.add(token.from, token.to, Decoration.mark({ class: `dg-formula-${token.kind}` }));
  }
  return builder.finish();
}

const chips = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update(update: ViewUpdate) {
      const news = update.transactions.some((transaction) => transaction.effects.length > 0);
      if (update.docChanged || update.selectionSet || update.focusChanged || news)
        this.decorations = decorate(update.view);
    }
  },
  {
    decorations: (plugin) => plugin.decorations,
    provide: (plugin) =>
      EditorView.atomicRanges.of((view) => {
        const builder = new RangeSetBuilder<Decoration>();
        view.plugin(plugin)?.decorations.between(0, view.state.doc.length, (from, to, value) => {
          if (value.spec.widget) builder.add(from, to, value);
        });
        return builder.finish();
      }),
  },
);

const nameOptions = (words: Vocabulary, labels: Map<string, string>): Completion[] =>
  words.names.map((entry) => ({
    label: entry.name,
    displayLabel: `${labels.get(entry.name) ?? entry.name}  ${entry.name}`,
    detail: words.typeName(entry),
    type: "variable",
    boost: entry.name.includes(".") ? 0 : 2,
  }));

const functionOptions = (words: Vocabulary): Completion[] =>
  words.functions.map((entry) => ({
    label: entry.name,
    detail: entry.signature.slice(entry.name.length),
    info: () => {
      const box = document.createElement("div");
      box.className = "dg-formula-info";
      box.textContent = words.doc(entry);
      return box;
    },
    type: "function",
    apply: (view, _completion, from, to) => {
      const followed = view.state.sliceDoc(to, to + 1) === "(";
      view.dispatch({
        changes: { from, to, insert: followed ? entry.name : `${entry.name}()` },
        selection: { anchor: from + entry.name.length + 1 },
      });
    },
  }));

/** By key, by label, by the initials of the label's pinyin; functions by name. */
function complete(context: CompletionContext) {
  const word = context.matchBefore(/[\p{L}\p{N}_.]*/u);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const words = context.state.field(vocabulary);
  const wanted = word.text.toLowerCase();
  const labels = fullLabels(words);
  const rank = (option: Completion): number => {
    const label = labels.get(option.label) ?? "";
    if (option.label.toLowerCase().startsWith(wanted) || label.startsWith(word.text)) return 3;
    if (label.includes(word.text) || initials(label).includes(wanted)) return 2;
    return option.label.toLowerCase().includes(wanted) ? 1 : 0;
  };
  const options = [...nameOptions(words, labels), ...functionOptions(words)]
    .map((option) => ({ option, order: rank(option) + (option.boost ?? 0) / 10 }))
    .filter(({ order }) => order >= 1)
    .sort((a, b) => b.order - a.order)
    .map(({ option }) => option);
  return { from: word.from, options: options.slice(0, 200), filter: false };
}

export interface EditorInput {
  parent: HTMLElement;
  text: string;
  label: string;
  id?: string;
  hint: string;
  onChange: (text: string) => void;
  onCursor: (position: number) => void;
  onBlur?: () => void;
}

export function createEditor(input: EditorInput): EditorView {
  return new EditorView({
    parent: input.parent,
    state: EditorState.create({
      doc: input.text,
      extensions: [
        vocabulary,
        history(),
        bracketMatching(),
        closeBrackets(),
        chips,
        autocompletion({ override: [complete], icons: false, activateOnTyping: true }),
        Prec.high(keymap.of(completionKeymap)),
        keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        placeholder(input.hint),
        EditorView.contentAttributes.of({
          "aria-label": input.label,
          spellcheck: "false",
          ...(input.id ? { id: input.id } : {}),
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) input.onChange(update.state.doc.toString());
          if (update.docChanged || update.selectionSet) input.onCursor(update.state.selection.main.head);
          if (update.focusChanged && !update.view.hasFocus) input.onBlur?.();
        }),
      ],
    }),
  });
}

export function tellVocabulary(view: EditorView, words: Vocabulary): void {
  view.dispatch({ effects: setVocabulary.of(words) });
}

export function showProblems(view: EditorView, problems: FormulaProblem[]): void {
  const end = view.state.doc.length;
  const diagnostics = problems.map((problem): Diagnostic => {
    const from = Math.min(problem.pos ?? 0, end);
    const to = Math.min(from + Math.max(problem.length ?? 1, 1), end);
    return {
      from: from === to ? Math.max(from - 1, 0) : from,
      to,
      severity: "error",
      message: problem.message,
    };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

export function insertText(view: EditorView, text: string, cursorBack = 0): void {
  const { from, to } = view.state.selection.main;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length - cursorBack },
  });
  view.focus();
}
