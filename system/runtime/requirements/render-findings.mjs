// @ts-check
/** @import { NamedFinding } from './requirement.ts' */

const marks = { ok: 'ok', warning: 'warning', missing: 'MISSING' }
const WIDTH_MAX = 100
const WIDTH_MIN = 60

/**
 * The table of `easyflow doctor`: a line for each requirement, and below it what to do. Only ASCII of ours;
 * what is found may hold the names of folders.
 *
 * @param {readonly NamedFinding[]} findings
 * @param {{ columns?: number }} [options] columns of the terminal
 * @returns {string}
 */
export function renderFindings(findings, { columns = WIDTH_MAX } = {}) {
  const nameWidth = Math.max(...findings.map(({ name }) => name.length))
  const indent = nameWidth + 2 + marks.missing.length + 2
  const room = Math.max(Math.min(columns, WIDTH_MAX), WIDTH_MIN) - indent
  const lines = findings.flatMap(({ name, state, found, remedy }) => [
    ...hang(`${name.padEnd(nameWidth)}  ${marks[state].padEnd(marks.missing.length)}  `, found, room),
    ...(remedy === undefined || state === 'ok' ? [] : hang(`${' '.repeat(indent - 2)}> `, remedy, room)),
  ])
  return [...lines, '', summaryOf(findings)].join('\n')
}

/** @param {readonly NamedFinding[]} findings */
function summaryOf(findings) {
  /** @param {NamedFinding['state']} wanted */
  const count = (wanted) => findings.filter(({ state }) => state === wanted).length
  const counts = `${String(count('ok'))} ok, ${String(count('warning'))} warnings, ${String(count('missing'))} missing`
  return count('missing') === 0 ? `EasyFlow can run here: ${counts}` : `EasyFlow cannot run here: ${counts}`
}

/**
 * @param {string} head
 * @param {string} text
 * @param {number} room
 * @returns {readonly string[]}
 */
function hang(head, text, room) {
  /** @type {string[]} */
  const rows = ['']
  for (const word of text.split(' ')) {
    const row = rows.at(-1) ?? ''
    if (row === '') rows[rows.length - 1] = word
    else if (row.length + 1 + word.length <= room) rows[rows.length - 1] = `${row} ${word}`
    else rows.push(word)
  }
  return rows.map((row, index) => (index === 0 ? head : ' '.repeat(head.length)) + row)
}
