/** The pack as the engine runs it: a process of its own, asked over gRPC. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import type * as Services from '@pulumi/pulumi/proto/analyzer_grpc_pb.js';
import type * as Messages from '@pulumi/pulumi/proto/analyzer_pb.js';
import type * as Structs from 'google-protobuf/google/protobuf/struct_pb.js';

// The generated files are CommonJS without exports that an import could see.
const require = createRequire(import.meta.url);
const { AnalyzerClient }: typeof Services = require('@pulumi/pulumi/proto/analyzer_grpc_pb.js');
const messages: typeof Messages = require('@pulumi/pulumi/proto/analyzer_pb.js');
const { Struct }: typeof Structs = require('google-protobuf/google/protobuf/struct_pb.js');
const { Empty } = require('google-protobuf/google/protobuf/empty_pb.js');

const PACK = fileURLToPath(new URL('../../../policies/', import.meta.url));
const RUNNER = require.resolve('@pulumi/pulumi/cmd/run-policy-pack');

type Inputs = Parameters<typeof Struct.fromJavaScript>[0];

/** A resource, as the engine describes it. */
export interface Resource {
  readonly urn: string;
  readonly inputs: Inputs;
  readonly protect?: boolean;
  /** URNs that each property is made of. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

export interface Diagnostic {
  readonly policy: string;
  readonly message: string;
  readonly mandatory: boolean;
  readonly urn: string;
}

export interface Pack {
  /** Name and policies, as the pack describes itself. */
  describe(): Promise<{ readonly name: string; readonly policies: readonly string[] }>;
  /** Sets the configuration of one policy. */
  configure(policy: string, properties: Inputs): Promise<void>;
  analyze(resource: Resource): Promise<readonly Diagnostic[]>;
  analyzeStack(resources: readonly Resource[]): Promise<readonly Diagnostic[]>;
  stop(): Promise<void>;
}

/** Starts the pack with the runner that the engine starts. @throws Error with what the pack printed, where it ends before it listens */
export async function startPack(): Promise<Pack> {
  const child = spawn(process.execPath, [RUNNER, '127.0.0.1:1', PACK], { cwd: PACK, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const exited = once(child, 'exit');
  const [port] = await Promise.race([once(createInterface(child.stdout), 'line'), exited.then(() => [undefined])]);
  if (port === undefined) throw new Error(`The pack did not start: ${printed}`);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    describe: async () => {
      const info = await call<Messages.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      return { name: info.getName(), policies: info.getPoliciesList().map((policy) => policy.getName()) };
    },
    configure: async (policy, properties) => {
      const request = new messages.ConfigureAnalyzerRequest();
      const config = new messages.PolicyConfig();
      config.setEnforcementlevel(messages.EnforcementLevel.ADVISORY);
      config.setProperties(Struct.fromJavaScript(properties));
      request.getPolicyconfigMap().set(policy, config);
      await call((done) => client.configure(request, done));
    },
    analyze: async (resource) => {
      const request = described(new messages.AnalyzeRequest(), resource);
      return diagnostics(await call((done) => client.analyze(request, done)));
    },
    analyzeStack: async (resources) => {
      const request = new messages.AnalyzeStackRequest();
      request.setResourcesList(resources.map(stackResource));
      return diagnostics(await call((done) => client.analyzeStack(request, done)));
    },
    stop: async () => {
      client.close();
      child.kill();
      await exited;
    },
  };
}

function call<Response>(start: (done: (error: Error | null, response: Response) => void) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error ? reject(error) : resolve(response)));
  });
}

function described<Request extends Messages.AnalyzeRequest | Messages.AnalyzerResource>(
  request: Request,
  resource: Resource,
): Request {
  const [types = '', name = ''] = resource.urn.split('::').slice(2);
  const options = new messages.AnalyzerResourceOptions();
  options.setProtect(resource.protect === true);
  request.setUrn(resource.urn);
  request.setType(types.slice(types.lastIndexOf('$') + 1));
  request.setName(name);
  request.setProperties(Struct.fromJavaScript(resource.inputs));
  request.setOptions(options);
  return request;
}

function stackResource(resource: Resource): Messages.AnalyzerResource {
  const message = described(new messages.AnalyzerResource(), resource);
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    const dependencies = new messages.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

function diagnostics(response: Messages.AnalyzeResponse): readonly Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    mandatory: diagnostic.getEnforcementlevel() === messages.EnforcementLevel.MANDATORY,
    urn: diagnostic.getUrn(),
  }));
}
