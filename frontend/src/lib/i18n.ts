import i18next, { type BackendModule } from "i18next";
import { useCallback } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { currentLocale, labelText, rememberLocale } from "./locale";
import type { Label, Locale } from "./types";

type Texts = Record<string, unknown>;
type Load = () => Promise<{ default: Texts }>;

const bundles: Record<string, Load> = import.meta.glob<{ default: Texts }>("../locales/*/**/*.json");

/** A namespace is one file, or a folder of files that share its keys; it travels with the first page that uses it. */
function filesOf(language: string, namespace: string): Load[] {
  const path = `../locales/${language}/${namespace}`;
  return Object.keys(bundles)
    .filter((file) => file === `${path}.json` || file.startsWith(`${path}/`))
    .map((file) => bundles[file]!);
}

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, namespace, done) {
    const files = filesOf(language, namespace);
    if (files.length === 0) {
      done(new Error(`no texts ${namespace} in ${language}`), null);
      return;
    }
    Promise.all(files.map((load) => load())).then(
      (modules) => done(null, Object.assign({}, ...modules.map((module) => module.default)) as Texts),
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
  return useCallback((label) => labelText(label, locale), [locale]);
}
