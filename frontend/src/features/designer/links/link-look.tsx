/** How the public page looks: name, introduction, colours, logo, cover. */
import { Button, ColorPicker, Upload } from "antd";
import { ImagePlus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "@/lib/api";
import type { LinkSettings } from "@/lib/public-form/links";
import { LabelInput } from "@/ui/label-input";
import { Pair, Property } from "@/ui/property/property";
import { useToast } from "@/ui/use-toast";
import type { PartProps } from "./link-editor";
import styles from "./links.module.css";
import { LabelArea } from "./text-area";

type Theme = LinkSettings["theme"];

export function LinkLook({ body, link, definition, set }: PartProps) {
  const { t } = useTranslation("formlinks");
  const ids = { title: useId(), intro: useId() };
  const { settings } = body;
  const theme = (change: Partial<Theme>) => set({ theme: { ...settings.theme, ...change } });
  const colour = (name: "color" | "background") => (
    <Property label={t(`look.${name}`)}>
      <ColorPicker
        allowClear
        disabledAlpha
        format="hex"
        value={settings.theme[name] ?? null}
        showText
        onChangeComplete={(value) =>
          theme({ [name]: value.cleared ? null : value.toHexString().slice(0, 7) })
        }
      />
    </Property>
  );
  return (
    <div className={styles.part}>
      <Property label={t("look.title")} htmlFor={ids.title}>
        <LabelInput
          id={ids.title}
          value={settings.title}
          placeholder={typeof definition.label === "string" ? definition.label : ""}
          onChange={(title) => set({ title })}
        />
      </Property>
      <Property label={t("look.intro")} htmlFor={ids.intro}>
        <LabelArea id={ids.intro} value={settings.intro} onChange={(intro) => set({ intro })} />
      </Property>
      <Pair>
        {colour("color")}
        {colour("background")}
      </Pair>
      <Pair>
        <Picture
          name="logo"
          value={settings.theme.logo}
          stored={link?.settings.theme.logo ?? null}
          url={link?.url}
          onChange={(logo) => theme({ logo })}
        />
        <Picture
          name="cover"
          value={settings.theme.cover}
          stored={link?.settings.theme.cover ?? null}
          url={link?.url}
          onChange={(cover) => theme({ cover })}
        />
      </Pair>
    </div>
  );
}

interface PictureProps {
  name: "logo" | "cover";
  value: string | null;
  /** The one that the link shows already, and where. */
  stored: string | null;
  url: string | undefined;
  onChange: (id: string | null) => void;
}

function Picture({ name, value, stored, url, onChange }: PictureProps) {
  const { t } = useTranslation("formlinks");
  const toast = useToast();
  const token = url?.split("/").at(-1) ?? "";
  const shown =
    value &&
    (value === stored
      ? apiUrl(`/public/forms/${token}/pictures/${name}`)
      : apiUrl(`/files/${value}`, { preview: 1 }));
  return (
    <Property label={t(`look.${name}`)} help={t(`look.${name}_help`)}>
      {shown && <img className={styles.picture} src={shown} alt={t(`look.${name}`)} />}
      <div className={styles.after}>
        <Upload
          accept="image/png,image/jpeg,image/webp,image/gif"
          showUploadList={false}
          customRequest={({ file }) => {
            if (!(file instanceof Blob)) return;
            void api
              .upload<{ id: string }>("/files", { file })
              .then((kept) => onChange(kept.id))
              .catch(toast.failed);
          }}
        >
          <Button icon={<ImagePlus size={16} />}>{t(value ? "look.replace" : "look.choose")}</Button>
        </Upload>
        {value && (
          <Button type="text" onClick={() => onChange(null)}>
            {t("look.remove")}
          </Button>
        )}
      </div>
    </Property>
  );
}
