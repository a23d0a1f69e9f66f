/** The server behind the widgets of a public form: what its link offers, and no person, no record, no file beside. */
import { apiUrl } from "@/lib/api";
import type { PublicFormClient } from "@/lib/public-form/client";
import { uploadFile } from "@/ui/fields/api-services";
import { NameStore } from "@/ui/fields/names";
import type { FieldServices } from "@/ui/fields/services";
import { Uploads } from "@/ui/fields/uploads";

export function publicServices(client: PublicFormClient, zone: string): FieldServices {
  /** Pictures of files that this page has sent: the server gives nothing back to strangers. */
  const own = new Map<string, string>();
  return {
    zone,
    uploads: new Uploads(),
    names: new NameStore(async (kind, field, ids) => {
      if (kind !== "link") return {};
      const { items } = await client.choices(field, { values: ids });
      return Object.fromEntries(items.map((item) => [item.id, item.title]));
    }),
    async search(kind, field, text, signal, around) {
      if (kind !== "link") return [];
      const given = around ? JSON.stringify(around.given) : undefined;
      return (await client.choices(field, { search: text, given }, signal)).items;
    },
    async fitting(field, ids, given, signal) {
      const query = { values: ids, given: JSON.stringify(given) };
      return (await client.choices(field, query, signal)).items.map((item) => item.id);
    },
    async upload(field, file, progress, signal) {
      const url = apiUrl(`${client.path}/files`, { field });
      const kept = await uploadFile({ file }, progress, signal, { url, headers: client.headers() });
      own.set(kept.id, URL.createObjectURL(file));
      return kept;
    },
    fileUrl: (id) => own.get(id) ?? "#",
    linked: () => Promise.resolve(null),
    linkUrl: () => null,
  };
}
