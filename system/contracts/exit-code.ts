/** What every command of ours exits with. 69 and 70 are those of sysexits.h, 130 is Ctrl-C. */
export const exitCode = {
  ok: 0,
  holds: 0,
  violated: 1,
  unknown: 2,
  usage: 64,
  unavailable: 69,
  crashed: 70,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
