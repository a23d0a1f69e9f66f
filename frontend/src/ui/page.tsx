import type { ReactNode } from "react";
import { usePageTitle, type Crumb } from "@/lib/page-title";
import styles from "./page.module.css";

interface HeaderProps {
  title: string;
  description?: ReactNode;
  /** The way back; shown in the top bar, on the phone as the back arrow. */
  crumbs?: Crumb[];
  actions?: ReactNode;
  icon?: ReactNode;
}

export function PageHeader({ title, description, crumbs, actions, icon }: HeaderProps) {
  usePageTitle(title, crumbs);
  return (
    <header className={styles.header}>
      {icon}
      <div className={styles.heading}>
        <h1 className={styles.title}>{title}</h1>
        {description && <p className={styles.description}>{description}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

/** The measure of a page: `text` for forms and settings, `wide` for lists and cards, `full` for canvases. */
export function Page({
  width = "wide",
  children,
}: {
  width?: "text" | "wide" | "full";
  children: ReactNode;
}) {
  return <div className={`${styles.page} ${styles[width]}`}>{children}</div>;
}

export function Section({ title, text, extra, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <div>
          <h2 className={styles.sectionTitle}>{title}</h2>
          {text && <p className={styles.description}>{text}</p>}
        </div>
        {extra}
      </div>
      {children}
    </section>
  );
}

interface SectionProps {
  title: string;
  text?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}
