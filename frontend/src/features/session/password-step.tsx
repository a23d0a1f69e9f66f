import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, ApiProblem } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import type { Me } from "@/lib/types";
import { PlainButton } from "@/ui/plain-button";
import { EntranceField } from "./entrance-field";
import styles from "./entrance.module.css";

interface Props {
  onDone: (me: Me) => Promise<void>;
  /** The password was right and a code is asked for. */
  onTicket: (ticket: string) => void;
}

export function PasswordStep({ onDone, onTicket }: Props) {
  const { t } = useTranslation("session");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.post<Me | { ticket: string }>("/session", { email: email.trim(), password }),
    onSuccess: async (come) => ("ticket" in come ? onTicket(come.ticket) : await onDone(come)),
  });
  const wrong = signIn.error instanceof ApiProblem && signIn.error.status === 401;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit}>
      {signIn.error && (
        <p className={styles.error} role="alert">
          {wrong ? t("wrong") : problemText(signIn.error)}
        </p>
      )}
      <EntranceField
        label={t("email")}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        invalid={wrong}
        onChange={(event) => setEmail(event.target.value)}
      />
      <EntranceField
        label={t("password")}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        invalid={wrong}
        onChange={(event) => setPassword(event.target.value)}
      />
      <PlainButton type="submit" kind="primary" block busy={signIn.isPending}>
        {t("sign_in")}
      </PlainButton>
      <div className={styles.beside}>
        <Link to="/forgot">{t("forgot.link")}</Link>
      </div>
    </form>
  );
}
