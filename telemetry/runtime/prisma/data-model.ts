/**
 * What the guard knows of the application's models. Prisma 7 gives a running client no public description of them: field names
 * and types come from its runtime data model, lists and foreign keys from the schema text that it carries. Both are checked
 * when the extension is made, so that a Prisma that changes them fails at the start, not open.
 */

export interface Relation {
  readonly model: string;
  readonly list: boolean;
  /** This model's foreign key fields, where it holds the key. */
  readonly fields: readonly string[];
  /** The fields that those refer to. */
  readonly references: readonly string[];
}

export interface Model {
  readonly name: string;
  /** Whether its rows belong to a tenant, and are compared. */
  readonly scoped: boolean;
  readonly relations: ReadonlyMap<string, Relation>;
}

export type DataModel = ReadonlyMap<string, Model>;

interface RuntimeField {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
}

/** The parts of a Prisma client that are read here. */
export interface ClientInternals {
  readonly _runtimeDataModel?: { readonly models?: Readonly<Record<string, { readonly fields: readonly RuntimeField[] }>> };
  readonly _engineConfig?: { readonly inlineSchema?: string };
  readonly _globalOmit?: Readonly<Record<string, Readonly<Record<string, boolean | undefined>> | undefined>>;
}

/**
 * Reads the models of a client.
 * @throws Error that names every model which neither has the tenant field nor is declared unscoped, and every declared name
 *   that is no model
 */
export function readDataModel(client: ClientInternals, tenantField: string, unscopedModels: readonly string[]): DataModel {
  const models = client._runtimeDataModel?.models;
  const schema = client._engineConfig?.inlineSchema;
  if (!models || typeof schema !== 'string') {
    throw new Error('tenantGuard() cannot read the data model of this Prisma client: it knows Prisma 7. Update @vigia/telemetry.');
  }
  const has = (name: string, field: string) => models[name]?.fields.some((candidate) => candidate.name === field) ?? false;
  const faults = [
    ...Object.keys(models)
      .filter((name) => !has(name, tenantField) && !unscopedModels.includes(name))
      .map((name) => `${name} has no field ${tenantField}: add it, or name the model in unscopedModels`),
    ...Object.keys(models)
      .filter((name) => client._globalOmit?.[name.charAt(0).toLowerCase() + name.slice(1)]?.[tenantField])
      .map((name) => `the client's option omit leaves ${tenantField} out of ${name}: take that out`),
    ...unscopedModels.filter((name) => !(name in models)).map((name) => `unscopedModels names ${name}, which is no model`),
  ];
  if (faults.length > 0) throw new Error(`tenantGuard() cannot guard this client: ${faults.join('; ')}.`);

  const blocks = modelBlocks(schema);
  return new Map(
    Object.entries(models).map(([name, { fields }]) => {
      const relations = fields.filter(({ kind }) => kind === 'object');
      const lines = blocks.get(name) ?? '';
      return [
        name,
        {
          name,
          scoped: !unscopedModels.includes(name),
          relations: new Map(relations.map((field) => [field.name, relationOf(field, lines)])),
        },
      ];
    }),
  );
}

function modelBlocks(schema: string): Map<string, string> {
  const blocks = new Map<string, string>();
  for (const [, name, body] of schema.matchAll(/^\s*(?:model|type)\s+(\w+)\s*\{([^}]*)^\s*\}/gm)) {
    if (name && body) blocks.set(name, body);
  }
  return blocks;
}

function relationOf({ name, type }: RuntimeField, block: string): Relation {
  const declaration = new RegExp(`^[ \\t]*${name}[ \\t]+${type}(\\[\\])?\\??(.*)$`, 'm').exec(block);
  if (!declaration) throw new Error(`tenantGuard() cannot find the relation ${name} in the schema that the Prisma client carries.`);
  const [, list, attributes = ''] = declaration;
  return {
    model: type,
    list: list !== undefined,
    fields: namesIn(/\bfields:\s*\[([^\]]*)\]/, attributes),
    references: namesIn(/\breferences:\s*\[([^\]]*)\]/, attributes),
  };
}

function namesIn(pattern: RegExp, text: string): string[] {
  const inside = pattern.exec(text)?.[1] ?? '';
  return inside
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
