/** What `npm start` was asked for. What is left out depends on the command. */
export interface StartOptions {
  readonly speed?: number;
  readonly data?: string;
  readonly ports: 'documented' | 'free';
  readonly grafana: boolean;
  readonly tour: boolean;
  readonly incident?: string;
  readonly json: boolean;
}
