import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, newIdempotencyKey } from "@/lib/api";
import { APPS } from "@/lib/queries/apps";
import type { App, Job, Label } from "@/lib/types";

export interface NewApp {
  label: Label;
  icon?: string;
  color?: string;
}

/** One key per dialog: a second click or a retry makes no second app. */
export function useCreateApp() {
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  return useMutation({
    mutationFn: (app: NewApp) => api.post<App>("/apps", app, { idempotencyKey: key.current }),
    onSuccess: () => client.invalidateQueries({ queryKey: APPS }),
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
}

/** An industry a template knows; `modules`: what it switches. */
export interface TemplatePack {
  key: string;
  label: Label;
  description: Label;
  icon: string | null;
  modules: { on: string[]; off: string[] };
}

export interface Template {
  key: string;
  label: Label;
  description: Label;
  icon: string | null;
  color: string | null;
  forms: Label[];
  pictures: string[];
  demo: boolean;
  modules: { key: string; label: Label; description: Label | null; needs: string[] | null; on: boolean }[];
  packs: TemplatePack[];
}

export function useTemplates() {
  return useQuery({
    queryKey: ["templates"],
    queryFn: () => api.get<{ items: Template[] }>("/templates"),
    select: (page) => page.items,
    staleTime: 300_000,
  });
}

/** What an install job answers. */
export interface Installed {
  app: string;
}

export function useInstallTemplate() {
  return useMutation({
    mutationFn: (wish: { template: string; demo: boolean; modules?: string[]; pack?: string }) =>
      api.post<Job<Installed>>("/apps:install", wish),
  });
}

export function useUploadPackage() {
  return useMutation({ mutationFn: (file: File) => api.upload<Job<Installed>>("/apps:upload", { file }) });
}

/** What the wizard at `/apps/:app/import` takes as router state: the answer of the upload. */
export interface UploadState {
  upload: unknown;
}

/** Makes an app named after the file and hands the parsed file to the import wizard. */
export function useAppFromFile() {
  const create = useCreateApp();
  return useMutation({
    mutationFn: async (file: File) => {
      const label = file.name.replace(/\.[^.]+$/, "").slice(0, 100);
      const app = await create.mutateAsync({ label, icon: "file-spreadsheet", color: "teal" });
      try {
        return { app: app.key, upload: await api.upload<unknown>(`/apps/${app.key}/imports`, { file }) };
      } catch (error) {
        // A file that can't be read must not leave an empty app behind.
        await api.delete(`/apps/${app.key}`);
        throw error;
      }
    },
  });
}
