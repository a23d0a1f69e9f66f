/** One dialog for everything that takes people and a comment: transfer, delegate, CC, urge, withdraw, comment … */
import { Button, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Who } from "@/lib/flow/types";
import { problemText } from "@/lib/problem-text";
import { growing } from "@/lib/growing";
import { PersonPicker } from "../person-picker";
import styles from "./flow.module.css";

export interface Asked {
  people: string[];
  comment: string;
  /** What was picked of each of `choices`, in their order. */
  choices: string[];
}

interface Props {
  title: string;
  /** What will happen, in a sentence. */
  text?: string;
  action: string;
  danger?: boolean;
  people?: { label: string; many: boolean; among?: Who[] | null } | null;
  choices?: { label: string; options: { value: string; label: string; text?: string }[] }[];
  comment: "none" | "optional" | "required";
  onClose: () => void;
  /** Throws what the server refused; it is shown and the dialog stays. */
  onDo: (asked: Asked) => Promise<unknown>;
}

export function PeopleDialog(props: Props) {
  const { title, text, action, danger, people, choices = [], comment, onClose, onDo } = props;
  const { t } = useTranslation("flows");
  const [chosen, setChosen] = useState<string[]>([]);
  const [said, setSaid] = useState("");
  const [picked, setPicked] = useState(choices.map((one) => one.options[0]?.value ?? ""));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const missing =
    people && chosen.length === 0
      ? t("dialog.nobody")
      : comment === "required" && said.trim() === ""
        ? t("dialog.comment_required")
        : null;
  const run = async () => {
    if (missing) {
      setProblem(missing);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await onDo({ people: chosen, comment: said.trim(), choices: picked });
      onClose();
    } catch (error) {
      setProblem(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      width={480}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("action.cancel")}
        </Button>,
        <Button key="do" type="primary" danger={danger} loading={busy} onClick={() => void run()}>
          {action}
        </Button>,
      ]}
    >
      <div className={styles.dialog}>
        {text && <p>{text}</p>}
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        {people && (
          <div className={styles.dialogField}>
            <span className={styles.dialogLabel}>{people.label}</span>
            <WhoPicker {...people} value={chosen} onChange={setChosen} />
          </div>
        )}
        {choices.map((one, at) => (
          <div key={one.label} className={styles.dialogField} role="group" aria-label={one.label}>
            <span className={styles.dialogLabel}>{one.label}</span>
            <Radio.Group
              value={picked[at]}
              onChange={(event) =>
                setPicked(picked.map((old, place) => (place === at ? String(event.target.value) : old)))
              }
              options={one.options}
            />
          </div>
        ))}
        {comment !== "none" && (
          <label className={styles.dialogField}>
            <span className={styles.dialogLabel}>
              {t(comment === "required" ? "dialog.comment_must" : "dialog.comment")}
            </span>
            <Input.TextArea
              value={said}
              autoFocus={!people}
              maxLength={4000}
              styles={{ textarea: growing(2, 8) }}
              onChange={(event) => setSaid(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run();
              }}
            />
          </label>
        )}
      </div>
    </Modal>
  );
}

interface PickerProps {
  label: string;
  many: boolean;
  /** Only these can be picked. */
  among?: Who[] | null;
  value: string[];
  onChange: (people: string[]) => void;
}

/** Anybody, or one of a few. */
export function WhoPicker({ label, many, among, value, onChange }: PickerProps) {
  if (among)
    return (
      <Select
        aria-label={label}
        mode={many ? "multiple" : undefined}
        value={many ? value : value[0]}
        options={among.map((who) => ({ value: who.id, label: who.name }))}
        onChange={(next: string | string[]) => onChange(Array.isArray(next) ? next : [next])}
      />
    );
  return (
    <PersonPicker
      aria-label={label}
      many={many}
      value={many ? value : (value[0] ?? null)}
      onChange={(next) => onChange(next === null ? [] : Array.isArray(next) ? next : [next])}
    />
  );
}
