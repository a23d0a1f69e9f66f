/** A form behind a password. */
import { Button, Input } from "antd";
import { useId, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { PublicFormClient } from "@/lib/public-form/client";
import { problemText } from "@/lib/problem-text";
import styles from "./public-form.module.css";

export function PasswordGate({ client, onOpen }: { client: PublicFormClient; onOpen: () => void }) {
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
      await client.unlock(password);
      onOpen();
    } catch (error) {
      setProblem(problemText(error));
      setBusy(false);
    }
  };
  return (
    <form className={styles.gate} onSubmit={(event) => void open(event)}>
      <label htmlFor={id}>{t("password.label")}</label>
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
