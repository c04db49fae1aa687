import { spawnSync } from 'node:child_process'
import type { Workshop } from './workshop.ts'

/** Mounts a small disk of memory, which goes with the workshop. */
export function mountDisk(workshop: Workshop, sizeMb: number): string {
  const disk = workshop.folder('disk')
  const { status, stderr } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${String(sizeMb)}m,mode=755`, 'easyflow-places', disk],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`mount: ${stderr}`)
  return disk
}
