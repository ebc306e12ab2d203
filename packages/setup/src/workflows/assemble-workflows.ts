import { renderAzure } from "../azure/render-azure.ts";
import { renderCi } from "../github/render-ci.ts";
import { renderDeploy } from "../github/render-deploy.ts";
import { renderRelease } from "../github/render-release.ts";
import { renderRemote } from "../github/render-remote.ts";
import { renderService } from "../github/render-service.ts";
import { renderGitLab } from "../gitlab/render-gitlab.ts";
import { renderJenkinsfile } from "../jenkins/render-jenkinsfile.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { type GeneratedFile, signText } from "./generated-file.ts";
import { gitHubPath } from "./workflow-paths.ts";

/** The files of the pipeline in the CI system of the configuration, sorted by path. */
export function assembleWorkflows(pipeline: Pipeline): GeneratedFile[] {
  switch (pipeline.settings.provider) {
    case "gitlab":
      return [{ path: ".gitlab-ci.yml", text: signText(renderGitLab(pipeline), "#") }];
    case "azure":
      return [{ path: "azure-pipelines.yml", text: signText(renderAzure(pipeline), "#") }];
    case "jenkins":
      return [{ path: "Jenkinsfile", text: signText(renderJenkinsfile(pipeline), "//") }];
    case "github":
      return assembleGitHubWorkflows(pipeline);
  }
}

function assembleGitHubWorkflows(pipeline: Pipeline): GeneratedFile[] {
  const texts = {
    "ci-remote": renderRemote(pipeline),
    ci: renderCi(pipeline),
    ...(pipeline.settings.environments.length === 0 ? {} : { deploy: renderDeploy(pipeline) }),
    release: renderRelease(pipeline),
    service: renderService(pipeline),
  };
  return Object.entries(texts).map(([name, text]) => ({ path: gitHubPath(pipeline.settings, name), text: signText(text, "#") }));
}
