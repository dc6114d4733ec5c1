/** The clauses that policies serve. A policy helps to comply with a clause; none of them is compliance by itself. */

export const LAWS = {
  HIPAA: 'HIPAA Security Rule, 45 CFR',
  GDPR: 'Regulation (EU) 2016/679',
  LFPDPPP: 'Ley Federal de Protección de Datos Personales en Posesión de los Particulares (DOF, 20 March 2025)',
  Reglamento: 'Reglamento of the LFPDPPP (DOF, 21 December 2011)',
} as const;
export type Law = keyof typeof LAWS;

/** What each clause asks for, in a few words. */
export const clauses = {
  'HIPAA 164.306(a)(1)': 'confidentiality, integrity and availability of everything that is kept',
  'HIPAA 164.308(a)(1)(ii)(D)': 'regular review of records of system activity',
  'HIPAA 164.308(a)(4)(ii)(B)': 'access authorization',
  'HIPAA 164.308(a)(5)(ii)(B)': 'protection from malicious software',
  'HIPAA 164.308(a)(6)(ii)': 'response to and reporting of security incidents',
  'HIPAA 164.308(a)(7)(ii)(A)': 'data backup plan',
  'HIPAA 164.312(a)(1)': 'access control',
  'HIPAA 164.312(a)(2)(iv)': 'encryption and decryption of stored data',
  'HIPAA 164.312(b)': 'audit controls',
  'HIPAA 164.312(c)(1)': 'integrity: no improper alteration or destruction',
  'HIPAA 164.312(d)': 'authentication of persons and entities',
  'HIPAA 164.312(e)(1)': 'transmission security',
  'HIPAA 164.312(e)(2)(ii)': 'encryption of transmitted data',
  'HIPAA 164.316(b)(2)(i)': 'documentation kept for six years',
  'GDPR 5(1)(e)': 'storage limitation',
  'GDPR 5(1)(f)': 'integrity and confidentiality',
  'GDPR 5(2)': 'accountability',
  'GDPR 25(2)': 'by default not accessible to an indefinite number of persons',
  'GDPR 30': 'records of processing activities',
  'GDPR 32(1)(a)': 'encryption',
  'GDPR 32(1)(b)': 'ongoing confidentiality, integrity, availability and resilience',
  'GDPR 32(1)(c)': 'restoring availability and access in time',
  'GDPR 32(1)(d)': 'regular testing of the measures',
  'GDPR 33(1)': 'notification of a breach within 72 hours',
  'LFPDPPP 18': 'administrative, technical and physical security measures',
  'LFPDPPP 19': 'informing data subjects of a breach at once',
  'LFPDPPP 20': 'confidentiality',
  'Reglamento 57': 'security measures, also where somebody else processes',
  'Reglamento 60': 'measures in proportion to risk and sensitivity',
  'Reglamento 61': 'inventory of data and systems, risk analysis, review',
  'Reglamento 63': 'what counts as a breach: loss, theft, unauthorized use or alteration',
  'Reglamento 66': 'corrective measures after a breach',
} as const satisfies Record<`${Law} ${string}`, string>;

export type Clause = keyof typeof clauses;
