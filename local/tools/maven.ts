import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findJdk } from './jdk.ts';
import { onPath } from './machine.ts';
import type { MavenRecipe } from './recipe.ts';
import { run } from './run.ts';
import type { Job, Machine } from './types.ts';

type Archive = NonNullable<MavenRecipe['archive']>;

/** What is missing to run this recipe's result; `toBuild` is missing only where it has to be built. */
export function probeMaven(recipe: MavenRecipe, machine: Machine): { missing: string[]; toBuild: string[] } {
  const { from, to } = recipe.jdk;
  const versions = to === undefined ? `${from} or newer (tried with 25)` : `${from} to ${to}`;
  const jdk = `a JDK ${versions}, for ${recipe.name}: install one and set JAVA_HOME, or put it under /usr/lib/jvm`;
  const maven = `Maven (mvn) on the PATH, for ${recipe.name}: https://maven.apache.org/install.html, or your system's package maven`;
  return {
    missing: findJdk(machine, recipe.jdk) ? [] : [jdk],
    toBuild: onPath(machine, 'mvn') ? [] : [maven],
  };
}

/** Collects the jars into `lib` and compiles the launcher into `classes`; the class files run on every JDK that is new enough. */
export async function buildMaven(recipe: MavenRecipe, folder: string, job: Job): Promise<number> {
  const jdk = findJdk(job.machine, recipe.jdk);
  if (!jdk) return 1;
  const options = { env: { ...job.machine.env, JAVA_HOME: jdk.home }, signal: job.signal, log: job.log };
  const maven = (...args: string[]) => run(['mvn', '-B', '-ntp', '-f', join(folder, 'pom.xml'), ...args], options);
  const lib = join(job.out, 'lib');
  const collected = await maven('--strict-checksums', ...recipe.goals, `-Dlib=${lib}`);
  if (collected.code !== 0) return collected.code;
  if (recipe.archive) {
    // Maven only warns here: what it fetches is compared with our own sum, which is stronger than the repository's.
    const copy = ['dependency:copy', `-Dartifact=${recipe.archive.artifact}`, `-Dlib=${job.scratch}`];
    const { code } = await maven('--lax-checksums', ...copy);
    if (code !== 0) return code;
    const unpacked = await unpack(recipe.archive, join(jdk.home, 'bin/jar'), job);
    if (unpacked !== 0) return unpacked;
  }
  const source = join(folder, `${recipe.mainClass}.java`);
  const classpath = classpathOf(recipe, job.out);
  const javac = ['--release', String(recipe.jdk.from), '-cp', classpath, '-d', join(job.out, 'classes'), source];
  return (await run([join(jdk.home, 'bin/javac'), ...javac], options)).code;
}

async function unpack({ artifact, sha256, into }: Archive, jar: string, job: Job): Promise<number> {
  const [, name, version, type] = artifact.split(':');
  const file = join(job.scratch, `${name}-${version}.${type}`);
  const found = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (found !== sha256) {
    await appendFile(job.log, `${artifact} has the SHA-256 sum ${found}; local/tools/catalogue wants ${sha256}.\n`);
    return 1;
  }
  const folder = join(job.out, into);
  await mkdir(folder, { recursive: true });
  return (await run([jar, 'xf', file], { cwd: folder, env: job.machine.env, signal: job.signal, log: job.log })).code;
}

/** The argv prefix that runs the built launcher: append its `--name=value` arguments. */
export function mavenCommand(recipe: MavenRecipe, entry: string, machine: Machine): string[] {
  const java = join(findJdk(machine, recipe.jdk)?.home ?? '', 'bin/java');
  const classpath = [join(entry, 'classes'), classpathOf(recipe, entry)].join(delimiter);
  return [java, ...recipe.jvmFlags, '-cp', classpath, recipe.mainClass];
}

function classpathOf({ jars }: MavenRecipe, entry: string): string {
  return jars.map((folder) => join(entry, folder, '*')).join(delimiter);
}
