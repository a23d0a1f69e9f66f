import { Button, Dropdown } from "antd";
import {
  ArrowRightLeft,
  Ellipsis,
  FileUser,
  KeyRound,
  Link as LinkIcon,
  LogIn,
  Mail,
  Pencil,
  ShieldOff,
  UserRoundCheck,
  UserRoundX,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonRow } from "@/lib/types";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { HandOverDialog } from "./hand-over-dialog";
import type { ShownLink } from "./link-dialog";
import type { ShownPassword } from "./password-dialog";
import { PersonalDataDialog } from "./personal-data-dialog";
import { ProviderLinksDialog } from "./provider-links-dialog";
import { usePeopleActs } from "./queries";

interface Props {
  person: PersonRow;
  onEdit: () => void;
  onPassword: (shown: ShownPassword) => void;
  onLink: (shown: ShownLink) => void;
}

export function PersonMenu({ person, onEdit, onPassword, onLink }: Props) {
  const { t } = useTranslation("people");
  const { change, resetPassword, invite, inviteByMail, dropFactor } = usePeopleActs();
  const toast = useToast();
  const undo = useUndoToast();
  const ask = useConfirmDanger();
  const activate = (active: boolean) =>
    // A promise, not mutate's callbacks: the row may leave the list, and callbacks go with their component.
    void change
      .mutateAsync({ id: person.id, version: person.version, active })
      .then(
        (now) =>
          undo(t(active ? "enabled" : "disabled", { name: person.name }), () =>
            change.mutateAsync({ id: person.id, version: now.version, active: !active }),
          ),
        toast.failed,
      );
  const reset = () =>
    ask({
      title: t("reset.title", { name: person.name }),
      text: t("reset.text"),
      action: t("reset.action"),
      run: () =>
        resetPassword
          .mutateAsync(person.id)
          .then(
            ({ password }) => password && onPassword({ name: person.name, email: person.email, password }),
            toast.failed,
          ),
    });
  const unlock = () =>
    ask({
      title: t("factor.title", { name: person.name }),
      text: t("factor.text"),
      action: t("factor.action"),
      run: () => dropFactor.mutateAsync(person.id).then(() => toast.done(t("factor.done")), toast.failed),
    });
  const [handing, setHanding] = useState(false);
  const [looking, setLooking] = useState(false);
  const [linked, setLinked] = useState(false);
  const acts: Record<string, () => void> = {
    edit: onEdit,
    reset,
    invite: () =>
      void invite.mutateAsync(person.id).then((made) => onLink({ name: person.name, ...made }), toast.failed),
    mail: () =>
      void inviteByMail
        .mutateAsync(person.id)
        .then(() => toast.done(t("mail.done", { email: person.email })), toast.failed),
    factor: unlock,
    links: () => setLinked(true),
    data: () => setLooking(true),
    hand_over: () => setHanding(true),
    toggle: () => activate(!person.active),
  };
  return (
    // The row itself opens on a click; the menu must not.
    <span role="presentation" onClick={(event) => event.stopPropagation()}>
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          items: [
            ...(person.erased
              ? []
              : [
                  { key: "edit", label: t("edit"), icon: <Pencil size={16} /> },
                  { key: "reset", label: t("reset.menu"), icon: <KeyRound size={16} /> },
                ]),
            ...(person.active
              ? [
                  { key: "mail", label: t("mail.menu"), icon: <Mail size={16} /> },
                  { key: "invite", label: t("link.menu"), icon: <LinkIcon size={16} /> },
                  { key: "factor", label: t("factor.menu"), icon: <ShieldOff size={16} /> },
                  { key: "links", label: t("links.menu"), icon: <LogIn size={16} /> },
                ]
              : []),
            ...(person.outside
              ? []
              : [{ key: "hand_over", label: t("hand_over.menu"), icon: <ArrowRightLeft size={16} /> }]),
            { key: "data", label: t("data.menu"), icon: <FileUser size={16} /> },
            ...(person.erased
              ? []
              : [
                  person.active
                    ? { key: "toggle", label: t("disable"), icon: <UserRoundX size={16} />, danger: true }
                    : { key: "toggle", label: t("enable"), icon: <UserRoundCheck size={16} /> },
                ]),
          ],
          onClick: ({ key }) => acts[key]?.(),
        }}
      >
        <Button type="text" icon={<Ellipsis size={16} />} aria-label={t("acts", { name: person.name })} />
      </Dropdown>
      {linked && <ProviderLinksDialog person={person} onClose={() => setLinked(false)} />}
      {looking && <PersonalDataDialog person={person} onClose={() => setLooking(false)} />}
      {handing && <HandOverDialog person={person} onClose={() => setHanding(false)} />}
    </span>
  );
}
