// @ts-check

/** A Kafka of somebody else is named, so that nothing is needed to run one. */
export const NOT_NEEDED = Object.freeze({
  state: /** @type {const} */ ('ok'),
  found: 'not needed: EASYFLOW_KAFKA_BROKERS names an external Kafka',
})

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {boolean}
 */
export function isKafkaExternal(environment) {
  const { EASYFLOW_KAFKA_BROKERS: brokers = '' } = environment
  return brokers !== ''
}
