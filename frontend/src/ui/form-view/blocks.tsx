/** Sections, tabs, columns, lines and notes. What stands in a field's place is the caller's. */
import { ChevronDown } from "lucide-react";
import { Fragment, useId, useState, type ReactNode } from "react";
import type { LayoutBlock, LayoutItem, SectionBlock, TabPage } from "@/lib/form-runtime/definition";
import { isSection, itemKey, itemSpan } from "@/lib/form-runtime/layout";
import { useLabel } from "@/lib/i18n";
import { Tabs } from "../tabs";
import styles from "./form-view.module.css";
import { NoteText } from "./note-text";

interface BlocksProps {
  blocks: LayoutBlock[];
  /** Draws the field's place; null when it isn't shown. */
  renderField: (key: string) => ReactNode;
  /** Whether anything of these items is shown: empty sections and tabs disappear. */
  hasContent: (items: LayoutItem[]) => boolean;
  /** How many problems stand behind a tab, so that nobody looks for them in vain. */
  problemsIn?: (items: LayoutItem[]) => number;
}

export function Blocks(props: BlocksProps) {
  return (
    <div className={styles.blocks}>
      {props.blocks.map((block, at) =>
        isSection(block) ? (
          props.hasContent(block.items) && <FormSection key={at} block={block} {...props} />
        ) : (
          <FormTabs key={at} tabs={block.tabs} {...props} />
        ),
      )}
    </div>
  );
}

function FormSection({ block, ...props }: BlocksProps & { block: SectionBlock }) {
  const label = useLabel();
  const id = useId();
  const title = label(block.section);
  const [open, setOpen] = useState(!block.collapsed);
  const problems = props.problemsIn?.(block.items) ?? 0;
  const shown = open || problems > 0;
  if (!title) return <Grid page={block} {...props} />;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 className={styles.sectionTitle}>
        <button
          type="button"
          id={id}
          className={styles.sectionToggle}
          aria-expanded={shown}
          onClick={() => setOpen(!shown)}
        >
          <ChevronDown size={16} aria-hidden className={shown ? undefined : styles.folded} />
          {title}
        </button>
      </h2>
      {shown && <Grid page={block} {...props} />}
    </section>
  );
}

function FormTabs({ tabs, ...props }: BlocksProps & { tabs: TabPage[] }) {
  const label = useLabel();
  const shown = tabs.map((tab, at) => ({ tab, at })).filter(({ tab }) => props.hasContent(tab.items));
  if (shown.length === 0) return null;
  return (
    <Tabs
      className={styles.tabs}
      items={shown.map(({ tab, at }) => {
        const problems = props.problemsIn?.(tab.items) ?? 0;
        return {
          key: String(at),
          label: (
            <>
              {label(tab.label)}
              {problems > 0 && <span className={styles.count}>{problems}</span>}
            </>
          ),
          forceRender: problems > 0,
          children: <Grid page={tab} {...props} />,
        };
      })}
    />
  );
}

function Grid({ page, renderField }: BlocksProps & { page: SectionBlock | TabPage }) {
  const columns = page.columns ?? 2;
  return (
    <div className={styles.grid} data-columns={columns}>
      {groupsOf(page.items).map((items, group) => (
        <Fragment key={group}>
          {items.map((item, at) => {
            const key = itemKey(item);
            if (key === null) return <Ornament key={at} item={item} />;
            const content = renderField(key);
            if (!content) return null;
            return (
              <div key={key} className={styles.cell} data-span={Math.min(itemSpan(item), columns)}>
                {content}
              </div>
            );
          })}
        </Fragment>
      ))}
    </div>
  );
}

/** What changes in one of hundreds of neighbours, React looks for in all of them: so it has a few dozen of each. */
function groupsOf<T>(items: readonly T[]): T[][] {
  const size = Math.ceil(Math.sqrt(items.length)) || 1;
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

export function Ornament({ item }: { item: LayoutItem }) {
  const label = useLabel();
  if (typeof item === "string" || "field" in item) return null;
  if ("note" in item)
    return (
      <div className={styles.wide}>
        <NoteText text={label(item.note)} />
      </div>
    );
  const caption = label(item.divider);
  return (
    <div className={`${styles.wide} ${styles.divider}`} role="separator">
      {caption && <span>{caption}</span>}
    </div>
  );
}
