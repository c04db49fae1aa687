// @ts-check
/** @import { Requirement } from './requirement.ts' */
import { installDisk } from './checks/install-disk.mjs'
import { docker } from './checks/docker.mjs'
import { java } from './checks/java.mjs'
import { kafkaJars } from './checks/kafka-jars.mjs'
import { leftovers } from './checks/leftovers.mjs'
import { loopback } from './checks/loopback.mjs'
import { memory } from './checks/memory.mjs'
import { node } from './checks/node.mjs'
import { npm } from './checks/npm.mjs'
import { ownNode } from './checks/own-node.mjs'
import { packages } from './checks/packages.mjs'
import { postgresAccount } from './checks/postgres-account.mjs'
import { postgresPrograms } from './checks/postgres-programs.mjs'
import { processTable } from './checks/process-table.mjs'
import { stateDirectory } from './checks/state-directory.mjs'
import { stateDisk } from './checks/state-disk.mjs'
import { tempDirectory } from './checks/temp-directory.mjs'

/**
 * All that EasyFlow needs of a machine, in the order in which it is told. Plain JavaScript without any
 * package, because it is read by the machine's own Node before anything is installed.
 *
 * @type {readonly Requirement[]}
 */
export const requirements = [
  node,
  npm,
  installDisk,
  packages,
  ownNode,
  postgresPrograms,
  java,
  kafkaJars,
  memory,
  stateDisk,
  stateDirectory,
  tempDirectory,
  postgresAccount,
  loopback,
  processTable,
  leftovers,
  docker,
]
