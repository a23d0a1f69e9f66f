import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { api } from "@/lib/api";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { SESSION, useMe, useSignOut } from "@/lib/queries/session";
import { PlainButton } from "@/ui/plain-button";
import { Entrance } from "./entrance";
import { EntranceField } from "./entrance-field";
import { RecoveryCodes } from "./recovery-codes";
import styles from "./entrance.module.css";

interface Enrolment {
  secret: string;
  qr: string;
}

/** Turns two-step verification on: scan, show one code, keep the recovery codes. */
export function SecondFactorPage() {
  const { t } = useTranslation("session");
  usePageTitle(t("factor.title"));
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const signOut = useSignOut();
  const [demanded] = useState(me.must_enrol);
  const [code, setCode] = useState("");
  const begun = useQuery({
    queryKey: ["second-factor", "enrolment"],
    queryFn: () => api.post<Enrolment>("/me/second-factor"),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  const finish = useMutation({
    mutationFn: () =>
      api.post<{ codes: string[] }>("/me/second-factor:confirm", { code: code.replace(/\s/g, "") }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    finish.mutate();
  };
  const leave = async () => {
    client.removeQueries({ queryKey: ["second-factor"] });
    await client.refetchQueries({ queryKey: SESSION });
    await navigate(demanded ? "/" : "/me", { replace: true });
  };
  if (finish.data)
    return (
      <Entrance title={t("factor.codes")} text={t("factor.codes_text")}>
        <RecoveryCodes codes={finish.data.codes} />
        <p className={styles.or} />
        <PlainButton kind="primary" block onClick={() => void leave()}>
          {t("factor.kept")}
        </PlainButton>
      </Entrance>
    );
  const error = begun.error ?? finish.error;
  return (
    <Entrance title={t("factor.title")} text={t(demanded ? "factor.demanded" : "factor.text")}>
      {error && (
        <p className={styles.error} role="alert">
          {problemText(error)}
        </p>
      )}
      {begun.data && (
        <form onSubmit={submit}>
          <img className={styles.qr} src={begun.data.qr} alt={t("factor.qr")} />
          <p className={styles.secret}>
            {t("factor.by_hand")} <code>{begun.data.secret.match(/.{1,4}/g)?.join(" ")}</code>
          </p>
          <EntranceField
            label={t("code.label")}
            hint={t("factor.code_hint")}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            minLength={6}
            maxLength={7}
            autoFocus
            value={code}
            invalid={Boolean(finish.error)}
            onChange={(event) => setCode(event.target.value)}
          />
          <PlainButton type="submit" kind="primary" block busy={finish.isPending}>
            {t("factor.turn_on")}
          </PlainButton>
        </form>
      )}
      <div className={styles.beside}>
        {demanded ? (
          <button type="button" className={styles.quiet} onClick={() => signOut.mutate()}>
            {t("factor.sign_out")}
          </button>
        ) : (
          <Link to="/me">{t("factor.not_now")}</Link>
        )}
      </div>
    </Entrance>
  );
}
