// Where the carried card would land. By keyboard there is nothing in a hand, so
// the card itself stands here, lifted.

import { tables } from "../records/records";
import { number, t } from "../text/text";
import { CardBody } from "./card";
import { carry, limitWords, tipWords } from "./carry";
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
    <div class={`drop keys${now.ids.length > 1 ? ` stack${Math.min(now.ids.length, 3)}` : ""}`} ref={box} aria-hidden="true">
      <div class="card">
        <CardBody task={task} done={false} line="" by={undefined} moved={false} />
      </div>
      {now.ids.length > 1 && <span class="howmany">{number(now.ids.length)}</span>}
      <div class="tip">
        {tipWords(now)} <span>{limit ? t("carry.tip.limit", { limit }) : t("carry.tip.keys")}</span>
      </div>
    </div>
  );
}
