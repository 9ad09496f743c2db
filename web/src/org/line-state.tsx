// The state of the line, calm and true: at the foot of the sidebar in a word,
// and in a strip above the page only when what is shown has grown old.

import type { ComponentType } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../kit/icon";
import { isNarrow } from "../kit/media";
import { whereKept } from "../kit/toast";
import { refusedCount, unsent } from "../records/send";
import { t } from "../text/text";
import { line, lineHeard } from "./org";

export const trayOpen = signal(false);
whereKept(() => (trayOpen.value = true));

/** Older than this, what is shown deserves a word. */
const OLD = 60_000;

/** Live, connecting again, or offline; with what waits here, and what was refused. */
export function LineState() {
  const waiting = unsent.value;
  const refused = refusedCount.value;
  const well = line.value === "live" && waiting === 0;
  const words = line.value === "offline" ? t("line.offline", { n: waiting }) : line.value === "reconnecting" ? t("line.reconnecting") : waiting > 0 ? t("line.waiting", { n: waiting }) : t("line.live");
  return (
    <div class="state">
      <span class={`row${well ? "" : " warn"}`} role="status">
        {well ? <span class="dot" /> : <Icon name={line.value === "reconnecting" ? "refresh-cw" : "cloud-off"} small />}
        {words}
      </span>
      {refused > 0 && (
        <button type="button" class="link bad" onClick={() => (trayOpen.value = true)}>{t("line.refused", { n: refused })}</button>
      )}
    </div>
  );
}

/** Above the page, where something is to be said there; on a narrow page the foot of the sidebar is out of sight. */
export function Strip() {
  const [, look] = useState(0);
  const off = line.value !== "live";
  const age = off ? Date.now() - lineHeard.value : 0;
  useEffect(() => {
    if (!off || age >= OLD) return;
    const timer = setTimeout(() => look((n) => n + 1), OLD - age + 50);
    return () => clearTimeout(timer);
  }, [off, lineHeard.value]);
  const old = off && age >= OLD;
  const narrow = isNarrow.value && (line.value === "offline" || unsent.value > 0 || refusedCount.value > 0);
  const view = useLater(old || narrow);
  return view ? <view.StripView old={old} /> : null;
}

export function TrayHost() {
  const view = useLater(trayOpen.value);
  return view && trayOpen.value ? <view.Tray onClose={() => (trayOpen.value = false)} /> : null;
}

type Views = { StripView: ComponentType<{ old: boolean }>; Tray: ComponentType<{ onClose: () => void }> };

/** The parts that are seldom seen come when they are, and before the line is lost for long. */
function useLater(wanted: boolean): Views | undefined {
  const [views, setViews] = useState<Views | undefined>();
  useEffect(() => {
    if (!wanted || views) return;
    let gone = false;
    import("./tray").then((module) => !gone && setViews(module), () => {});
    return () => {
      gone = true;
    };
  }, [wanted, views]);
  return wanted ? views : undefined;
}
