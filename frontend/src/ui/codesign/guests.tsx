/** Who was asked to look at the draft; designers ask, and take it back. */
import { Button, Popover, Tag } from "antd";
import { UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useGuestActs, useSharedDraft, type DraftKind } from "@/lib/codesign";
import { PersonPicker } from "../person-picker";
import { useToast } from "../use-toast";
import styles from "./codesign.module.css";

export function Guests({ app, kind, thing }: { app: string; kind: DraftKind; thing: string }) {
  const { t } = useTranslation("codesign");
  const toast = useToast();
  const draft = useSharedDraft(app, kind, thing).data;
  const acts = useGuestActs(app, kind, thing);
  const [asking, setAsking] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);
  if (!draft) return null;
  const ask = () =>
    acts.invite.mutate(chosen, {
      onSuccess: () => {
        setAsking(false);
        setChosen([]);
      },
      onError: toast.failed,
    });
  return (
    <div className={styles.guests} role="group" aria-label={t("guests")}>
      {draft.guests.length === 0 && <span className={styles.faint}>{t("alone")}</span>}
      {draft.guests.map((guest) => (
        <Tag
          key={guest.id}
          closable={draft.can_design && { "aria-label": t("uninvite", { name: guest.name ?? "?" }) }}
          onClose={(event) => {
            event.preventDefault();
            acts.uninvite.mutate(guest.id, { onError: toast.failed });
          }}
        >
          {guest.name ?? "?"}
        </Tag>
      ))}
      {draft.can_design && (
        <Popover
          trigger="click"
          open={asking}
          onOpenChange={setAsking}
          placement="bottomRight"
          title={t("invite_title")}
          content={
            <div className={styles.ask}>
              <p className={styles.faint}>{t("invite_text")}</p>
              <PersonPicker
                many
                aria-label={t("people")}
                value={chosen}
                onChange={(next) => setChosen(Array.isArray(next) ? next : next ? [next] : [])}
              />
              <Button
                type="primary"
                disabled={chosen.length === 0}
                loading={acts.invite.isPending}
                onClick={ask}
              >
                {t("invite")}
              </Button>
            </div>
          }
        >
          <Button size="small" icon={<UserRoundPlus size={14} />}>
            {t("invite")}
          </Button>
        </Popover>
      )}
    </div>
  );
}
