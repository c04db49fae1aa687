// @ts-check
/** @import { Situation } from './requirement.ts' */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findStateRoot } from './find-state-root.mjs'

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {{ stateRoot?: string | undefined }} [known]
 * @returns {Situation}
 */
export function buildSituation(environment, { stateRoot } = {}) {
  const root = stateRoot === undefined ? findStateRoot(environment) : { path: stateRoot, fault: undefined }
  return {
    environment,
    checkout: resolve(fileURLToPath(import.meta.url), '../../../..'),
    stateRoot: root.path,
    stateFault: root.fault,
    uid: process.getuid?.(),
    nodeVersion: process.version,
  }
}
