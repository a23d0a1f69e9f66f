/** The whole form of an engine: layout, fields, live rules. The page around it saves. */
import { useMemo, useRef, type KeyboardEvent } from "react";
import { COMPUTED } from "@/lib/form-runtime/computed";
import { comesLater } from "@/lib/form-runtime/creating";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { LayoutItem } from "@/lib/form-runtime/definition";
import { isEmpty } from "@/lib/form-runtime/paths";
import { completeLayout, itemKey, pagesOf, placedOf } from "@/lib/form-runtime/layout";
import { Blocks } from "./blocks";
import { EngineProvider, useOfForm } from "./engine-context";
import { FormField } from "./form-field";
import styles from "./form-view.module.css";
import { useLinkedRecords } from "./use-linked-records";
import { useOfferedLinks } from "./use-offered-links";

interface Props {
  engine: FormEngine;
  /** Puts the cursor into the first field. */
  autoFocus?: boolean;
  /** Only these fields, one page of several. */
  only?: readonly string[];
  onSave?: () => void;
}

/** Enter goes on to the next field, as people who type much expect; Ctrl+Enter saves. */
function goOn(event: KeyboardEvent<HTMLDivElement>, onSave?: () => void): void {
  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    onSave?.();
    return;
  }
  const target = event.target as HTMLElement;
  if (!target.matches("input:not([role=combobox]):not([type=checkbox]):not([type=radio])")) return;
  if (target.closest(".ant-picker")) return;
  event.preventDefault();
  const controls = [
    ...event.currentTarget.querySelectorAll<HTMLElement>("input,textarea,select,button[role=switch]"),
  ];
  const open = controls.filter(
    (control) => control.offsetParent !== null && !control.matches(":disabled,[type=file]"),
  );
  open[open.indexOf(target) + 1]?.focus();
}

/** In a new record: what comes later, and what this person has no hand in and nothing has filled in yet. It appears once
 * saved; numbers and formulas say by themselves when they come. */
function idleInNew(engine: FormEngine, key: string): boolean {
  const field = engine.field(key);
  if (!engine.isNew || !field) return false;
  if (comesLater(field, engine.snapshot(key).required, engine.given)) return true;
  if (field.derived || COMPUTED.has(field.type)) return false;
  if (engine.runtime.fields[key] === "read") return true;
  return !!field.readonly && isEmpty(engine.snapshot(key).value);
}

/** What the frame around the fields shows of them: which are there, may be filled in, have a problem. Their values
 * are their own affair, so that a key pressed in one of 500 fields draws that one. */
function frameOf(engine: FormEngine): string {
  return engine.runtime.definition.fields
    .map(({ key }) => {
      const { visible, readonly, issue } = engine.snapshot(key);
      return visible && !idleInNew(engine, key)
        ? issue?.level === "block"
          ? "!"
          : readonly
            ? "="
            : "+"
        : "-";
    })
    .join("");
}

export function FormBody({ engine, autoFocus, only, onSave }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const { definition } = engine.runtime;
  const blocks = useMemo(
    () =>
      only ? [{ section: null, columns: 2, items: placedOf(definition, only) }] : completeLayout(definition),
    [definition, only],
  );
  useOfForm(engine, () => frameOf(engine));
  useLinkedRecords(engine);
  useOfferedLinks(engine);
  // A button acts on what is saved: it has no place in what is being written.
  const drawn = (key: string): boolean =>
    engine.isVisible(key) && engine.field(key)?.type !== "button" && !idleInNew(engine, key);
  const visible = (item: LayoutItem): boolean => {
    const key = itemKey(item);
    return key === null ? true : drawn(key);
  };
  // The first on the screen, which need not be the first of the definition.
  const first = blocks
    .flatMap(pagesOf)
    .flatMap((page) => page.items.map(itemKey))
    .find((key) => {
      const place = key === null ? null : engine.snapshot(key);
      return place !== null && place.visible && !place.readonly;
    });
  return (
    <EngineProvider value={engine}>
      {/* Enter is caught here for all fields; the controls themselves carry the roles. */}
      <div ref={root} role="presentation" className={styles.form} onKeyDown={(event) => goOn(event, onSave)}>
        <Blocks
          blocks={blocks}
          hasContent={(items) =>
            items.some((item) => itemKey(item) !== null && visible(item)) ||
            (items.length > 0 && items.every((item) => itemKey(item) === null))
          }
          problemsIn={(items) =>
            items.filter((item) => {
              const key = itemKey(item);
              return key !== null && engine.snapshot(key).issue?.level === "block";
            }).length
          }
          renderField={(key) =>
            drawn(key) ? <FormField path={key} autoFocus={autoFocus && key === first} /> : null
          }
        />
      </div>
    </EngineProvider>
  );
}
