/** One line of the property panel. */
import { InputNumber, Switch } from "antd";
import { useId, type ReactNode } from "react";
import styles from "./property.module.css";

interface RowProps {
  label: string;
  htmlFor?: string;
  help?: string;
  problem?: string | null;
  children: ReactNode;
}

export function Property({ label, htmlFor, help, problem, children }: RowProps) {
  return (
    <div className={styles.property}>
      {htmlFor ? (
        <label className={styles.label} htmlFor={htmlFor}>
          {label}
        </label>
      ) : (
        <span className={styles.label}>{label}</span>
      )}
      {children}
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {help && <p className={styles.help}>{help}</p>}
    </div>
  );
}

export function Toggle({
  label,
  help,
  value,
  onChange,
  disabled,
}: {
  label: string;
  help?: string;
  value: boolean;
  onChange: (value: boolean) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className={styles.property}>
      <div className={styles.toggle}>
        <label htmlFor={id}>{label}</label>
        <Switch id={id} size="small" checked={value} disabled={disabled} onChange={onChange} />
      </div>
      {help && <p className={styles.help}>{help}</p>}
    </div>
  );
}

interface NumberProps {
  label: string;
  value: number | null | undefined;
  onChange: (value: number | undefined) => void;
  min?: number;
  max?: number;
  precision?: number;
  placeholder?: string;
  suffix?: string;
}

export function NumberProperty({ label, value, onChange, precision = 0, ...rest }: NumberProps) {
  const id = useId();
  return (
    <Property label={label} htmlFor={id}>
      <InputNumber<number>
        id={id}
        className={styles.full}
        value={value ?? null}
        precision={precision}
        controls={false}
        onChange={(next) => onChange(next ?? undefined)}
        {...rest}
      />
    </Property>
  );
}

/** Two short properties side by side. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className={styles.pair}>{children}</div>;
}
