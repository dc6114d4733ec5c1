/** A mock monitor that listens to the whole register request: the plain mocks callback sees neither parents nor protection. */
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks.js';
import { specialSecretSig, specialSigKey } from '@pulumi/pulumi/runtime/rpc.js';
import { outputsOf } from './outputs.ts';

/** A value as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One resource, as the program registered it. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of its parent; the stack itself has none. */
  readonly parent: string | undefined;
  /** False for a component. */
  readonly custom: boolean;
  /** URN of the explicit provider that makes it; undefined for components, and where a default provider would have to be used. */
  readonly provider: string | undefined;
  /** Its inputs, with `SECRET` in the place of every secret. */
  readonly inputs: JsonObject;
  /** Its inputs with the secrets in clear. Never printed: a test looks here at what a secret is made of. */
  readonly clear: JsonObject;
  /** URNs that it depends on, sorted, each once. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Of a component: what it registered as its outputs, masked. */
  readonly outputs?: JsonObject;
}

/** What stands for a secret wherever a plan is shown. */
export const SECRET = '[secret]';

/** As much of the protocol's messages as is read here; the SDK publishes no types for them. */
interface Struct {
  toJavaScript(): JsonObject;
}
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getProvider(): string;
  getObject(): Struct | undefined;
  getDependenciesList(): readonly string[];
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
}
type Callback = (error: unknown, response: { getUrn(): string }) => void;

export class RecordingMonitor extends MockMonitor {
  readonly #recorded = new Map<string, Recorded>();
  readonly #failures: Error[] = [];

  constructor() {
    super({
      newResource: ({ type, name, inputs, custom }) => ({
        id: custom ? `${name}-id` : undefined,
        state: { ...inputs, ...(custom ? outputsOf({ type, name, inputs }) : {}) },
      }),
      call: ({ token }) => {
        throw this.#failed(new Error(`The program invokes the provider function ${token}: a plan without credentials cannot.`));
      },
    });
  }

  /**
   * What was registered, sorted by URN.
   * @throws the first failure: a provider function invoked, or two resources under one name
   */
  finish(): readonly Recorded[] {
    const [failure] = this.#failures;
    if (failure) throw failure;
    return [...this.#recorded.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  }

  override async registerResource(request: RegisterRequest, callback: Callback): Promise<void> {
    await super.registerResource(request, (error, response) => {
      if (error) this.#failed(error instanceof Error ? error : new Error(String(error)));
      else this.#keep(request, response.getUrn());
      callback(error, response);
    });
  }

  override registerResourceOutputs(request: { getUrn(): string; getOutputs(): Struct | undefined }, callback: Callback): void {
    const component = this.#recorded.get(request.getUrn());
    if (component) this.#recorded.set(component.urn, { ...component, outputs: maskedObject(request.getOutputs()) });
    super.registerResourceOutputs(request, callback);
  }

  #failed(failure: Error): Error {
    this.#failures.push(failure);
    return failure;
  }

  #keep(request: RegisterRequest, urn: string): void {
    const object = request.getObject();
    if (this.#recorded.has(urn)) this.#failed(new Error(`Two resources have the same URN: ${urn}.`));
    this.#recorded.set(urn, {
      urn,
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent() || undefined,
      custom: request.getCustom(),
      // The reference is URN::id.
      provider: request.getProvider().split('::').slice(0, -1).join('::') || undefined,
      inputs: maskedObject(object),
      clear: clearObject(object),
      dependencies: [...new Set(request.getDependenciesList())].sort(),
      protect: request.getProtect() === true,
      retainOnDelete: request.getRetainondelete() === true,
    });
  }
}

function maskedObject(struct: Struct | undefined): JsonObject {
  return struct ? objectOf(struct.toJavaScript(), () => SECRET) : {};
}

function clearObject(struct: Struct | undefined): JsonObject {
  return struct ? objectOf(struct.toJavaScript(), (value) => value) : {};
}

type Reveal = (value: Json) => Json;

function objectOf(object: JsonObject, reveal: Reveal): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, plain(value, reveal)]));
}

/** The protocol wraps a secret into an object with a signature. */
function plain(value: Json, reveal: Reveal): Json {
  if (Array.isArray(value)) return value.map((item) => plain(item, reveal));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as JsonObject;
  if (object[specialSigKey] === specialSecretSig) return reveal(plain(object.value ?? null, reveal));
  return objectOf(object, reveal);
}
