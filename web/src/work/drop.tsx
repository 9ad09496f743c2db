// Where the carried card would land. By keyboard there is nothing in a hand, so
// the card itself stands here, lifted.

import { tables } from "../records/records";
import { t } from "../text/text";
import { CardBody } from "./card";
import { carry, limitWords, where } from "./carry";
import { useEffect, useRef } from "preact/hooks";

export function Drop() {
  const now = carry.value;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (now?.by === "keys") box.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [now]);
  if (now?.by !== "keys") return <div class="drop" aria-hidden="true" />;
  const task = tables.task.get(now.id);
  if (!task) return null;
  const limit = limitWords(now);
  return (
    <div class="drop keys" ref={box} aria-hidden="true">
      <div class="card">
        <CardBody task={task} done={false} comments={tables.taskTally.get(now.id)?.comments ?? 0} line="" by={undefined} moved={false} />
      </div>
      <div class="tip">
        {t("carry.tip", where(now.to))} <span>{limit ? t("carry.tip.limit", { limit }) : t("carry.tip.keys")}</span>
      </div>
    </div>
  );
}
