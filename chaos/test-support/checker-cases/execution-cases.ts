import { firstEffect, firstRow, withFate, type Case } from './case.ts'

/** What goes wrong with operations: lost, stuck, refused and executed, never asked for, done twice. */
export const executionCases: readonly Omit<Case, 'outcome'>[] = [
  {
    checker: 'nothing-lost',
    what: 'a row that is gone',
    says: /^lost: acme's .* was accepted and is not there/,
    change: (run) => void run.witnesses.executions.rows.shift(),
  },
  {
    checker: 'nothing-lost',
    what: 'another id than was told',
    says: /was told the id id-0, under which nothing/,
    change: (run) => void (firstRow(run).executionId = 'id-x'),
  },
  {
    checker: 'nothing-lost',
    what: 'complete without an effect',
    says: /^lost effect: acme's .* COMPLETE in acme without/,
    change: (run) => void (firstRow(run).effects = 0),
  },
  {
    checker: 'nothing-lost',
    what: 'accepted and given up',
    says: /accepted and given up/,
    change: (run) => void (firstRow(run).status = 'FAILED'),
  },
  {
    checker: 'nothing-lost',
    what: 'accepted, started and rejected',
    says: /accepted and rejected/,
    change: (run) => void (firstRow(run).status = 'REJECTED'),
  },
  {
    checker: 'nothing-stuck',
    what: 'accepted and queued for ever',
    says: /^stuck: acme's .* was accepted and is QUEUED in acme/,
    change: (run) => void (firstRow(run).status = 'QUEUED'),
  },
  {
    checker: 'nothing-stuck',
    what: 'no answer, and running for ever',
    says: /had no answer and is RUNNING/,
    change: withFate('done', (run) => void (firstRow(run).status = 'RUNNING')),
  },
  {
    checker: 'nothing-executed-but-refused',
    what: 'refused and executed',
    says: /was refused and is COMPLETE in acme with 1 effects/,
    change: withFate(
      'taken back',
      (run) => void Object.assign(firstRow(run), { status: 'COMPLETE', effects: 1 }),
    ),
  },
  {
    checker: 'nothing-executed-but-refused',
    what: 'refused and still queued',
    says: /was refused and is QUEUED/,
    change: withFate('taken back', (run) => void (firstRow(run).status = 'QUEUED')),
  },
  {
    checker: 'nothing-executed-but-refused',
    what: 'rejected, with an effect',
    says: /is REJECTED with 1 effects/,
    change: (run) => void (firstRow(run).status = 'REJECTED'),
  },
  {
    checker: 'nothing-executed-but-refused',
    what: 'an attack that was refused and carried out',
    says: /of an attack, was refused and is COMPLETE/,
    change: (run) => {
      run.history.push({
        at: 300,
        kind: 'asked',
        tenant: 'globex',
        marker: 'sound-1-abc-attack',
        outcome: 'refused',
      })
      run.witnesses.executions.rows.push({
        ...firstRow(run),
        executionId: 'id-a',
        marker: 'sound-1-abc-attack',
      })
    },
  },
  {
    checker: 'no-phantoms',
    what: 'a row nobody asked for',
    says: /^phantom: nobody asked for acme's id-x/,
    change: (run) =>
      void run.witnesses.executions.rows.push({
        ...firstRow(run),
        executionId: 'id-x',
        marker: 'sound-1-abc-x',
      }),
  },
  {
    checker: 'no-phantoms',
    what: 'an effect of no execution',
    says: /^phantom effect: .* acme's id-x, step 0/,
    change: (run) => void run.witnesses.effects.rows.push({ ...firstEffect(run), executionId: 'id-x' }),
  },
  {
    checker: 'no-phantoms',
    what: "an effect with nobody's marker",
    says: /^phantom effect: .*\(sound-1-abc-late\)/,
    change: (run) => void (firstEffect(run).marker = 'sound-1-abc-late'),
  },
  {
    checker: 'no-duplicate-effects',
    what: 'one operation, two executions',
    says: /^duplicate: .* was sent twice with one key and is there 2 times: id-0, id-x/,
    change: (run) => void run.witnesses.executions.rows.push({ ...firstRow(run), executionId: 'id-x' }),
  },
  {
    checker: 'no-duplicate-effects',
    what: 'one step, two effects',
    says: /^duplicate effect: acme's id-0, step 0, recorded 2 times/,
    change: (run) => void run.witnesses.effects.rows.push({ ...firstEffect(run) }),
  },
]
