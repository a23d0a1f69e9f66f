import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, ApiProblem } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import type { Me } from "@/lib/types";
import { EntranceField } from "./entrance-field";
import { EntranceForm } from "./entrance-form";
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
  return (
    <>
      <EntranceForm
        problem={wrong ? t("wrong") : signIn.error && problemText(signIn.error)}
        action={t("sign_in")}
        busy={signIn.isPending}
        onSubmit={() => signIn.mutate()}
      >
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
      </EntranceForm>
      <div className={styles.beside}>
        <Link to="/forgot">{t("forgot.link")}</Link>
      </div>
    </>
  );
}
