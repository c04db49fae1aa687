import { expect, test } from 'vitest'
import { html } from './html.ts'

test('text from a run: nothing of it is markup, in an element or in an attribute', () => {
  const planted = `"><script>'&`
  expect(html`<td title="${planted}">${planted}</td>`.text).toBe(
    '<td title="&quot;&gt;&lt;script&gt;&#39;&amp;">&quot;&gt;&lt;script&gt;&#39;&amp;</td>',
  )
})

test('what html made stays as it is, lists are joined, and what is not there leaves nothing', () => {
  const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`)
  expect(html`${items}${undefined}${false}${3}`.text).toBe('<li>a</li><li>&lt;b&gt;</li>3')
})

test('characters that turn the direction or are not seen: shown as something that is not there', () => {
  expect(html`${'a\u202eb\u0000c\u200bd\ne'}`.text).toBe('a\u{fffd}b\u{fffd}c\u{fffd}d\ne')
})
