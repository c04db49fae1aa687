/** One token and what every verifier of ours must say of it. */
export interface TokenCase {
  readonly title: string
  readonly token: string
  readonly accepted: boolean
}
