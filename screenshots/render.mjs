// Turns frames of the golden tests (frames/NAME-WIDTHxHEIGHT.ansi) into pictures,
// by way of xterm.js in Debian's chromium. The same frame gives the same bytes.
//
//   node render.mjs                    every picture of the table below
//   node render.mjs FRAME.ansi OUT.png  one, for a try
//
// The name of a picture ends in its theme: -dark or -light.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

const pictures = {
  'ports-dark': 'ports-120x36',
  'destinations-dark': 'growing-destinations-120x36',
  'findings-dark': 'findings-inspect-120x36',
  'range-dark': 'range-120x36',
  'whatif-dark': 'whatif-120x36',
  'states-light': 'states-120x36',
  'inspect-dark': 'inspect-port-120x36',
  'kill-dark': 'kill-forked-120x36',
  'beside-dark': 'beside-200x40',
}

// The sixteen colours are the terminal's, as berth uses them; these are those of
// GNOME Terminal and of a light twin of it.
const themes = {
  dark: {
    page: '#dfe3e8', bar: '#2b2e36', title: '#b6bac4',
    background: '#1b1d23', foreground: '#d6d8de', cursor: '#d6d8de',
    black: '#2a2c34', red: '#e0565b', green: '#5fb36a', yellow: '#d9a441',
    blue: '#5b94e0', magenta: '#b77bd8', cyan: '#46b3b8', white: '#c6c9d1',
    brightBlack: '#777c88', brightRed: '#f2777a', brightGreen: '#86d08e', brightYellow: '#f0c674',
    brightBlue: '#82b1f5', brightMagenta: '#d3a4ee', brightCyan: '#76d3d6', brightWhite: '#ffffff',
  },
  light: {
    page: '#c9ced6', bar: '#e7e9ed', title: '#5b606b',
    background: '#fcfcfa', foreground: '#25282e', cursor: '#25282e',
    black: '#25282e', red: '#c0272d', green: '#2b7d37', yellow: '#b58900',
    blue: '#1f5fbf', magenta: '#8a3fb0', cyan: '#0b7a80', white: '#c9ccd3',
    brightBlack: '#747984', brightRed: '#d8434a', brightGreen: '#3d9a4a', brightYellow: '#b07a0c',
    brightBlue: '#3a7de0', brightMagenta: '#a45acb', brightCyan: '#17959c', brightWhite: '#f3f4f6',
  },
}

const page = (theme) => `<!doctype html><meta charset="utf-8"><style>
  * { box-sizing: border-box }
  body { margin: 0; padding: 28px 32px 40px; width: max-content; background: ${theme.page} }
  #window { border-radius: 10px; overflow: hidden; background: ${theme.background};
    box-shadow: 0 14px 34px rgba(0, 0, 0, .38), 0 0 0 1px rgba(0, 0, 0, .22) }
  #bar { height: 32px; background: ${theme.bar}; color: ${theme.title}; position: relative;
    font: 13px/32px "DejaVu Sans", sans-serif; text-align: center }
  #bar i { position: absolute; top: 10px; width: 12px; height: 12px; border-radius: 50% }
  #screen { padding: 10px 12px 12px }
  .xterm-rows { font-feature-settings: "liga" 0, "calt" 0 } /* a terminal joins no letters */
  .xterm-viewport, .xterm-scrollable-element > .scrollbar { display: none !important }
</style>
<div id="window">
  <div id="bar"><i style="left:14px;background:#ff5f57"></i><i style="left:34px;background:#febc2e"></i><i style="left:54px;background:#28c840"></i>ssh web-01: berth</div>
  <div id="screen"></div>
</div>`

// draw writes the frame in the page and waits until it has been painted.
async function draw({ frame, cols, rows, theme }) {
  await document.fonts.load('15px "JetBrains Mono"')
  await document.fonts.load('bold 15px "JetBrains Mono"')
  const terminal = new Terminal({
    cols, rows, theme, scrollback: 0, convertEol: true, allowProposedApi: true,
    fontFamily: '"JetBrains Mono", "Noto Sans Mono CJK JP", "DejaVu Sans Mono"',
    fontSize: 15, lineHeight: 1, // more would tear borders and bars apart
    cursorInactiveStyle: 'none', cursorBlink: false,
    drawBoldTextInBrightColors: false,
  })
  terminal.loadAddon(new Unicode11Addon.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  terminal.open(document.getElementById('screen'))
  await new Promise((done) => terminal.write('\x1b[?25l' + frame, done))
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
}

async function render(browser, from, to) {
  const size = /-(\d+)x(\d+)\.ansi$/.exec(from)
  const name = /-(dark|light)\.png$/.exec(to)
  if (!size) throw new Error(`${from}: the name does not end in -WIDTHxHEIGHT.ansi`)
  if (!name) throw new Error(`${to}: the name does not end in -dark.png or -light.png`)
  const theme = themes[name[1]]
  const tab = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 800, height: 600 } })
  await tab.setContent(page(theme))
  await tab.addStyleTag({ path: require.resolve('@xterm/xterm/css/xterm.css') })
  await tab.addScriptTag({ path: require.resolve('@xterm/xterm') })
  await tab.addScriptTag({ path: require.resolve('@xterm/addon-unicode11') })
  const { page: _p, bar: _b, title: _t, ...colours } = theme
  const frame = (await readFile(from, 'utf8')).replace(/\n$/, '')
  await tab.evaluate(draw, { frame, cols: +size[1], rows: +size[2], theme: colours })
  await tab.locator('body').screenshot({ path: to, animations: 'disabled' })
  await tab.close()
  console.log(basename(to))
}

const jobs = process.argv.length === 4
  ? [[process.argv[2], process.argv[3]]]
  : Object.entries(pictures).map(([to, from]) => [join(here, 'frames', from + '.ansi'), join(here, to + '.png')])

const profile = await mkdtemp(join(tmpdir(), 'berth-chromium-'))
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  env: { ...process.env, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--font-render-hinting=none'],
})
try {
  for (const [from, to] of jobs) await render(browser, from, to)
} finally {
  await browser.close()
  await rm(profile, { recursive: true, force: true })
}
