import { App, ConfigProvider } from "antd";
import type { Locale as AntdLocale } from "antd/es/locale";
import dayjs from "dayjs";
import { useEffect, useState, type ReactNode } from "react";
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
  return (
    <ConfigProvider
      theme={antdTheme(mode, phone, calm)}
      locale={texts ?? ARRIVING}
      button={{ autoInsertSpace: false }}
      form={{ requiredMark: "optional" }}
    >
      <App message={{ maxCount: 3 }}>{children}</App>
    </ConfigProvider>
  );
}
