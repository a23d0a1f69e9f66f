import { ChevronRight } from "lucide-react";
import styles from "./app-frame.module.css";

interface Props {
  name: string;
  open: boolean;
  onToggle: () => void;
}

/** The name of a group of the navigation: it opens and closes. */
export function NavGroupHead({ name, open, onToggle }: Props) {
  return (
    <button type="button" className={styles.groupHead} aria-expanded={open} onClick={onToggle}>
      <span>{name}</span>
      <ChevronRight size={14} aria-hidden />
    </button>
  );
}
