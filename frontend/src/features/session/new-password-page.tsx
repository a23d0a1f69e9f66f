import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/lib/api";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { SESSION } from "@/lib/queries/session";
import { PlainButton } from "@/ui/plain-button";
import { Entrance } from "./entrance";
import { EntranceField } from "./entrance-field";
import styles from "./entrance.module.css";

/** The first sign-in with a password somebody else made: nothing else opens before an own one is set. */
export function NewPasswordPage() {
  const { t } = useTranslation("session");
  usePageTitle(t("new_password"));
  const client = useQueryClient();
  const navigate = useNavigate();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const change = useMutation({
    mutationFn: () => api.post("/me/password", { old, new: next }),
    onSuccess: async () => {
      await client.refetchQueries({ queryKey: SESSION });
      await navigate("/", { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setDiffer(next !== again);
    if (next === again) change.mutate();
  };
  return (
    <Entrance title={t("new_password")} text={t("new_password_text")}>
      <form onSubmit={submit}>
        {(differ || change.error) && (
          <p className={styles.error} role="alert">
            {differ ? t("differ") : problemText(change.error)}
          </p>
        )}
        <EntranceField
          label={t("old_password")}
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
        <EntranceField
          label={t("password_new")}
          hint={t("password_rule")}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
        <EntranceField
          label={t("password_again")}
          type="password"
          autoComplete="new-password"
          required
          invalid={differ}
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
        <PlainButton type="submit" kind="primary" block busy={change.isPending}>
          {t("save_password")}
        </PlainButton>
      </form>
    </Entrance>
  );
}
