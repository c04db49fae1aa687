import type { Socket } from 'node:net'
import type { PlacedToxic } from './toxic.ts'
import { cutOf, delayMsOf, find, sliceUp, type ActiveToxic } from './toxic-rules.ts'

/** One direction of one connection. */
export interface Link {
  /** From now on these, and no others. What is on its way already is not called back. */
  use(toxics: readonly PlacedToxic['toxic'][]): void
}

/** More than that waits with the sender: back pressure reaches through the proxy. */
const WAITING_BYTES_MAX = 256 * 1024

interface Waiting {
  readonly bytes: Buffer
  readonly arrivedAt: number
}

/**
 * Passes what comes from `source` on to `sink`, in order, as the toxics say. The end of one side is passed on as an
 * end, after all that came before it; an error of one side destroys the other.
 */
export function openLink(source: Socket, sink: Socket, random: () => number): Link {
  const link: LinkState = {
    toxics: [],
    passed: 0,
    changed: Promise.withResolvers<undefined>(),
    gone: new Promise((resolve) => sink.once('close', () => resolve(undefined))),
  }
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let isEnded = false
  let news = Promise.withResolvers<undefined>()
  const tell = (): void => {
    news.resolve(undefined)
    news = Promise.withResolvers<undefined>()
  }
  source.on('data', (bytes) => {
    waiting.push({ bytes, arrivedAt: performance.now() })
    waitingBytes += bytes.length
    if (waitingBytes > WAITING_BYTES_MAX) source.pause()
    tell()
  })
  source.once('end', () => {
    isEnded = true
    tell()
  })
  source.on('error', () => sink.destroy())
  source.once('close', () => {
    // Not in its turn: whoever was reset or destroyed has nothing more to say.
    if (!isEnded) sink.destroy()
    tell()
  })
  const passOn = async (): Promise<void> => {
    while (!sink.destroyed) {
      const next = waiting.shift()
      if (next === undefined) {
        if (isEnded || source.destroyed) break
        await news.promise
        continue
      }
      await pass(next, { link, sink, source, random })
      waitingBytes -= next.bytes.length
      if (waitingBytes <= WAITING_BYTES_MAX && source.isPaused()) source.resume()
    }
    if (isEnded) await free(link, sink).then(() => sink.end())
  }
  // An error of the sink ends the other direction as well, by its own listener.
  void passOn().catch(() => sink.destroy())
  return {
    use(toxics) {
      const known = new Map(link.toxics.map((active) => [active.toxic, active]))
      for (const { toxic, close } of link.toxics) if (!toxics.includes(toxic)) clearTimeout(close)
      link.toxics = toxics.map((toxic) => known.get(toxic) ?? { toxic, close: cutOf(toxic, source, sink) })
      link.changed.resolve(undefined)
      link.changed = Promise.withResolvers<undefined>()
    },
  }
}

interface LinkState {
  toxics: readonly ActiveToxic[]
  /** Bytes so far. */
  passed: number
  /** Resolves when the toxics change, and is then another one. */
  changed: PromiseWithResolvers<undefined>
  /** Resolves when nobody is there any more to pass anything to. */
  readonly gone: Promise<undefined>
}

interface Passage {
  readonly link: LinkState
  readonly sink: Socket
  readonly source: Socket
  readonly random: () => number
}

async function pass({ bytes, arrivedAt }: Waiting, { link, sink, source, random }: Passage): Promise<void> {
  await free(link, sink)
  const latency = find(link.toxics, 'latency')
  if (latency !== undefined) {
    const due = arrivedAt + delayMsOf(latency, random())
    await pause(due - performance.now(), link, sink)
  }
  const slicer = find(link.toxics, 'slicer')
  for (const piece of slicer === undefined ? [bytes] : sliceUp(bytes, slicer, random)) {
    const bandwidth = find(link.toxics, 'bandwidth')
    if (bandwidth !== undefined) await pause(piece.length / bandwidth.rate, link, sink)
    await free(link, sink)
    if (sink.destroyed) return
    const limit = find(link.toxics, 'limit_data')
    const allowed = limit === undefined ? piece.length : Math.max(0, limit.bytes - link.passed)
    await write(link, sink, piece.subarray(0, allowed))
    link.passed += Math.min(allowed, piece.length)
    if (limit !== undefined && link.passed >= limit.bytes) {
      sink.end(() => sink.destroy())
      source.destroy()
      return
    }
    if (slicer?.delay !== undefined) await pause(slicer.delay / 1000, link, sink)
  }
}

/** Waits as long as a toxic holds up everything. */
async function free(link: LinkState, sink: Socket): Promise<void> {
  while (
    !sink.destroyed &&
    (find(link.toxics, 'timeout') !== undefined || find(link.toxics, 'reset_peer') !== undefined)
  )
    await Promise.race([link.changed.promise, link.gone])
}

/** Waits, but not longer than the toxics stay as they are. */
async function pause(ms: number, link: LinkState, sink: Socket): Promise<void> {
  if (ms <= 0 || sink.destroyed) return
  const timer = Promise.withResolvers<undefined>()
  const timeout = setTimeout(() => timer.resolve(undefined), ms)
  await Promise.race([timer.promise, link.changed.promise, link.gone])
  clearTimeout(timeout)
}

async function write(link: LinkState, sink: Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || sink.write(bytes)) return
  const drained = new Promise((resolve) => sink.once('drain', resolve))
  await Promise.race([drained, link.gone])
}
