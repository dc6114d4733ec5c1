/** Every configuration key. What is not here is a mistake, in the namespaces that are. */
import type { Key } from './key.ts';
import { channelKeys } from './keys/channels.ts';
import { clusterKeys } from './keys/cluster.ts';
import { digestKeys } from './keys/digest.ts';
import { grafanaKeys } from './keys/grafana.ts';
import { platformKeys } from './keys/platform.ts';
import { storeKeys } from './keys/stores.ts';

export const keys = { ...platformKeys, ...clusterKeys, ...storeKeys, ...grafanaKeys, ...channelKeys, ...digestKeys };

export type KeyName = keyof typeof keys;

/** The type of a key's value. */
export type ValueOf<K extends KeyName> = (typeof keys)[K] extends Key<infer T> ? T : never;

/** Values by key. A key that is not set is not there, nor is one that is wrong. */
export type Values = { readonly [K in KeyName]?: ValueOf<K> };

/** The keys in order, whatever their values are. */
export const keyList = Object.entries(keys) as [KeyName, Key<unknown>][];

/** Namespaces that are ours alone: nothing else may stand in them. */
export const namespaces = new Set(keyList.map(([name]) => name.split(':')[0]));
