import type { FormEvent, ReactNode } from "react";
import { PlainButton } from "@/ui/plain-button";
import styles from "./entrance.module.css";

interface Props {
  /** What went wrong the last time, in words. */
  problem: string | null;
  /** What the button does. */
  action: string;
  busy: boolean;
  onSubmit: () => void;
  /** The fields. */
  children: ReactNode;
}

/** A form at the entrance: what is wrong, the fields, one wide button. */
export function EntranceForm({ problem, action, busy, onSubmit, children }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      {problem && (
        <p className={styles.error} role="alert">
          {problem}
        </p>
      )}
      {children}
      <PlainButton type="submit" kind="primary" block busy={busy}>
        {action}
      </PlainButton>
    </form>
  );
}
