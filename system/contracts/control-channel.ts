import { z } from 'zod'
import { partNames } from './system-status.ts'

/** In an instance's directory, mode 0600, while its supervisor takes commands. */
export const CONTROL_FILE = 'control.json'

/** Where the supervisor of an instance takes commands, and what shows that one may give them. */
export const controlFileSchema = z.strictObject({
  version: z.literal(1),
  /** Of another supervisor: left over from one that was killed. */
  supervisorPid: z.int().positive(),
  /** `http://127.0.0.1:<port>/` */
  url: z.url(),
  /** 256 bits, made anew at every start. Sent as a bearer token. */
  secret: z.string().min(43),
})
export type ControlFile = z.infer<typeof controlFileSchema>

/** All that can be asked. Each is answered when it is done, 200 with `{}`, or with `controlFailureSchema`. */
export const controlCommandSchema = z.discriminatedUnion('command', [
  /** Nothing but whether commands are taken. */
  z.strictObject({ command: z.literal('hello') }),
  z.strictObject({
    command: z.literal('kill'),
    part: z.enum(partNames),
    signal: z.enum(['SIGKILL', 'SIGTERM', 'SIGINT']),
  }),
  z.strictObject({
    command: z.literal('restart'),
    part: z.enum(partNames),
    /** Of the broker, for once; `null` leaves one out. See `RestartOptions`. */
    brokerSettings: z.record(z.string(), z.string().nullable()).optional(),
  }),
])
export type ControlCommand = z.infer<typeof controlCommandSchema>

/** What went wrong, in words. */
export const controlFailureSchema = z.strictObject({ code: z.string(), message: z.string() })
