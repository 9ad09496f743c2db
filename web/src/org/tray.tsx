// What could not be done after all, with the reason: to be tried again, changed
// first, or let go. Nothing leaves without somebody saying so.

import { useState } from "preact/hooks";
import { asProblem } from "../api/problem";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Icon } from "../kit/icon";
import { toastProblem } from "../kit/toast";
import { discard, type Refused, resend, tray } from "../records/keep";
import { refusedCount, unsent } from "../records/send";
import { fullMoment, moment } from "../text/dates";
import { live } from "../text/en/live";
import { addTexts, t } from "../text/text";
import { line, lineHeard } from "./org";
import { trayOpen } from "./line-state";

addTexts(live);

export function StripView({ old }: { old: boolean }) {
  const refused = refusedCount.value;
  const off = line.value !== "live";
  return (
    <div class={`strip${off || unsent.value > 0 ? " warn" : ""}`} role="status">
      <Icon name={off || unsent.value > 0 ? "cloud-off" : "triangle-alert"} small />
      <span>
        {old ? t("strip.old", { at: moment(new Date(lineHeard.value).toISOString()) }) : off ? t("line.offline", { n: unsent.value }) : unsent.value > 0 ? t("line.waiting", { n: unsent.value }) : ""}{refused > 0 && (off || unsent.value > 0) ? " · " : ""}
        {refused > 0 && <button type="button" class="link" onClick={() => (trayOpen.value = true)}>{t("line.refused", { n: refused })}</button>}
      </span>
    </div>
  );
}

export function Tray({ onClose }: { onClose: () => void }) {
  const rows = tray.value;
  return (
    <Dialog title={t("tray.title", { n: rows.length })} onClose={onClose} footer={<Button autofocus onClick={onClose}>{t("close")}</Button>}>
      {rows.length === 0 ? <p>{t("tray.empty")}</p> : <p class="mid">{t("tray.body")}</p>}
      <ul class="tray">{rows.map((row) => <One key={row.id} row={row} />)}</ul>
    </Dialog>
  );
}

/** What a person wrote himself, and under which name it was sent. */
function textOf(row: Refused): { field: string; text: string } | undefined {
  const body = row.intent.request.body as Record<string, unknown> | undefined;
  const field = ["markdown", "description", "title", "name"].find((name) => typeof body?.[name] === "string");
  return field ? { field, text: String(body![field]) } : undefined;
}

function focusOnce(el: HTMLTextAreaElement | null): void {
  if (!el || el.dataset.seen) return;
  el.dataset.seen = "1";
  el.focus();
}

function One({ row }: { row: Refused }) {
  const written = textOf(row);
  const [editing, setEditing] = useState(false);
  const [text, setText] = useState(written?.text ?? "");
  const again = () => {
    const { body, ...request } = row.intent.request;
    // A text that others have changed meanwhile is sent over theirs: that is what was asked for here.
    const { baseVersion: _, ...fields } = (body ?? {}) as Record<string, unknown>;
    const changed = written ? { ...fields, [written.field]: text } : body;
    const touches = row.intent.touches.map((touch) => (written && touch.set && written.field in touch.set ? { ...touch, set: { ...touch.set, [written.field]: text } } : touch));
    discard(row.id);
    resend({ ...row.intent, touches, request: { ...request, ...(changed === undefined ? {} : { body: changed }) } }).catch((error) =>
      toastProblem(t("notDone", { what: row.intent.words || t("unsent.change") }), asProblem(error)),
    );
  };
  return (
    <li>
      <b dir="auto">{row.intent.words || t("unsent.change")}</b>
      <time class="meta" dateTime={new Date(row.intent.at).toISOString()} title={fullMoment(new Date(row.intent.at).toISOString())}>{moment(new Date(row.intent.at).toISOString())}</time>
      <p class="why">{row.detail || t("tray.refused")} {row.requestId && <small class="meta">{t("problem.request", { id: row.requestId })}</small>}</p>
      {editing ? (
        <textarea class="in" dir="auto" rows={4} value={text} aria-label={t("tray.text")} onInput={(e) => setText(e.currentTarget.value)} ref={focusOnce} />
      ) : (
        written && <p class="what" dir="auto">{text}</p>
      )}
      <div class="row">
        <Button onClick={again}>{t(row.code === "overtaken" ? "conflict.restore" : "tray.again")}</Button>
        {written && !editing && <Button kind="quiet" onClick={() => setEditing(true)}>{t("tray.edit")}</Button>}
        <span class="sp" />
        <Button kind="quiet" onClick={() => discard(row.id)}>{t("tray.discard")}</Button>
      </div>
    </li>
  );
}
