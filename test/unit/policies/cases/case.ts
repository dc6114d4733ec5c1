/** A policy's proof: a program that satisfies it, and small changes of it that do not. */
export type Program = () => void;

export interface Case {
  /** Stack that the programs run as. Default: `prod`, where every rule holds. */
  readonly stack?: 'dev' | 'prod';
  /** Programs with which the policy is content. */
  readonly satisfied: Readonly<Record<string, Program>>;
  /** Programs that differ from a satisfying one in what the sentence says, and what the policy finds. */
  readonly violated: Readonly<Record<string, readonly [program: Program, ...found: string[]]>>;
}
