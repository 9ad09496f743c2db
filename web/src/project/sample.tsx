// The sample project: made to be looked at and tried, and gone for good with one press.

import { projects as calls } from "../api/calls";
import { asProblem } from "../api/problem";
import { useAction } from "../identity/form";
import { Button } from "../kit/button";
import { toast, toastProblem } from "../kit/toast";
import { tables } from "../records/records";
import { go, to } from "../routes";
import { t } from "../text/text";

export function SampleButton({ org }: { org: string }) {
  const { working, run } = useAction();
  return (
    <Button
      working={working}
      onClick={() => void run(async () => {
        try {
          const { data } = await calls.sample(org);
          tables.project.put(data);
          go(to.board(org, data.key));
        } catch (error) {
          toastProblem(t("sample.failed"), asProblem(error));
        }
      })}
    >{t("sample.try")}</Button>
  );
}

export async function removeSample(org: string): Promise<void> {
  try {
    await calls.removeSample(org);
    const gone = tables.project.all().find((project) => project.sample);
    if (gone) tables.project.remove(gone.id, gone.version);
    toast({ words: t("sample.removed") });
  } catch (error) {
    toastProblem(t("sample.notRemoved"), asProblem(error), () => void removeSample(org));
  }
}
