export type { AffectedImage, AffectedProject, AffectedResult, BaseSource, ChangedFile, Reason } from "./result.ts";
