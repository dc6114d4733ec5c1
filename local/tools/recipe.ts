/** What a tool is made of, by the kind of its build. */
import type { ToolName } from './types.ts';

/** A dependency that needs a file its module does not carry: path in the module -> file in the build folder. */
export interface Addition {
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Scripts that a binary looks for beside itself, out of a module that it is built from. */
export interface Companions {
  readonly module: string;
  readonly files: readonly string[];
}

export interface GoRecipe {
  readonly kind: 'go';
  readonly name: string;
  readonly version: string;
  readonly makes: readonly ToolName[];
  readonly packages: readonly string[];
  readonly flags: readonly string[];
  readonly ldflags: string;
  readonly additions: readonly Addition[];
  readonly companions?: Companions;
}

export interface MavenRecipe {
  readonly kind: 'maven';
  readonly name: string;
  readonly version: string;
  readonly makes: readonly ToolName[];
  /** Major versions of the JDKs that it runs on, both included. */
  readonly jdk: { readonly from: number; readonly to?: number };
  /** What Maven is told to do. */
  readonly goals: readonly string[];
  /**
   * An archive beside the jars, whose repository may keep no checksum for Maven to compare: it has to be this one.
   * `into` is the folder of the build that it is unpacked into.
   */
  readonly archive?: { readonly artifact: string; readonly sha256: string; readonly into: string };
  /** Folders of jars in the build, in the order in which classes are looked for. */
  readonly jars: readonly string[];
  readonly mainClass: string;
  readonly jvmFlags: readonly string[];
}

/** Binaries taken out of a Debian package, which is not installed: an installation would start the package's service. */
export interface DebianRecipe {
  readonly kind: 'debian';
  readonly name: string;
  /** The oldest that will do: the release of Debian (or Ubuntu) decides which one it is. */
  readonly version: string;
  readonly makes: readonly ToolName[];
  readonly package: string;
  /** Path in the package of each tool's binary, or of its folder. */
  readonly files: Readonly<Partial<Record<ToolName, string>>>;
  /** Packages of the libraries that the binaries load, where not every system has them. */
  readonly libraries: readonly string[];
  /** How to have it where there is no such package: the rest of a sentence that begins with name and version. */
  readonly elsewhere: string;
}

/** A module of Python that runs as a server, in an environment of its own with the packages that its requirements.txt pins. */
export interface PythonRecipe {
  readonly kind: 'python';
  readonly name: string;
  readonly version: string;
  readonly makes: readonly [ToolName];
  /** What starts it is called so. */
  readonly program: string;
  readonly module: string;
  /** The oldest Python that it runs on. */
  readonly python: string;
}

export type Recipe = GoRecipe | MavenRecipe | DebianRecipe | PythonRecipe;

/** What the system's package manager installs, because it is no single file: several programs that find each other. */
export interface SystemPackage {
  readonly tool: ToolName;
  /** The oldest that will do. */
  readonly version: string;
  /** Its name in Debian. */
  readonly package: string;
  /** What a person does where we may not install it: the rest of a sentence that begins with the product and its version. */
  readonly instruction: string;
}
