import { guardFaults } from './faults/guard-faults.ts'
import { objectFaults } from './faults/object-faults.ts'
import { oracleFaults } from './faults/oracle-faults.ts'
import { ourFaults } from './faults/our-faults.ts'
import { policyFaults } from './faults/policy-faults.ts'
import { roleFaults } from './faults/role-faults.ts'
import { rowSecurityFaults } from './faults/row-security-faults.ts'
import { sessionFaults } from './faults/session-faults.ts'
import type { IsolationFault } from './isolation-fault.ts'

/** Every fault that is made, by class. */
export const allIsolationFaults: readonly IsolationFault[] = [
  ...roleFaults,
  ...rowSecurityFaults,
  ...policyFaults,
  ...objectFaults,
  ...oracleFaults,
  ...sessionFaults,
  ...ourFaults,
  ...guardFaults,
]
