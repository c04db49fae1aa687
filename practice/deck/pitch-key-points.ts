import type { KeyPoint } from './card.ts'

/** What every pitch says, however short. */
export const pitchKeyPoints: readonly KeyPoint[] = [
  {
    point: 'it is multi-tenant workflow automation',
    patterns: [
      /\bmulti-?\s?tenan/i,
      /\b(many|several|all) (tenants|customers|companies)\b.*\bworkflow/is,
      /\bworkflows?\b.*\b(many|several|all) (tenants|customers|companies)\b/is,
    ],
  },
  {
    point: 'tenant identity comes from a signed token (JWT)',
    patterns: [/\bJWTs?\b/i, /\bsigned (token|identity|tenant)/i, /\baccess token/i],
  },
  {
    point: 'it is carried on through Kafka, workers and Postgres row-level security',
    patterns: [/\bkafka\b.*\b(row[- ]level|RLS)\b/is, /\b(queue|broker)\b.*\b(row[- ]level|RLS)\b/is],
  },
  {
    point: 'even when the API fails, the database enforces the boundary',
    patterns: [
      /\bAPI\b[^.]*\b(fails?|bug|broken|wrong|bypass\w*|compromised|down)\b.*\b(database|postgres)\b/is,
      /\b(database|postgres)\b[^.]*\b(still|itself|refuses?|enforces?|holds?)\b.*\bAPI\b/is,
    ],
  },
  {
    point: 'shared first, split when scale, compliance or contracts justify it',
    patterns: [
      /\bshar(e|ed|ing)\b.*\b(split|separate|dedicated|own database)/is,
      /\bsplit\w*\b.*\b(scale|compliance|contract)/is,
    ],
  },
]

/** What the two-minute pitch adds: the STAR story. */
export const analyticsKeyPoint: KeyPoint = {
  point: 'analytics moved off-peak, inside one tenant, validated under load',
  patterns: [/\boff-?\s?peak\b/i, /\banalytics\b.*\b(measured|validated|constrained)\b/is],
}
