import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkout } from './read-compose-file.ts'

export interface Instruction {
  readonly name: string
  readonly words: readonly string[]
}

export interface SecretDirectory {
  readonly path: string
  readonly owner: number
  readonly group: number
  readonly mode: number
}

/** Reads the Dockerfile's instructions in order, continued lines joined. */
export async function readDockerfile(): Promise<readonly Instruction[]> {
  return parseDockerfile(await readFile(join(checkout, 'Dockerfile'), 'utf8'))
}

export function parseDockerfile(text: string): readonly Instruction[] {
  return text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...words] = line.trim().split(/\s+/)
      return { name: name.toUpperCase(), words }
    })
}

/** The mount points that the Dockerfile makes, with owner, group and mode. */
export function secretDirectoriesOf(instructions: readonly Instruction[]): readonly SecretDirectory[] {
  const text = instructions.map(({ words }) => words.join(' ')).join('\n')
  const pattern = /install --directory --owner=(\d+) --group=(\d+) --mode=(\d+) (\S+)/g
  return [...text.matchAll(pattern)].map(([, owner, group, mode, path = '']) => ({
    path,
    owner: Number(owner),
    group: Number(group),
    mode: Number.parseInt(mode ?? '', 8),
  }))
}

/** Every rule of the Dockerfile: true when it holds. */
export const dockerfileRules: Readonly<Record<string, (instructions: readonly Instruction[]) => boolean>> = {
  'every base is pinned': (instructions) => {
    const bases = wordsOf(instructions, 'FROM').map(([base = '']) => base)
    return bases.length > 0 && bases.every((base) => /^[a-z/]+:\d+\.\d+\.\d+-[a-z-]+$/.test(base))
  },
  'does not end as root': (instructions) =>
    /^[1-9]\d*:[1-9]\d*$/.test(wordsOf(instructions, 'USER').at(-1)?.[0] ?? ''),
  'nothing is fetched by ADD': (instructions) => wordsOf(instructions, 'ADD').length === 0,
  'no secret comes in as an argument or variable': (instructions) =>
    [...wordsOf(instructions, 'ARG'), ...wordsOf(instructions, 'ENV')]
      .flat()
      .every((word) => !/password|secret|token|credential|_key/i.test(word)),
  'packages come from the lock file, without install scripts': (instructions) => {
    const installs = wordsOf(instructions, 'RUN').filter((words) => words.includes('npm'))
    return (
      installs.length > 0 &&
      installs.every((words) => words[1] === 'ci' && words.includes('--ignore-scripts'))
    )
  },
  'only named files are copied': (instructions) =>
    wordsOf(instructions, 'COPY').every((words) => words.every((word) => word !== '.')),
}

function wordsOf(instructions: readonly Instruction[], name: string): readonly (readonly string[])[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ words }) => words)
}
