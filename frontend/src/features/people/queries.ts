import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "@/lib/api";
import { DEPARTMENTS } from "@/lib/queries/departments";
import type { Department, Group, Page, PersonRow } from "@/lib/types";

export interface PeopleFilter {
  search: string;
  department: string | null;
  active: boolean | null;
  outside: boolean | null;
}

const PEOPLE = ["people"] as const;
const GROUPS = ["groups"] as const;

export function usePeople(filter: PeopleFilter) {
  return useInfiniteQuery({
    queryKey: [...PEOPLE, filter],
    queryFn: ({ pageParam }) =>
      api.get<Page<PersonRow>>("/people", { query: { ...filter, limit: 50, cursor: pageParam } }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export interface PersonValues {
  email: string;
  name: string;
  phone: string | null;
  department_id: string | null;
  supervisor_id: string | null;
  is_admin: boolean;
  outside: boolean;
}

export interface Invitation {
  url: string;
  expires_at: string;
}

export interface NewPassword {
  password: string | null;
}

export function usePeopleActs() {
  const client = useQueryClient();
  const onSuccess = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: PEOPLE }),
      client.invalidateQueries({ queryKey: DEPARTMENTS }),
      client.invalidateQueries({ queryKey: ["directory"] }),
    ]);
  const create = useMutation({
    mutationFn: (values: PersonValues) => api.post<{ person: PersonRow } & NewPassword>("/people", values),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({
      id,
      ...values
    }: Partial<PersonValues> & { id: string; version: number; active?: boolean }) =>
      api.patch<PersonRow>(`/people/${id}`, values),
    onSuccess,
    // Somebody was faster: what is opened again is as they left it.
    onError: () => client.invalidateQueries({ queryKey: PEOPLE }),
  });
  const resetPassword = useMutation({
    mutationFn: (id: string) => api.post<NewPassword>(`/people/${id}/password`, {}),
    onSuccess,
  });
  const invite = useMutation({
    mutationFn: (id: string) => api.post<Invitation>(`/people/${id}/invitation`, {}),
  });
  const inviteByMail = useMutation({
    mutationFn: (id: string) => api.post(`/people/${id}/invitation:mail`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["letters"] }),
  });
  const dropFactor = useMutation({ mutationFn: (id: string) => api.delete(`/people/${id}/second-factor`) });
  return { create, change, resetPassword, invite, inviteByMail, dropFactor };
}

export function useDepartmentActs() {
  const client = useQueryClient();
  const onSuccess = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: DEPARTMENTS }),
      client.invalidateQueries({ queryKey: ["directory"] }),
    ]);
  type Values = Partial<Pick<Department, "name" | "parent_id" | "head_id" | "position">>;
  const create = useMutation({
    mutationFn: (values: Values) => api.post<Department>("/departments", values),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...values }: Values & { id: string }) =>
      api.patch<Department>(`/departments/${id}`, values),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/departments/${id}`), onSuccess });
  return { create, change, remove };
}

export function useGroups() {
  return useQuery({
    queryKey: GROUPS,
    queryFn: () => api.get<{ items: Group[] }>("/groups"),
    select: (page) => page.items,
  });
}

export function useGroupActs() {
  const client = useQueryClient();
  const onSuccess = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: GROUPS }),
      client.invalidateQueries({ queryKey: ["directory"] }),
    ]);
  const save = useMutation({
    mutationFn: ({ id, ...values }: { id: string | null; name: string; members: string[] }) =>
      id ? api.patch<Group>(`/groups/${id}`, values) : api.post<Group>("/groups", values),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/groups/${id}`), onSuccess });
  return { save, remove };
}
