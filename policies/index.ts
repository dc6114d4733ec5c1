/** The pack: `pulumi preview --policy-pack policies`. Importing this file serves it; what it holds is in the catalogue. */
import { PolicyPack } from '@pulumi/policy';
import { policies } from './catalogue.ts';

new PolicyPack('vigia', { policies: [...policies] });
