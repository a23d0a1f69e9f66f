import i18next, { type BackendModule } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { currentLocale, labelText, rememberLocale } from "./locale";
import type { Label, Locale } from "./types";

const bundles = import.meta.glob<{ default: Record<string, unknown> }>("../locales/*/*.json");

/** A namespace is one file and travels with the first page that uses it. */
const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, namespace, done) {
    const load = bundles[`../locales/${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts ${namespace} in ${language}`), null);
      return;
    }
    load().then(
      (module) => done(null, module.default),
      (error: Error) => done(error, null),
    );
  },
};

export async function startI18n(): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: currentLocale(),
      fallbackLng: false,
      load: "currentOnly",
      supportedLngs: ["zh-CN", "en"],
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = currentLocale();
}

export async function changeLocale(locale: Locale): Promise<void> {
  rememberLocale(locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
}

export function useLocale(): Locale {
  const { i18n } = useTranslation();
  return i18n.language as Locale;
}

/** Turns a stored label (text, or text per language) into text in the viewer's language. */
export function useLabel(): (label: Label | null | undefined) => string {
  const locale = useLocale();
  return (label) => labelText(label, locale);
}
