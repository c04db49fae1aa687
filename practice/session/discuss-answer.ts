import type { Verdict } from '../../chaos/verdict.ts'
import { joinItems } from '../../chaos/terminal/join-items.ts'
import { emptyLine, span } from '../../chaos/terminal/line.ts'
import { paragraph } from '../../chaos/terminal/paragraph.ts'
import { renderCoverage } from '../render/render-review.ts'
import { readTimed, type Answer, type AnswerDesk } from './collect-answer.ts'
import { proveCard, type ProofStage } from './prove-card.ts'

export type DrillStage = ProofStage & AnswerDesk

export interface Discussion {
  readonly answer: Answer
  /** Of each proof that was run. Grows. */
  readonly verdicts: Verdict[]
  readonly isLast: boolean
}

export type Ending = 'next' | 'quit' | 'input-ended'

/** What follows an answer: proofs, pushback and overruling, until the user goes on or leaves. */
export async function discussAnswer(discussion: Discussion, stage: DrillStage): Promise<Ending> {
  let rungsClimbed = 0
  for (;;) {
    showMenu(discussion, rungsClimbed, stage)
    const { lines, inputEnded } = await stage.prompter.readLine('> ')
    if (inputEnded) return 'input-ended'
    const command = (lines[0] ?? '').trim().toLowerCase()
    if (command === 'q') return 'quit'
    if (command === 'n') return 'next'
    if (command === 'p') await prove(discussion, rungsClimbed, stage)
    else if (command === 'm') {
      const pushed = await pushBack(discussion, rungsClimbed, stage)
      if (pushed === 'input-ended') return pushed
      rungsClimbed += 1
    } else if (command.startsWith('o')) overrule(discussion, command, stage)
    else if (command !== '') stage.screen.say(`"${command}" is none of the letters below.`)
  }
}

/** What `p` proves: the answer, and after the third push the reply to that, where it has a proof of its own. */
function provable(
  { answer: { card } }: Discussion,
  rungsClimbed: number,
): { names: readonly string[]; of: string } {
  const [, , last] = card.pushback
  return rungsClimbed >= card.pushback.length && last.proofs !== undefined
    ? { names: last.proofs, of: 'that last reply (a second fault on top)' }
    : { names: card.proofs, of: 'it' }
}

function showMenu(discussion: Discussion, rungsClimbed: number, { screen, system }: DrillStage): void {
  const { answer, isLast } = discussion
  const { names, of } = provable(discussion, rungsClimbed)
  const progress = {
    idle: '',
    starting: ' (the system is starting)',
    ready: '',
    failed: ' (it did not start)',
  }
  const choices = [
    ...(names.length === 0 ? [] : [`p prove ${of} live${progress[system.phase()]}`]),
    ...(rungsClimbed < answer.card.pushback.length ? ['m push back'] : []),
    'o 2 overrule point 2',
    isLast ? 'n finish' : 'n next',
    'q quit',
  ]
  if (names.length === 0) screen.say('The proof of this answer comes next: so far it is a claim.')
  screen.show(joinItems(choices, screen.page, 'faint'))
}

async function prove(discussion: Discussion, rungsClimbed: number, stage: DrillStage): Promise<void> {
  const { names } = provable(discussion, rungsClimbed)
  if (names.length === 0) return
  stage.screen.show([emptyLine])
  const { verdict } = await proveCard(names, stage)
  discussion.verdicts.push(verdict)
}

async function pushBack({ answer }: Discussion, rung: number, stage: DrillStage): Promise<Ending> {
  const { screen } = stage
  const { pushback } = answer.card
  const step = pushback[rung]
  if (step === undefined) {
    screen.say('That was the third push. There is no fourth.')
    return 'next'
  }
  screen.show([
    emptyLine,
    ...paragraph(`Push ${String(rung + 1)} of ${String(pushback.length)}`, screen.page, { tone: 'faint' }),
    ...paragraph(step.challenge, screen.page, { tone: 'title' }),
    emptyLine,
  ])
  const { inputEnded } = await readTimed(stage)
  screen.show([
    emptyLine,
    [span('A good reply', 'strong')],
    ...paragraph(step.reply, screen.page, { indent: 2 }),
    emptyLine,
  ])
  return inputEnded ? 'input-ended' : 'next'
}

function overrule({ answer }: Discussion, command: string, { screen }: DrillStage): void {
  const numbers = command
    .slice(1)
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number)
  const isKnown = (number: number): boolean => answer.said[number - 1] !== undefined
  if (numbers.length === 0 || !numbers.every(isKnown)) {
    screen.say(
      `Say which points: o and numbers from 1 to ${String(answer.said.length)}, for example "o 1 3".`,
    )
    return
  }
  for (const number of numbers) answer.said[number - 1] = answer.said[number - 1] !== true
  screen.show([emptyLine, ...renderCoverage(answer, screen.page), emptyLine])
}
