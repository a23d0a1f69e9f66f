/** The left column of a designer: what there is to put in, in groups, by drag, by click, by Enter. */
import { Input } from "antd";
import { Search } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./palette.module.css";

interface Props {
  name: string;
  columns?: 1 | 2;
  children: ReactNode;
}

export function PaletteColumn({ name, columns = 1, children }: Props) {
  return (
    <nav className={styles.palette} aria-label={name} data-columns={columns}>
      {children}
    </nav>
  );
}

interface SearchProps {
  name: string;
  text: string;
  onSearch: (text: string) => void;
}

export function PaletteSearch({ name, text, onSearch }: SearchProps) {
  return (
    <Input
      prefix={<Search size={14} aria-hidden />}
      placeholder={name}
      aria-label={name}
      allowClear
      value={text}
      onChange={(event) => onSearch(event.target.value)}
    />
  );
}

export function PaletteGroup({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name}>
      <h2 className={styles.group}>{name}</h2>
      <div className={styles.entries}>{children}</div>
    </section>
  );
}

interface EntryProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  ref?: Ref<HTMLButtonElement>;
  icon: ReactNode;
  name: string;
  dragging?: boolean;
}

export function PaletteEntry({ icon, name, dragging, ...button }: EntryProps) {
  return (
    <button {...button} type="button" className={styles.entry} data-dragging={dragging || undefined}>
      {icon}
      <span>{name}</span>
    </button>
  );
}

/** The search found nothing. */
export function PaletteNone({ text }: { text: string }) {
  return <p className={styles.none}>{text}</p>;
}
