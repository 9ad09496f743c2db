// All projects; without one, the form for the first with the cursor in it.

import { useEffect, useState } from "preact/hooks";
import { projects } from "../api/calls";
import { newId } from "../api/ids";
import { sentence, useAction } from "../identity/form";
import { Button } from "../kit/button";
import { Field, FieldError } from "../kit/field";
import { ProjectTile } from "../kit/people";
import { Star } from "../find/star";
import { MenuButton } from "../org/frame";
import { loaded, loadOrg, mayCreateProjects, orgId, projectList } from "../org/org";
import { useCommands } from "../keys/keys";
import { tables } from "../records/records";
import { go, query, to } from "../routes";
import { Bars } from "../kit/state";
import { t } from "../text/text";
import { freeHue } from "./commands";
import { freeKey } from "./key";
import { ArchivedProjects } from "./archived";
import { ProgressBar, useProgress } from "./progress";
import { removeSample, SampleButton } from "./sample";
import { TrashedProjects } from "./trashed";

export function ProjectsScreen() {
  const org = orgId.value;
  const list = projectList.value;
  const may = mayCreateProjects.value;
  const [adding, setAdding] = useState(query.peek() === "?new");
  useEffect(() => setAdding(query.value === "?new"), [query.value]);
  useCommands([{ keys: "c", group: t("nav.projects"), words: t("nav.addProject"), run: () => may && setAdding(true) }], [may]);
  const close = () => {
    setAdding(false);
    if (location.search) go(to.projects(org), { replace: true });
  };

  const progress = useProgress();
  const sample = list.some((project) => project.sample);
  const empty = loaded.value && list.length === 0;
  return (
    <>
      <header class="top">
        <MenuButton />
        <h1>{t("nav.projects")}</h1>
        {list.length > 0 && <span class="meta">{t("project.count", { n: list.length })}</span>}
        <span class="sp" />
        {may && !empty && !adding && <Button kind="primary" icon="plus" keys="C" onClick={() => setAdding(true)}>{t("project.new")}</Button>}
      </header>
      <div class="page">
        {!loaded.value && <Bars />}
        {(adding || empty) && may && <NewProject first={empty} onClose={empty ? undefined : close} />}
        {empty && !may && <div class="emptybox"><h2 class="big">{t("project.none.title")}</h2><p class="mid">{t("project.none.body")}</p></div>}
        {list.length > 0 && (
          <ul class="plist">
            {list.map((project) => (
              <li key={project.id}>
                <a class="wr" href={to.board(org, project.key)}>
                  <ProjectTile name={project.name} hue={project.hue} large />
                  <span class="strong cut" dir="auto">{project.name}</span>
                  <span class="key">{project.key}</span>
                  {project.sample && <span class="meta">{t("sample.mark")}</span>}
                  <span class="mid cut hide-s" dir="auto">{project.description}</span>
                  <span class="sp" />
                  <ProgressBar progress={progress[project.id]} />
                </a>
                <Star kind="project" id={project.id} name={project.name} />
              </li>
            ))}
          </ul>
        )}
        {loaded.value && may && !empty && !sample && <p class="offer"><SampleButton org={org} /></p>}
        {sample && may && <p class="offer"><span class="mid">{t("sample.there")}</span> <Button onClick={() => void removeSample(org)}>{t("sample.remove")}</Button></p>}
        <ArchivedProjects />
        {loaded.value && may && <TrashedProjects />}
      </div>
    </>
  );
}

function NewProject({ first, onClose }: { first: boolean; onClose?: () => void }) {
  const org = orgId.value;
  const [id] = useState(() => newId("prj"));
  const [name, setName] = useState("");
  const [ownKey, setOwnKey] = useState<string | undefined>();
  const { working, problem, run } = useAction();
  const key = ownKey ?? freeKey(name, projectList.value.map((p) => p.key));
  return (
    <form
      class="newproject"
      onSubmit={(e) => {
        e.preventDefault();
        void run(async () => {
          const { data } = await projects.create(org, { id, name: name.trim(), key, hue: freeHue(projectList.peek()) });
          tables.project.put(data);
          if (data.version === undefined) await loadOrg(org);
          go(to.board(org, data.key));
        });
      }}
      onKeyDown={(e) => {
        if (e.key !== "Escape" || !onClose) return;
        e.stopPropagation();
        onClose();
      }}
    >
      {first ? (
        <div>
          <h2 class="big">{t("project.first.title")}</h2>
          <p class="mid">{t("project.first.body")}</p>
        </div>
      ) : (
        <h2 class="big">{t("project.new")}</h2>
      )}
      <Field label={t("project.name")} required autofocus dir="auto" maxLength={100} value={name} error={problem?.of("name")} placeholder={t("project.name.example")} onInput={(e) => setName(e.currentTarget.value)} />
      <Field
        label={t("project.key")} required maxLength={10} value={key} error={problem?.of("key")} hint={key ? t("project.numbered", { key }) : t("project.key.hint")}
        onInput={(e) => setOwnKey(e.currentTarget.value.toUpperCase().replace(/[^A-Z0-9]/g, ""))}
      />
      {problem && problem.errors.length === 0 && <FieldError text={sentence(problem)} />}
      <div class="row">
        <Button kind="primary" type="submit" working={working}>{t("project.create")}</Button>
        {onClose && <Button kind="quiet" onClick={onClose}>{t("cancel")}</Button>}
        {first && <SampleButton org={org} />}
      </div>
    </form>
  );
}
