import styles from "./import.module.css";

interface Item {
  label: string;
  value: number;
  tone?: "bad";
}

const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** A few counts side by side. */
export function Numbers({ items }: { items: Item[] }) {
  return (
    <dl className={styles.numbers}>
      {items.map((item) => (
        <div key={item.label} data-tone={item.tone}>
          <dt>{item.label}</dt>
          <dd>{thousands(item.value)}</dd>
        </div>
      ))}
    </dl>
  );
}
