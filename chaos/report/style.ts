/** Of every page of ours: system fonts, light and dark, narrow and wide. Nothing is fetched. */
export const style = `
:root { color-scheme: light dark; --page: #ffffff; --text: #1b1f24; --quiet: #4d5761; --line: #c9d1d9; --panel: #f4f6f8;
  --accent: #0550ae; --good: #0f5b2c; --bad: #a40e26; --doubt: #6f3c00; --shade: #d9770626 }
@media (prefers-color-scheme: dark) { :root { --page: #0f1318; --text: #e6edf3; --quiet: #a9b3be; --line: #3d444d;
  --panel: #181d24; --accent: #79c0ff; --good: #63d983; --bad: #ff9088; --doubt: #e8b948; --shade: #e8b94830 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main, header, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.2rem 0 .4rem } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem } p { margin: .4rem 0; max-width: 48rem }
h1, h2, h3, td, th, p, dd, li, summary { overflow-wrap: anywhere }
a { color: var(--accent) } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .3rem }
.quiet { color: var(--quiet) } .good { color: var(--good) } .bad { color: var(--bad) } .doubt { color: var(--doubt) }
.verdict { font-weight: 700; font-size: 1.15rem; border-left: .4rem solid; padding-left: .7rem }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; padding: 0; margin: .8rem 0 }
nav a { display: inline-block; padding: .25rem 0 }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0 }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
caption { text-align: left; padding: .5rem .7rem; color: var(--quiet) }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-top: 1px solid var(--line); min-width: 4.5rem }
td .nowrap { white-space: nowrap }
thead th { background: var(--panel); overflow-wrap: normal } tbody th { font-weight: 600; min-width: 11rem }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.words { min-width: 13rem } td.short { min-width: 6.6rem } th .quiet { font-weight: 400 }
pre, code { font: .9rem/1.5 ui-monospace, monospace } pre { margin: 0; padding: .7rem }
dl.facts { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .2rem 1rem; margin: .6rem 0 }
dl.facts dt { color: var(--quiet) } dl.facts dd { margin: 0 }
figure { margin: .8rem 0; border: 1px solid var(--line); border-radius: .4rem; padding: .7rem }
figcaption { color: var(--quiet); font-size: .92rem; margin-bottom: .5rem }
details { margin: .5rem 0 } summary { cursor: pointer; padding: .3rem 0; color: var(--accent) }
svg.chart { display: block; width: 100%; overflow: visible } svg text { fill: var(--text); font-size: 12px; paint-order: stroke; stroke: var(--page); stroke-width: 3px }
svg .grid { stroke: var(--line); stroke-width: 1 } svg .shade { fill: var(--shade) }
svg .edge { stroke: var(--doubt); stroke-width: 1; stroke-dasharray: 2 3 }
svg .band { fill: var(--shade); stroke: var(--doubt); stroke-width: 1 } svg .act { fill: var(--panel); stroke: var(--quiet) }
svg .forming { fill: none; stroke: var(--doubt); stroke-width: 1; stroke-dasharray: 3 3 }
svg .accepted { fill: var(--accent) } svg .refused { fill: url(#hatch); stroke: var(--bad) }
svg .perhaps { fill: var(--page); stroke: var(--doubt); stroke-dasharray: 2 2 }
svg .line { fill: none; stroke: var(--accent); stroke-width: 2 } svg .dashed { stroke: var(--doubt); stroke-dasharray: 6 4 }
svg .as { fill: var(--good) } svg .not { stroke: var(--bad); stroke-width: 3; fill: none }
.key { display: inline-flex; align-items: center; gap: .4rem; margin-right: 1rem } .key svg { flex: none }
.swatch { height: 14px; width: 22px }
footer { margin-top: 3rem; padding-bottom: 2rem; color: var(--quiet); font-size: .9rem }
@media (max-width: 30rem) { tbody th { min-width: 9rem } td.words { min-width: 11rem } dl.facts { grid-template-columns: 1fr } dl.facts dd { margin-bottom: .4rem } }
@media (max-width: 40rem) {
  table.stacked, .stacked caption, .stacked tbody, .stacked tr, .stacked tbody th, .stacked td { display: block; min-width: 0 }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .stacked tr { border-top: 1px solid var(--line); padding: .3rem 0 }
  .stacked tbody th, .stacked td { border: 0; padding: .15rem .7rem; text-align: left; white-space: normal }
  .stacked td:empty { display: none }
  .stacked td::before { content: attr(data-column) ': '; content: attr(data-column) ': ' / ''; color: var(--quiet) } }
@media print { .scroll { overflow: visible } }
`
