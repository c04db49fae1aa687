import { z } from 'zod'

const ms = z.number().nonnegative()

/**
 * What a proxy may do to what passes, with Toxiproxy's names, attributes and meanings
 * (https://github.com/Shopify/toxiproxy#toxics), but for `down`, which there is a proxy that is not enabled.
 */
export const toxicSchema = z.discriminatedUnion('type', [
  /** Every byte arrives `latency` ± `jitter` milliseconds later, in order. */
  z.strictObject({ type: z.literal('latency'), latency: ms, jitter: ms.optional() }),
  /** At most `rate` kilobytes (1,000 bytes) a second. */
  z.strictObject({ type: z.literal('bandwidth'), rate: z.number().positive() }),
  /** Nothing arrives, and the connection is closed after `timeout` milliseconds; 0: never, until it is removed. */
  z.strictObject({ type: z.literal('timeout'), timeout: ms }),
  /** Nothing arrives, and the connection is reset (RST) after `timeout` milliseconds, default 0. */
  z.strictObject({ type: z.literal('reset_peer'), timeout: ms.optional() }),
  /** What arrives comes in pieces of `average_size` ± `size_variation` bytes, `delay` microseconds apart. */
  z.strictObject({
    type: z.literal('slicer'),
    average_size: z.int().positive(),
    size_variation: z.int().nonnegative().optional(),
    delay: z.number().nonnegative().optional(),
  }),
  /** The connection is closed once `bytes` bytes have passed. */
  z.strictObject({ type: z.literal('limit_data'), bytes: z.int().nonnegative() }),
  /** Nothing listens, and no connection lives. */
  z.strictObject({ type: z.literal('down') }),
])
export type Toxic = z.infer<typeof toxicSchema>

/** From the client to the server, or back. */
export const directions = ['upstream', 'downstream'] as const
export type Direction = (typeof directions)[number]

/** One that is in place, by a name of its own. */
export interface PlacedToxic {
  readonly name: string
  readonly toxic: Exclude<Toxic, { type: 'down' }>
  readonly stream: Direction
  /** The share of connections that it is applied to, 0 to 1. */
  readonly toxicity: number
}
