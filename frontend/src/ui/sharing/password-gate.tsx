/** A public page behind a password. */
import { Button, Input } from "antd";
import { useId, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "@/lib/problem-text";
import styles from "./sharing.module.css";

interface Props {
  label: string;
  unlock: (password: string) => Promise<unknown>;
  onOpen: () => void;
}

export function PasswordGate({ label, unlock, onOpen }: Props) {
  const { t } = useTranslation("publicform");
  const id = useId();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (!password || busy) return;
    setBusy(true);
    setProblem("");
    try {
      await unlock(password);
      onOpen();
    } catch (error) {
      setProblem(problemText(error));
      setBusy(false);
    }
  };
  return (
    <form className={styles.gate} onSubmit={(event) => void open(event)}>
      <label htmlFor={id}>{label}</label>
      <Input.Password
        id={id}
        autoFocus
        autoComplete="off"
        value={password}
        status={problem ? "error" : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => setPassword(event.target.value)}
      />
      {problem && (
        <p id={`${id}-problem`} className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t("password.open")}
      </Button>
    </form>
  );
}
