/** All settings of one link, in a drawer. */
import { Alert, Button, Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import { useFormLinkActs, type FormLink, type LinkBody, type LinkSettings } from "@/lib/public-form/links";
import { kept, useBegun } from "@/lib/use-begun";
import { DrawerFooter } from "@/ui/drawer-footer";
import { Tabs } from "@/ui/tabs";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { LinkAccess } from "./link-access";
import { LinkAfter } from "./link-after";
import { LinkFields } from "./link-fields";
import { LinkLook } from "./link-look";
import { LinkPages } from "./link-pages";
import { LinkSignals } from "./link-signals";
import styles from "./links.module.css";
import { tidied } from "./new-link";

interface Props {
  link: FormLink | null;
  body: LinkBody;
  definition: FormDefinition;
  onClose: (made: FormLink | null) => void;
}

/** What each tab of the editor works on. */
export interface PartProps {
  body: LinkBody;
  link: FormLink | null;
  definition: FormDefinition;
  patch: (change: Partial<LinkBody>) => void;
  set: (change: Partial<LinkSettings>) => void;
}

export function LinkEditor({ link, body: first, definition, onClose }: Props) {
  const { t } = useTranslation("formlinks");
  const { app, form } = useDesigner();
  const acts = useFormLinkActs(app, form);
  const toast = useToast();
  const [body, setBody] = useState(first);
  const [problems, setProblems] = useState<string[]>([]);
  const patch = (change: Partial<LinkBody>) => setBody((before) => ({ ...before, ...change }));
  const set = (change: Partial<LinkSettings>) =>
    setBody((before) => ({ ...before, settings: { ...before.settings, ...change } }));
  const save = async () => {
    setProblems([]);
    try {
      const made = await acts.save.mutateAsync({
        id: link?.id ?? null,
        version: link?.version ?? 0,
        body: tidied(body),
      });
      onClose(made);
    } catch (error) {
      if (error instanceof ApiProblem && error.errors.length > 0)
        setProblems([...new Set(error.errors.map((each) => each.message))]);
      else toast.failed(error);
    }
  };
  const part: PartProps = { body, link, definition, patch, set };
  const parts = [
    { key: "fields", content: <LinkFields {...part} /> },
    { key: "pages", content: <LinkPages {...part} />, ofForms: true },
    { key: "access", content: <LinkAccess {...part} /> },
    { key: "look", content: <LinkLook {...part} />, ofForms: true },
    { key: "after", content: <LinkAfter {...part} />, ofForms: true },
    { key: "signals", content: <LinkSignals {...part} /> },
  ].filter((each) => !each.ofForms || body.settings.signals === null);
  return (
    <Drawer
      open
      size={760}
      title={link ? t("edit_title", { name: link.label }) : t("new")}
      {...kept(useBegun(body))}
      onClose={() => onClose(null)}
      footer={
        <DrawerFooter>
          <Button onClick={() => onClose(null)}>{t("cancel")}</Button>
          <Button
            type="primary"
            loading={acts.save.isPending}
            disabled={!body.label.trim() || body.settings.fields.length === 0}
            onClick={() => void save()}
          >
            {t(link ? "save" : "create")}
          </Button>
        </DrawerFooter>
      }
    >
      {problems.length > 0 && (
        <Alert
          className={styles.problems}
          type="error"
          showIcon
          title={t("problems")}
          description={
            <ul>
              {problems.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          }
        />
      )}
      <Tabs items={parts.map(({ key, content }) => ({ key, label: t(`part.${key}`), children: content }))} />
    </Drawer>
  );
}
