import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "@/lib/api";
import { JobProgress } from "@/ui/job-progress";
import { Section } from "@/ui/page";
import { useToast } from "@/ui/use-toast";

interface Result {
  file: { id: string; name: string };
}

/** Everything the platform keeps about oneself, as a file. */
export function MyData() {
  const { t } = useTranslation("profile");
  const toast = useToast();
  const start = useMutation({
    mutationFn: () => api.post<{ job: string }>("/me/personal-data:export"),
    onError: toast.failed,
  });
  return (
    <Section
      title={t("data.title")}
      text={t("data.text")}
      extra={
        <Button icon={<Download size={16} />} loading={start.isPending} onClick={() => start.mutate()}>
          {t("data.export")}
        </Button>
      }
    >
      {start.data && (
        <JobProgress<Result>
          id={start.data.job}
          title={t("data.running")}
          onDone={(job) => job.result && window.location.assign(apiUrl(`/files/${job.result.file.id}`))}
        />
      )}
    </Section>
  );
}
