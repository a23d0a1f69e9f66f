/** Links by which somebody without an account sees a view: listed, made, revoked. */
import { Modal, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useZone } from "@/lib/queries/session";
import { LinkLine, LinkLines } from "@/ui/sharing/link-lines";
import { MadeLinkView } from "@/ui/sharing/made-link";
import type { GridState } from "../model/use-grid-state";
import { VIEW_ICONS } from "../views/type-icons";
import { NewViewLinkForm } from "./new-link-form";
import { useViewLinks, type MadeViewLink, type ViewLink } from "./queries";

interface Props {
  app: string;
  form: string;
  state: GridState;
  onClose: () => void;
}

export function ViewLinksDialog({ app, form, state, onClose }: Props) {
  const { t } = useTranslation("viewlinks");
  const [step, setStep] = useState<"list" | "new" | MadeViewLink>("list");
  const { links, create, remove } = useViewLinks(app, form);
  return (
    <Modal open width={640} footer={null} title={t("title")} onCancel={onClose}>
      {typeof step === "object" ? (
        <MadeLinkView link={step} onDone={() => setStep("list")} />
      ) : step === "new" ? (
        <NewViewLinkForm
          state={state}
          submit={(body) => create.mutateAsync(body)}
          onMade={setStep}
          onCancel={() => setStep("list")}
        />
      ) : (
        <LinkLines
          title={t("title")}
          text={t("text")}
          empty={{ title: t("empty"), text: t("empty_text") }}
          links={links}
          draw={(found) =>
            found.map((link) => (
              <Line key={link.id} link={link} onRevoke={() => remove.mutateAsync(link.id)} />
            ))
          }
          onNew={() => setStep("new")}
        />
      )}
    </Modal>
  );
}

function Line({ link, onRevoke }: { link: ViewLink; onRevoke: () => Promise<unknown> }) {
  const { t } = useTranslation(["viewlinks", "sharing"]);
  const locale = useLocale();
  const zone = useZone();
  const Icon = VIEW_ICONS[link.type];
  const [opened] = useState(() => Date.now());
  const over = Date.parse(link.expires_at) <= opened;
  return (
    <LinkLine
      icon={<Icon size={18} aria-hidden />}
      name={link.label}
      tags={
        <>
          {over && <Tag>{t("sharing:links.state.expired")}</Tag>}
          {link.has_password && <Tag>{t("locked")}</Tag>}
        </>
      }
      facts={
        <>
          {t("sharing:links.until", { at: formatInstant(link.expires_at, locale, zone) })} ·{" "}
          {t("count", { count: link.fields.length })}
        </>
      }
      over={over}
      onRevoke={onRevoke}
    />
  );
}
