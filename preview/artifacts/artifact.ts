/** A file of the plan. */
export interface Artifact {
  /** Path below the folder that it is written to, with slashes. */
  readonly path: string;
  /** Its text. Secrets in it read `[secret]`. */
  readonly content: string;
}
