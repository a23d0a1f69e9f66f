import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, onConfirmation } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import { useSession } from "@/lib/queries/session";
import { PlainButton } from "@/ui/plain-button";
import { EntranceField } from "./entrance-field";
import styles from "./entrance.module.css";

/** Asks once more who sits here, when an act wants a fresh sign-in; the act goes on afterwards by itself. */
export function ConfirmIdentity() {
  const { t } = useTranslation("session");
  const by = useSession().data?.person.confirms_by ?? "password";
  const dialog = useRef<HTMLDialogElement>(null);
  const waiting = useRef<((shown: boolean) => void)[]>([]);
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    onConfirmation(
      () =>
        new Promise((resolve) => {
          waiting.current.push(resolve);
          if (!dialog.current?.open) dialog.current?.showModal();
        }),
    );
    return () => onConfirmation(() => Promise.resolve(false));
  }, []);

  const end = (shown: boolean) => {
    for (const resolve of waiting.current.splice(0)) resolve(shown);
    setValue("");
    setProblem(null);
    dialog.current?.close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The form stands inside pages that may be forms themselves (React hands events on through portals).
    event.stopPropagation();
    setBusy(true);
    void api
      .post("/session/confirm", { [by]: value })
      .then(
        () => end(true),
        (error: unknown) => setProblem(problemText(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby="confirm-identity"
      onCancel={() => end(false)}
    >
      <h2 id="confirm-identity" className={styles.dialogTitle}>
        {t("confirm.title")}
      </h2>
      <p className={styles.text}>{t(`confirm.text_${by}`)}</p>
      <form onSubmit={submit}>
        {problem && (
          <p className={styles.error} role="alert">
            {problem}
          </p>
        )}
        {by !== "nothing" && (
          <EntranceField
            label={t(by === "code" ? "code.label" : "password")}
            type={by === "code" ? "text" : "password"}
            inputMode={by === "code" ? "numeric" : undefined}
            autoComplete={by === "code" ? "one-time-code" : "current-password"}
            required
            autoFocus
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
        <div className={styles.dialogButtons}>
          <PlainButton onClick={() => end(false)}>{t("common:action.cancel")}</PlainButton>
          {by !== "nothing" && (
            <PlainButton type="submit" kind="primary" busy={busy}>
              {t("confirm.go_on")}
            </PlainButton>
          )}
        </div>
      </form>
    </dialog>
  );
}
