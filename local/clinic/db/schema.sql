-- The sample clinic's tables. Idempotent: applied at every start.
-- Every table but `clinics` carries the tenant as clinic_id, first in each index that queries use.

create table if not exists clinics (
  id       text primary key,
  name     text not null,
  tier     text not null check (tier in ('standard', 'enterprise')),
  -- Destroying it makes every hash of this clinic's personal data unlinkable.
  pii_salt bytea not null check (length(pii_salt) = 32)
);

create table if not exists users (
  id            text primary key,
  clinic_id     text not null references clinics,
  email         text not null,
  password_hash text not null,
  role          text not null check (role in ('admin', 'staff')),
  unique (clinic_id, email)
);

create table if not exists clients (
  id        text primary key,
  clinic_id text not null references clinics,
  name      text not null,
  email     text not null,
  phone     text not null
);
create index if not exists clients_by_clinic on clients (clinic_id);

create table if not exists packages (
  id            text primary key,
  clinic_id     text not null references clinics,
  client_id     text not null references clients,
  kind          text not null,
  sessions_left integer not null check (sessions_left >= 0)
);
create index if not exists packages_by_client on packages (clinic_id, client_id) where sessions_left > 0;

create table if not exists slots (
  id        text primary key,
  clinic_id text not null references clinics,
  service   text not null,
  starts_at timestamptz not null,
  free      boolean not null default true,
  unique (clinic_id, service, starts_at)
);
create index if not exists slots_free on slots (clinic_id, service, starts_at) where free;

create table if not exists reservations (
  id         text primary key,
  clinic_id  text not null references clinics,
  client_id  text not null references clients,
  slot_id    text not null references slots,
  status     text not null default 'booked' check (status in ('booked', 'cancelled')),
  note       text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists reservations_by_clinic on reservations (clinic_id, created_at, client_id);

create table if not exists stripe_events (
  id           text primary key,
  clinic_id    text not null references clinics,
  type         text not null,
  deliveries   integer not null default 1,
  processed_at timestamptz
);
create index if not exists stripe_events_by_clinic on stripe_events (clinic_id);

create table if not exists subscriptions (
  id           text primary key,
  clinic_id    text not null references clinics,
  client_id    text not null references clients,
  currency     text not null,
  amount_cents integer not null,
  status       text not null check (status in ('active', 'past_due', 'canceled'))
);
create index if not exists subscriptions_by_clinic on subscriptions (clinic_id);

create table if not exists jobs (
  id        text primary key,
  clinic_id text not null references clinics,
  queue     text not null,
  subject   text not null,
  attempts  integer not null default 0,
  run_after timestamptz not null default now()
);
create index if not exists jobs_due on jobs (run_after);
