import { App, ConfigProvider } from "antd";
import type { Locale as AntdLocale } from "antd/es/locale";
import dayjs from "dayjs";
import { useEffect, useLayoutEffect, useState, type ReactNode } from "react";
import { accentOf, accentStyle, useCurrentAccent } from "@/lib/accent";
import { useAppearance } from "@/lib/appearance";
import { useLocale } from "@/lib/i18n";
import { antdTheme } from "@/lib/theme";
import type { Locale } from "@/lib/types";
import { useCalm, usePhone } from "@/lib/use-media";

const load: Record<Locale, () => Promise<AntdLocale>> = {
  "zh-CN": async () => {
    await import("dayjs/locale/zh-cn");
    return (await import("antd/es/locale/zh_CN")).default;
  },
  en: async () => (await import("antd/es/locale/en_US")).default,
};

/** antd puts a provider around the page when it gets a locale: with none at first, everything would be mounted anew
 * once the texts arrive, and a click made until then would be lost. */
const ARRIVING: AntdLocale = { locale: "en" };

/** antd with our theme, in the viewer's language. */
export function AntdRoot({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const { mode } = useAppearance();
  const phone = usePhone();
  const calm = useCalm();
  const accent = useCurrentAccent();
  const [texts, setTexts] = useState<AntdLocale>();
  useEffect(() => {
    let alive = true;
    void load[locale]().then((loaded) => {
      dayjs.locale(locale === "zh-CN" ? "zh-cn" : "en");
      if (alive) setTexts(loaded);
    });
    return () => {
      alive = false;
    };
  }, [locale]);
  useLayoutEffect(() => {
    // On the root: menus and dialogs are drawn outside of the page that opens them.
    const shades = accent ? Object.entries(accentStyle(accentOf(accent, mode))) : [];
    const { style } = document.documentElement;
    shades.forEach(([name, value]) => style.setProperty(name, value));
    return () => shades.forEach(([name]) => style.removeProperty(name));
  }, [accent, mode]);
  return (
    <ConfigProvider
      theme={antdTheme(mode, phone, calm, accent)}
      locale={texts ?? ARRIVING}
      button={{ autoInsertSpace: false }}
      form={{ requiredMark: "optional" }}
    >
      <App message={{ maxCount: 3 }}>{children}</App>
    </ConfigProvider>
  );
}
