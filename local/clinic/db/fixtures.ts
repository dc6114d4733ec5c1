/** The people and clinics of the sample data: pure data, the same at every start. Whoever drives the app signs in as them. */

export const PASSWORD = 'correct-horse-battery';
export const STAFF_PER_CLINIC = 3;
export const CLIENTS_PER_CLINIC = 40;
export const SERVICES = ['consulta', 'fisioterapia', 'dental'] as const;
export const PACKAGE_KINDS = ['fisio-10', 'dental-4', 'bienestar-20'] as const;

export interface ClinicFixture {
  readonly id: string;
  readonly name: string;
  readonly tier: 'standard' | 'enterprise';
}

export interface UserFixture {
  readonly id: string;
  readonly email: string;
  readonly role: 'admin' | 'staff';
}

export interface ClientFixture {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

export interface SubscriptionFixture {
  readonly id: string;
  readonly clinicId: string;
  readonly clientId: string;
  readonly currency: 'mxn';
  /** Each month. */
  readonly amountCents: number;
}

/** Twelve clinics, the largest first; two of them enterprise. */
export const clinics: readonly ClinicFixture[] = [
  { id: 'clinica-norte', name: 'Clínica Norte', tier: 'enterprise' },
  { id: 'clinica-sur', name: 'Clínica Sur', tier: 'standard' },
  { id: 'grupo-salud-mx', name: 'Grupo Salud MX', tier: 'enterprise' },
  { id: 'dental-reforma', name: 'Dental Reforma', tier: 'standard' },
  { id: 'fisio-roma', name: 'Fisio Roma', tier: 'standard' },
  { id: 'clinica-coyoacan', name: 'Clínica Coyoacán', tier: 'standard' },
  { id: 'pediatria-polanco', name: 'Pediatría Polanco', tier: 'standard' },
  { id: 'ortopedia-centro', name: 'Ortopedia Centro', tier: 'standard' },
  { id: 'clinica-lago', name: 'Clínica del Lago', tier: 'standard' },
  { id: 'oftalmo-valle', name: 'Oftalmo Valle', tier: 'standard' },
  { id: 'bienestar-merida', name: 'Bienestar Mérida', tier: 'standard' },
  { id: 'clinica-bahia', name: 'Clínica Bahía', tier: 'standard' },
];

/** Monthly prices. */
const MONTHLY_CENTS = [49_900, 89_900, 129_900];

const NAMES = ['Ana López', 'Luis Hernández', 'Sofía Ramírez', 'Jorge Castillo', 'Elena Torres', 'Marco Díaz', 'Lucía Vega'];

/** The staff of a clinic; the first is its administrator. */
export function usersOf(clinicId: string): UserFixture[] {
  return Array.from({ length: STAFF_PER_CLINIC }, (_, i) => ({
    id: `usr-${clinicId}-${i + 1}`,
    email: `${i === 0 ? 'admin' : `recepcion${i}`}@${clinicId}.example`,
    role: i === 0 ? 'admin' : 'staff',
  }));
}

/** The clients of a clinic, with e-mail addresses and phone numbers that must never be logged. */
export function clientsOf(clinicId: string): ClientFixture[] {
  return Array.from({ length: CLIENTS_PER_CLINIC }, (_, i) => ({
    id: `cli-${clinicId}-${i + 1}`,
    name: NAMES[i % NAMES.length] ?? 'Ana López',
    email: `paciente${i + 1}@correo-${clinicId}.example`,
    phone: `+52 55 ${String(1000 + ((i * 7919) % 9000))} ${String(1000 + ((i * 104729) % 9000))}`,
  }));
}

/** The subscriptions of a clinic: every third client has one. */
export function subscriptionsOf(clinicId: string): SubscriptionFixture[] {
  return clientsOf(clinicId)
    .filter((_, i) => i % 3 === 0)
    .map(({ id }, i) => ({
      id: `sub-${id}`,
      clinicId,
      clientId: id,
      currency: 'mxn',
      amountCents: MONTHLY_CENTS[i % MONTHLY_CENTS.length] ?? 0,
    }));
}
