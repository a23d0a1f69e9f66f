/** Rules or checks of the form, or of one of its subforms: choosing whose, adding, changing, removing. */
import { Button, Segmented } from "antd";
import { Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Field, FormDefinition, SubformField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { TabPage } from "@/ui/designer/tab-page";
import { EmptyState } from "@/ui/empty-state";
import { useUndoToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { columnAt, subformOf, subformPaths, updateField } from "../model/edit";
import styles from "./rules.module.css";

const FORM = "";

export interface CardProps<Item> {
  item: Item;
  number: number;
  fields: Field[];
  subform?: string;
  onChange: (item: Item) => void;
  onRemove: () => void;
}

interface Props<Item extends { id: string }> {
  words: { title: string; text: string; add: string; none: string; noneText: string; removed: string };
  kind: "rule" | "check";
  /** Where the items stand in a form, and in a subform. */
  itemsOf: (owner: FormDefinition | SubformField) => Item[] | undefined;
  patch: (items: Item[]) => Pick<FormDefinition, "rules" | "checks">;
  fresh: (id: string) => Item;
  card: (props: CardProps<Item>) => ReactNode;
}

/** r1, r2 …, c1, c2 …: never one that is there. */
function freshId(items: { id: string }[], kind: string): string {
  const used = new Set(items.map(({ id }) => id));
  let number = items.length + 1;
  while (used.has(`${kind[0]}${number}`)) number += 1;
  return `${kind[0]}${number}`;
}

export function ScopedList<Item extends { id: string }>(props: Props<Item>) {
  const { words, kind, itemsOf, patch, fresh, card } = props;
  const { t } = useTranslation("designer");
  const label = useLabel();
  const undoToast = useUndoToast();
  const { definition, apply, draft } = useDesigner();
  const subforms = subformPaths(definition.fields);
  const nameOf = (path: string): string => label(subformOf(definition, path)?.label) || columnAt(path).key;
  const [scope, setScope] = useState(FORM);
  const owner = scope === FORM ? definition : subformOf(definition, scope);
  const items = (owner && itemsOf(owner)) ?? [];
  const own = columnAt(scope);
  const put = (act: string, next: Item[]) =>
    apply(act, (before) =>
      scope === FORM ? { ...before, ...patch(next) } : updateField(before, own.key, patch(next), own.subform),
    );
  const changed = (at: number, item: Item) =>
    put(
      `${kind}:${scope}.${item.id}`,
      items.map((each, place) => (place === at ? item : each)),
    );
  const remove = (at: number) => {
    put(
      "remove",
      items.filter((_, place) => place !== at),
    );
    undoToast(words.removed, async () => draft.undo());
  };
  return (
    <TabPage
      title={words.title}
      text={words.text}
      extra={
        <Button
          type="primary"
          icon={<Plus size={16} />}
          onClick={() => put("add", [...items, fresh(freshId(items, kind))])}
        >
          {words.add}
        </Button>
      }
    >
      {subforms.length > 0 && (
        <Segmented
          className={styles.scope}
          aria-label={t("rules.scope")}
          value={scope}
          options={[
            { value: FORM, label: t("rules.scope_form") },
            ...subforms.map((path) => {
              const around = columnAt(path).subform;
              return { value: path, label: around ? `${nameOf(around)} › ${nameOf(path)}` : nameOf(path) };
            }),
          ]}
          onChange={setScope}
        />
      )}
      {items.length === 0 ? (
        <EmptyState compact title={words.none} text={words.noneText} />
      ) : (
        <ol className={styles.list}>
          {items.map((item, at) => (
            <li key={`${scope}.${item.id}`}>
              {card({
                item,
                number: at + 1,
                fields: owner?.fields ?? [],
                subform: scope || undefined,
                onChange: (next) => changed(at, next),
                onRemove: () => remove(at),
              })}
            </li>
          ))}
        </ol>
      )}
    </TabPage>
  );
}
