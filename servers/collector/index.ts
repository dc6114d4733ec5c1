/** The agent's and the gateway's Collector configuration, generated from the contract. */
export { AGENT_FLAGS, type AgentArgs, agentConfig } from './agent.ts';
export type { CollectorConfig, HostPort, OtlpEndpoints } from './config.ts';
export { type GatewayArgs, gatewayConfig } from './gateway.ts';
export type { LogFiles } from './log-files.ts';
export { renderCollector } from './render.ts';
export { GATEWAY_GRPC_PORT } from './to-gateways.ts';
