import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import type { Me } from "@/lib/types";
import { EntranceField } from "./entrance-field";
import { EntranceForm } from "./entrance-form";
import styles from "./entrance.module.css";

interface Props {
  ticket: string;
  onDone: (me: Me) => void;
  onBack: () => void;
}

/** The code after the password: of the app on the phone, or one from paper. */
export function CodeStep({ ticket, onDone, onBack }: Props) {
  const { t } = useTranslation("session");
  const [code, setCode] = useState("");
  const [paper, setPaper] = useState(false);
  const send = useMutation({
    mutationFn: () => api.post<Me>("/session/second-factor", { ticket, code }),
    onSuccess: onDone,
  });
  return (
    <>
      <EntranceForm
        problem={send.error && problemText(send.error)}
        action={t("sign_in")}
        busy={send.isPending}
        onSubmit={() => send.mutate()}
      >
        <EntranceField
          key={String(paper)}
          label={t(paper ? "code.paper" : "code.label")}
          hint={t(paper ? "code.paper_hint" : "code.hint")}
          inputMode={paper ? "text" : "numeric"}
          autoComplete="one-time-code"
          minLength={6}
          maxLength={40}
          required
          autoFocus
          value={code}
          invalid={Boolean(send.error)}
          onChange={(event) => setCode(event.target.value)}
        />
      </EntranceForm>
      <div className={styles.beside}>
        <button
          type="button"
          className={styles.quiet}
          onClick={() => {
            setPaper(!paper);
            setCode("");
          }}
        >
          {t(paper ? "code.use_app" : "code.use_paper")}
        </button>
        <button type="button" className={styles.quiet} onClick={onBack}>
          {t("code.back")}
        </button>
      </div>
    </>
  );
}
