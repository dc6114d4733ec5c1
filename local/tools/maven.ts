import { delimiter, join } from 'node:path';
import type { MavenRecipe } from './catalogue.ts';
import { findJdk } from './jdk.ts';
import { onPath } from './machine.ts';
import { run } from './run.ts';
import type { Job, Machine } from './types.ts';

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
  const lib = join(job.out, 'lib');
  const maven = ['-B', '-ntp', '--strict-checksums', '-f', join(folder, 'pom.xml'), ...recipe.goals, `-Dlib=${lib}`];
  const collected = await run(['mvn', ...maven], options);
  if (collected.code !== 0) return collected.code;
  const source = join(folder, `${recipe.mainClass}.java`);
  const classpath = classpathOf(recipe, job.out);
  const javac = ['--release', String(recipe.jdk.from), '-cp', classpath, '-d', join(job.out, 'classes'), source];
  return (await run([join(jdk.home, 'bin/javac'), ...javac], options)).code;
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
