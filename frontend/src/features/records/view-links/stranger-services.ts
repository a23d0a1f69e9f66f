/** What widgets get where a stranger looks: names that came with the records, and nothing to open or to choose. */
import { NameStore } from "@/ui/fields/names";
import type { FieldServices } from "@/ui/fields/services";
import { Uploads } from "@/ui/fields/uploads";

export const strangerServices = (zone: string): FieldServices => ({
  names: new NameStore(() => Promise.resolve({})),
  zone,
  search: () => Promise.resolve([]),
  fitting: () => Promise.resolve([]),
  uploads: new Uploads(),
  upload: () => Promise.reject(new Error("read only")),
  fileUrl: () => "",
  linked: () => Promise.resolve(null),
  linkUrl: () => null,
});
