import type { HistoryEvent } from '../history/history-event.ts'
import { across, renderChart, timeAxis, wide } from './chart.ts'
import { html, type Html } from './html.ts'
import { renderFoldedTable } from './render-html-table.ts'
import { lengthOf } from './series.ts'
import { traceActs, traceAttacks, traceFaults, type TracedAttack, type TracedFault } from './trace-run.ts'
import { seconds } from './words.ts'

const ROW_PX = 38
const LANE_PX = 20
const LABEL_MAX = 46

/** Acts, bands of faults and attacks over the time of the run. */
export function timelineSection(history: readonly HistoryEvent[]): Html {
  const length = lengthOf(history)
  const acts = traceActs(history)
  const faults = traceFaults(history)
  const attacks = traceAttacks(history)
  const rows = [
    drawActs(acts, length),
    ...faults.map((fault, index) => drawFault(fault, { index: index + 1, length })),
  ]
  const lanes = layOut(attacks, length)
  const attacksTop = rows.length * ROW_PX
  const attacksPx = LANE_PX * (Math.max(...lanes.map(({ lane }) => lane), 0) + 1) + 22
  const chart = renderChart({
    id: 'timeline-drawing',
    title: 'Timeline of the run',
    description: `${seconds(length)} in all. ${faults.length} faults, ${attacks.length} attacks and controls; the table below has every moment.`,
    heightPx: attacksTop + attacksPx + 20,
    body: [
      ...rows.map(
        (row, index) => html`<svg y="${index * ROW_PX}" width="100%" overflow="visible">${row}</svg>`,
      ),
      html`<svg y="${attacksTop}" width="100%" overflow="visible">
        <text y="12">Attacks and controls, by number</text>
        ${lanes.map((one) => drawAttack(one, length))}
      </svg>`,
      ...timeAxis(length, attacksTop + attacksPx + 14),
    ],
  })
  return html`<figure>
      <figcaption>
        Filled: a fault is in place; dashed outline: it is being brought about. ● an attack that met what was
        expected, ✕ one that did not.
      </figcaption>
      ${chart}
    </figure>
    ${renderFoldedTable('The timeline as a table', {
      caption: 'Every moment of the timeline, in order',
      columns: [{ title: 'What' }, { title: 'From', kind: 'number' }, { title: 'Until', kind: 'number' }],
      rows: tableRows({ acts, faults, attacks }, length),
    })}`
}

function drawActs(acts: ReturnType<typeof traceActs>, length: number): Html {
  return html`<text y="12">Acts</text>${acts.map(
      ({ from, until }, index) =>
        html`<rect
            class="act"
            x="${across(from, length)}"
            width="${wide(from, until, length)}"
            y="17"
            height="14"
          ></rect
          ><text x="${across(from, length)}" dx="4" y="28">${index + 1}</text>`,
    )}`
}

function drawFault(fault: TracedFault, { index, length }: { index: number; length: number }): Html {
  const { intendedAt, heldAt, healedAt, name } = fault
  const label = shorten(`Fault ${index}: ${name}`)
  const formed = heldAt ?? healedAt ?? length
  const forming = html`<rect
    class="forming"
    x="${across(intendedAt, length)}"
    width="${wide(intendedAt, formed, length)}"
    y="17"
    height="14"
  ></rect>`
  const held =
    heldAt !== undefined &&
    html`<rect
      class="band"
      x="${across(heldAt, length)}"
      width="${wide(heldAt, healedAt ?? length, length)}"
      y="17"
      height="14"
    ></rect>`
  return html`<text y="12">${label}</text>${forming}${held}`
}

interface Placed {
  readonly attack: TracedAttack
  readonly lane: number
}

/** So that numbers do not lie on each other: two in a lane are at least this part of the width apart. */
const APART = 0.07

function layOut(attacks: readonly TracedAttack[], length: number): readonly Placed[] {
  const lastIn: number[] = []
  return attacks.map((attack) => {
    const place = attack.sentAt / length
    const free = lastIn.findIndex((last) => place - last >= APART)
    const lane = free === -1 ? lastIn.length : free
    lastIn[lane] = place
    return { attack, lane }
  })
}

function drawAttack({ attack: { number, sentAt, met }, lane }: Placed, length: number): Html {
  const y = 26 + lane * LANE_PX
  const shape =
    met?.asExpected === true
      ? html`<circle class="as" cx="5" cy="${y}" r="4.5"></circle>`
      : html`<path class="not" d="M1 ${y - 4}l8 8m0-8l-8 8"></path>`
  return html`<svg x="${across(sentAt, length)}" overflow="visible">
    ${shape}
    <text x="12" y="${y + 4}">${number}</text>
  </svg>`
}

function tableRows(
  told: {
    readonly acts: ReturnType<typeof traceActs>
    readonly faults: readonly TracedFault[]
    readonly attacks: readonly TracedAttack[]
  },
  length: number,
): readonly (readonly string[])[] {
  const moments = [
    ...told.acts.map(({ title, from, until }, index) => ({
      what: `act ${index + 1}: ${title}`,
      from,
      until,
    })),
    ...told.faults.map(({ name, heldAt, intendedAt, healedAt }, index) => ({
      what: `fault ${index + 1}: ${name}${heldAt === undefined ? ' (never held)' : ''}`,
      from: heldAt ?? intendedAt,
      until: healedAt ?? length,
    })),
    ...told.attacks.map(({ number, title, sentAt, met }) => ({
      what: `${number}: ${title}`,
      from: sentAt,
      until: met?.at ?? length,
    })),
  ]
  return moments
    .sort((one, other) => one.from - other.from)
    .map(({ what, from, until }) => [what, seconds(from), seconds(until)])
}

const shorten = (text: string): string =>
  text.length <= LABEL_MAX ? text : `${text.slice(0, LABEL_MAX - 1)}…`
