import type { Socket } from 'node:net'
import type { PlacedToxic } from './toxic.ts'

/** A toxic at work on one link. */
export interface ActiveToxic {
  readonly toxic: PlacedToxic['toxic']
  /** Ends the connection when its time is up. */
  readonly close: NodeJS.Timeout | undefined
}

type ToxicOf<Type extends ActiveToxic['toxic']['type']> = Extract<ActiveToxic['toxic'], { type: Type }>

/** The first of its kind, if there is one. */
export function find<Type extends ActiveToxic['toxic']['type']>(
  toxics: readonly ActiveToxic[],
  type: Type,
): ToxicOf<Type> | undefined {
  const found = toxics.find(({ toxic }) => toxic.type === type)
  return found?.toxic as ToxicOf<Type> | undefined
}

/** When and how a toxic ends the connection by itself, from the moment on at which it is applied. */
export function cutOf(toxic: ActiveToxic['toxic'], source: Socket, sink: Socket): NodeJS.Timeout | undefined {
  if (toxic.type === 'timeout' && toxic.timeout > 0)
    return setTimeout(() => [source, sink].forEach((socket) => socket.destroy()), toxic.timeout)
  if (toxic.type === 'reset_peer')
    return setTimeout(() => [source, sink].forEach((socket) => socket.resetAndDestroy()), toxic.timeout ?? 0)
  return undefined
}

/** @param chance in [0, 1). */
export function delayMsOf({ latency, jitter = 0 }: ToxicOf<'latency'>, chance: number): number {
  return Math.max(0, latency + (chance * 2 - 1) * jitter)
}

/** Pieces of about the average size, none of them empty, all of the bytes and in order. */
export function sliceUp(bytes: Buffer, slicer: ToxicOf<'slicer'>, random: () => number): readonly Buffer[] {
  const { average_size: average, size_variation: variation = 0 } = slicer
  const pieces: Buffer[] = []
  for (let from = 0; from < bytes.length;) {
    const size = Math.max(1, Math.round(average + (random() * 2 - 1) * variation))
    pieces.push(bytes.subarray(from, from + size))
    from += size
  }
  return pieces
}
