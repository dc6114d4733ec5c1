import { audit, count } from '@vigia/telemetry';
import { api } from '../../../../server/api.ts';
import { receive, signedByStripe } from '../../../../server/webhooks.ts';

export const POST = api(
  {
    action: 'STRIPE_WEBHOOK',
    resource: 'webhook',
    admit: signedByStripe,
    settled: ({ id, type }, status) => {
      count('stripe_webhook_deliveries_total', { outcome: status < 400 ? 'success' : 'failure' });
      if (status >= 400) audit('STRIPE_WEBHOOK_PROCESSED', { outcome: 'failure', resource: `webhook/${id}`, action: type });
    },
  },
  async ({ input }) => ({ body: { received: true, ...(await receive(input)) } }),
);
