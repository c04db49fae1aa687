import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

export const mutant: Mutant = {
  name: 'effect-written-twice',
  title: 'complete_step records the effect twice, and no key is in its way',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    breaks: 'alter table tenant_globex.effects drop constraint if exists effects_pkey',
    mends: `delete from tenant_globex.effects a using tenant_globex.effects b
        where a.execution_id = b.execution_id and a.step_index = b.step_index and a.ctid > b.ctid;
      alter table tenant_globex.effects drop constraint if exists effects_pkey;
      alter table tenant_globex.effects add constraint effects_pkey primary key (tenant_id, execution_id, step_index)`,
    rewrites: {
      complete_step: (source) => source.replace(/(insert into tenant_globex\.effects[^;]*;)/, '$1 $1'),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'no-duplicate-effects',
  says: /^duplicate effect: globex's .*, recorded 2 times/,
}
