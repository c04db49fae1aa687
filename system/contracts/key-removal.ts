import { z } from 'zod'

/** The three that verify tokens by themselves. */
export const verifyingLayers = ['api', 'broker', 'database'] as const
export type VerifyingLayer = (typeof verifyingLayers)[number]

/**
 * refuses  it refused a genuine token of the key, `elapsedMs` after the removal began
 * accepts  it accepted the token after the removal and had not refused it when the limit was reached
 * silent   it could not be asked, or gave no answer about the token
 */
export const layerOutcomes = ['refuses', 'accepts', 'silent'] as const

/** What `easyflow keys remove <kid> --json` prints. */
export const keyRemovalSchema = z.strictObject({
  version: z.literal(1),
  removed: z.string(),
  /** The key that signs now. */
  signing: z.string(),
  /** From the beginning of the removal. */
  limitMs: z.number(),
  layers: z.array(
    z.strictObject({
      layer: z.enum(verifyingLayers),
      outcome: z.enum(layerOutcomes),
      /** Whether it accepted the very same token just before: otherwise its refusal proves nothing. */
      acceptedBefore: z.boolean(),
      /** From the beginning of the removal to its first refusal. */
      elapsedMs: z.number().nullable(),
    }),
  ),
  /** Until the last of them refused; `null` when one was not seen to accept before and to refuse now. */
  totalMs: z.number().nullable(),
  /** False: run it again, something of the key is left. */
  isComplete: z.boolean(),
})
export type KeyRemoval = z.infer<typeof keyRemovalSchema>
export type LayerRemoval = KeyRemoval['layers'][number]
